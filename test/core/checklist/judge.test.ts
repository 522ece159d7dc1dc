import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TemporaryCore, temporaryCore } from '#support/temporary-core';

let core: TemporaryCore;
beforeAll(async () => {
  core = await temporaryCore();
});
afterAll(() => core[Symbol.asyncDispose]());

const local = (more: object) => {
  const text = JSON.stringify({ service: 'shop', stage: 'production', model: { image: 'acme/shop:1' }, ...more });
  return core.client.checklist.judge({ text, local: true });
};
const ids = (findings: readonly { id: string; verdict: string }[], verdict: string) =>
  findings.flatMap((one) => (one.verdict === verdict ? [one.id] : []));

test('what the file alone decides is told without a host, area by area', async () => {
  const { findings } = await local({});
  expect(ids(findings, 'fail')).toEqual(expect.arrayContaining(['EVO-02', 'MON-07', 'INT-13', 'INT-15', 'EVO-01']));
  const mended = await local({ monitoring: { tell: ['desktop'] }, review: { every: '90d' } });
  expect(ids(mended.findings, 'pass')).toEqual(expect.arrayContaining(['MON-07', 'EVO-01']));
});

test('what needs more than the file is left to those who ask its host', async () => {
  const { findings } = await local({});
  expect(findings.map(({ id }) => id)).not.toEqual(expect.arrayContaining(['MON-01']));
  expect(new Set(findings.map(({ id }) => id)).size).toBe(findings.length);
});

test('what only a person can say is asked, and answered before anything is deployed', async () => {
  const asked = async () => (await local({})).findings.find(({ id }) => id === 'MON-22');
  expect(await asked()).toMatchObject({ verdict: 'fail', question: expect.stringContaining('at night'), answer: null });
  await core.client.checklist.answer({ service: 'shop', host: 'local', id: 'MON-22', text: 'ada, by telephone' });
  expect(await asked()).toMatchObject({ verdict: 'pass', answer: { text: 'ada, by telephone', by: 'ada' } });
});

test('a secret that stands in the file is shown by none of it', async () => {
  const value = 'hf_abcdefghijklmnopqrstuvwxyz012345';
  await core.client.secrets.set({ name: 'hub', value: Buffer.from(value).toString('base64') });
  const judged = await local({ model: { image: 'acme/shop:1', env: { TOKEN: value } } });
  expect(judged.problem).toMatchObject({ stop: 'secret-visible' });
  expect(JSON.stringify(judged)).not.toContain('abcdefghijklmnop');
});
