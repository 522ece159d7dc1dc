import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Deployment } from '#contract/deployment';
import type { ProblemCode } from '#contract/problem';
import { leftovers } from '#support/left';
import { load } from '#support/load';
import { type Operator, openOperator } from '#support/operator';
import { digits, serviceFile, seven, type Written } from '#support/service-file';

let operator: Operator;
const file = serviceFile();
const { service } = file;
beforeAll(async () => {
  operator = await openOperator();
  await operator.put(file);
});
afterAll(async () => {
  await operator.retire(service);
  await operator[Symbol.asyncDispose]();
});

const faulty = (fault: string, change: Partial<Written> = {}) => ({
  ...file,
  model: digits('1.1.0', fault),
  ...change,
});
const impatient = (fault: string) => ({
  ...file,
  model: { ...digits('1.1.0', fault), ready: { path: '/v2/health/ready', within: '2s' } },
});

type Case = readonly [what: string, file: Written, code: ProblemCode, evidence: (deployment: Deployment) => unknown];
const cases: Case[] = [
  [
    'answers wrongly',
    faulty('wrong-answer'),
    'WRONG_ANSWER',
    ({ evidence: { golden } }) => {
      const [first] = golden;
      expect(first).toMatchObject({ name: 'a seven', ok: false, status: 200, release: 'r2' });
      expect(first?.body).toContain('"data":[8]');
      expect(first?.wrong.join()).toContain('outputs[0].data[0]');
    },
  ],
  [
    'hangs on its first request',
    faulty('hang-on-infer', { golden: seven({ within: '1s' }) }),
    'NO_ANSWER',
    ({ evidence: { golden } }) => expect(golden[0]).toMatchObject({ ok: false, status: null }),
  ],
  [
    'answers with an error',
    faulty('error-rate:1'),
    'WRONG_ANSWER',
    ({ evidence: { golden } }) => {
      expect(golden[0]).toMatchObject({ ok: false, status: 500 });
      expect(golden[0]?.body).toContain('deliberate fault');
    },
  ],
  [
    'never becomes ready',
    impatient('not-ready'),
    'NOT_READY',
    ({ evidence: { logs } }) => expect(Object.values(logs).join()).toContain('listening'),
  ],
  [
    'ends as soon as it starts',
    faulty('no-such-fault'),
    'NOT_READY',
    ({ evidence: { logs } }) => expect(Object.values(logs).join()).toContain('unknown fault "no-such-fault"'),
  ],
];

test.each(cases)('a release that %s gets no request, and all is as it was', async (_what, wrong, code, evidence) => {
  const before = { ids: await operator.ids(service), left: await leftovers(service), kept: await kept() };
  const callers = load(await operator.address(service), { keeping: 2, fresh: 1, pause: 10 });
  const { deployment, problem } = await operator.deploy(wrong);
  const seen = await callers.stop();
  expect(seen.failed).toEqual([]);
  expect(Object.keys(seen.releases)).toEqual(['r1']);
  expect(problem?.code).toBe(code);
  expect(deployment).toMatchObject({ state: 'taken-back', servingAt: null, from: { release: 'r1' } });
  expect(deployment.reason).toContain('(taken back)');
  expect(deployment.steps.find(({ do: name }) => name === 'verify')?.state).toBe('undone');
  // What a removed container said is kept with the record alone.
  evidence((await operator.client.history.show({ id: deployment.id })).deployment);
  expect({ ids: await operator.ids(service), left: await leftovers(service), kept: await kept() }).toEqual(before);
  expect((await operator.status(service)).state).toBe('serving');
  // A colleague's console sees that somebody tried, and which number that took.
  const { id, to } = deployment;
  expect((await operator.kept(service)).deployments.at(-1)).toMatchObject({ id, to, state: 'taken-back' });
});

test('the next release takes the number after those that failed', async () => {
  const deployment = await operator.put({ ...file, model: digits('1.1.0') });
  expect(deployment).toMatchObject({ from: { release: 'r1' }, to: { release: `r${cases.length + 2}` } });
});

test('the record of all of it is whole', async () => {
  expect(await operator.client.history.verify()).toEqual({ ok: true, records: cases.length + 2, broken: [] });
});

async function kept() {
  const { releases, config } = await operator.kept(service);
  return { releases: [...releases], config };
}
