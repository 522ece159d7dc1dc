import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Operator, openOperator, succeeded } from '#support/operator';
import { digits, serviceFile, type Written } from '#support/service-file';
import { byId } from './checklist-stage.ts';

let operator: Operator;
const integration = { consumers: ['till', 'reports'] };
const file = serviceFile({ integration, scale: { replicas: 1, memory: '128m' } });
const { service } = file;
const until = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);

/** The sample model, which says of itself that its outputs are of another form. */
const declared = 'OUTPUTS[0].datatype="INT32";OUTPUTS[1].shape=[-1,11]';
const changed: Written['model'] = {
  ...digits('1.1.0'),
  command: [
    '/bin/node',
    '--import',
    `data:text/javascript,import{OUTPUTS}from"file:///model/tensors.mjs";${declared}`,
    '/model/server.mjs',
  ],
};
const broken = { ...file, model: changed };
const paths = ['POST /v2/models/digits/infer response.digit', 'POST /v2/models/digits/infer response.probabilities'];

beforeAll(async () => {
  operator = await openOperator();
  await operator.put(file);
});
afterAll(async () => {
  await operator.retire(service);
  await operator[Symbol.asyncDispose]();
});

const acting = (given: Written) => ({
  kind: 'deploy' as const,
  file: { name: 'slipway.yaml', text: JSON.stringify(given) },
});
const checked = async (given: Written) => {
  const report = await operator.client.checklist.run({ subject: { kind: 'file', file: acting(given).file } });
  return byId(report)['INT-03'];
};

test('a release that breaks a named consumer is taken back before anybody reaches it, and both changes are named', async () => {
  const before = await operator.ids(service);
  expect(await checked(broken)).toMatchObject({ verdict: 'unchecked', stop: false });

  const { deployment, problem } = await operator.deploy(broken);
  expect(problem).toMatchObject({ code: 'STOPPED', stop: 'breaking-change' });
  for (const text of ['till, reports', ...paths]) expect(problem?.message).toContain(text);
  expect(deployment.state).toBe('stopped');
  expect(deployment.steps.some(({ do: name }) => name === 'switch')).toBe(false);
  expect(deployment.evidence.compared).toMatchObject({ why: null, breaking: 2 });
  expect(await operator.ids(service)).toEqual(before);

  // Now it is known, and says so beforehand; of another file it is not.
  expect(await checked(broken)).toMatchObject({ verdict: 'fail', stop: true });
  expect(await checked({ ...broken, model: { ...changed, env: { A: 'b' } } })).toMatchObject({ verdict: 'unchecked' });
});

test('a tighter limit is known from the file alone, and stops it before anything begins', async () => {
  const { deployment, problem } = await operator.deploy({ ...file, front: { limit: { body: '1k' } } });
  expect(problem).toMatchObject({ stop: 'breaking-change', message: expect.stringContaining('front.limit.body') });
  expect(deployment).toMatchObject({ state: 'stopped', steps: [] });
});

test('with what they agreed to it goes ahead, which is recorded and said', async () => {
  const accept = [{ id: 'breaking-change', reason: 'till and reports agreed on Monday', until }];
  const deployment = succeeded(await operator.act({ ...acting(broken), accept }));
  expect(deployment.steps.map(({ do: name }) => name)).toContain('compare');
  const { accepted, findings } = deployment.evidence;
  expect(accepted).toMatchObject([{ id: 'breaking-change', by: 'ada', what: expect.stringContaining(paths[0] ?? '') }]);
  expect(findings.join('\n')).toContain('till, reports have to change');
  expect((await operator.kept(service)).deployments.at(-1)).toMatchObject({ id: deployment.id, accepted });
});

test('where no consumer is named it warns and goes on, and going back is never compared', async () => {
  await operator.client.checklist.withdraw({ service, id: 'INT-03' });
  const alone = { ...file, integration: {}, model: digits('1.1.0') };
  const deployment = succeeded(await operator.deploy(alone));
  expect(deployment.evidence.findings.join('\n')).toContain('none is named in integration.consumers');
  const report = await operator.client.checklist.run({ subject: { kind: 'running', name: service } });
  expect(byId(report)['INT-03']).toMatchObject({ verdict: 'warn', stop: false });

  const back = succeeded(await operator.rollback(service));
  expect(back.steps.map(({ do: name }) => name)).not.toContain('compare');
});
