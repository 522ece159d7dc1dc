import { afterAll, beforeAll, expect, test } from 'vitest';
import { ofService } from '#core/docker/labels';
import { type Operator, openOperator, succeeded } from '#support/operator';
import { serviceFile, type Written } from '#support/service-file';
import { byId } from './checklist-stage.ts';

const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const blockers = ['EVO-02', 'INT-05', 'INT-15', 'MON-07', 'REL-24'];
/** In production, with nothing of what only production wants. */
const bare = serviceFile({ stage: 'production' });
const owned: Written = { ...bare, integration: { owner: 'ada', deputy: 'grace' } };
const { service } = bare;

let operator: Operator;
beforeAll(async () => {
  operator = await openOperator();
});
afterAll(async () => {
  await operator?.retire(service);
  await operator?.[Symbol.asyncDispose]();
});

const acting = (file: Written, ...ids: string[]) => ({
  kind: 'deploy' as const,
  file: { name: 'slipway.yaml', text: JSON.stringify(file) },
  accept: ids.map((id) => ({ id, reason: `${id} comes next week`, until: soon })),
});
const checked = async (subject: { kind: 'running'; name: string } | { kind: 'file'; file: Written }) =>
  operator.client.checklist.run({
    subject: subject.kind === 'file' ? { kind: 'file', file: acting(subject.file).file } : subject,
  });
/** Its replicas and its gateway, by id and since when they run. */
const containers = async () => {
  const there = await operator.engine.listContainers(ofService(service));
  const looked = await Promise.all(there.map(({ id }) => operator.engine.inspectContainer(id)));
  return looked.flatMap((it) => (it ? [`${it.Id} ${it.State.StartedAt}`] : [])).toSorted();
};
const stoppedBy = (...ids: string[]) => ({
  code: 'STOPPED',
  blockers: expect.toSatisfy((given: string[]) => given.toSorted().join() === ids.toSorted().join()),
});

test('what fails as a blocker stops it, in the plan and the deployment alike, and all of it is said', async () => {
  const stopped = stoppedBy(...blockers);
  await expect(
    operator.client.deployment.plan({ act: acting(bare), options: { allowGap: false } }),
  ).rejects.toMatchObject(stopped);
  const { deployment, problem } = await operator.deploy(bare);
  expect(problem).toMatchObject(stopped);
  for (const id of blockers) expect(problem?.message).toContain(id);
  expect(deployment).toMatchObject({ state: 'stopped', steps: [], reason: problem?.message });
  expect(await containers()).toEqual([]);

  const report = await checked({ kind: 'file', file: bare });
  expect(report.findings.flatMap(({ id, stop }) => (stop ? [id] : [])).toSorted()).toEqual(blockers);
  const judged = await operator.client.checklist.judge({ text: acting(bare).file.text });
  expect(judged).toMatchObject({ plan: null, problem: stopped });
  expect(judged.findings.flatMap(({ id, stop }) => (stop ? [id] : [])).toSorted()).toEqual(blockers);
});

test('in trial the same file is stopped by none of it', async () => {
  const { findings } = await checked({ kind: 'file', file: { ...bare, stage: 'trial' } });
  expect(findings.filter(({ stop }) => stop)).toEqual([]);
});

test('before there is a service each of them may be accepted, by itself or with the deployment', async () => {
  const [first = '', ...others] = blockers;
  await operator.client.checklist.accept({ service, id: first, reason: 'ada is asked', until: soon });
  expect((await operator.deploy(bare)).problem).toMatchObject(stoppedBy(...others));

  const deployment = succeeded(await operator.act(acting(bare, ...others)));
  const { accepted = [], findings } = deployment.evidence;
  expect(accepted.map(({ id }) => id).toSorted()).toEqual(blockers);
  expect(accepted).toContainEqual({
    id: first,
    reason: 'ada is asked',
    until: `${soon}T23:59:59.999Z`,
    by: 'ada',
    what: 'Nobody is named to ask',
  });
  expect(findings).toContain(`EVO-02: Nobody is named to ask. Accepted until ${soon}: ada is asked`);
  expect((await operator.kept(service)).deployments.at(-1)).toMatchObject({ id: deployment.id, accepted });

  const { accepted: said } = await operator.client.checklist.said({ service });
  expect(said.map(({ id }) => id).toSorted()).toEqual(blockers);
});

test('what is accepted is shown so of what serves, and stops nothing until it is taken back', async () => {
  const found = byId(await checked({ kind: 'running', name: service }));
  const reason = 'INT-15 comes next week';
  expect(found['INT-15']).toMatchObject({
    verdict: 'accepted',
    stop: false,
    accepted: { reason, by: 'ada', until: `${soon}T23:59:59.999Z` },
  });
  expect(found['EVO-01']).toMatchObject({ verdict: 'fail', stop: false, accepted: null });

  await operator.client.checklist.withdraw({ service, id: 'INT-15' });
  const { problem } = await operator.deploy({ ...bare, note: 'another reason' });
  expect(problem).toMatchObject({ ...stoppedBy('INT-15'), hint: expect.stringContaining('--accept INT-15=') });
});

test('scale, restart and rollback are never stopped by it', async () => {
  succeeded(await operator.act({ kind: 'scale', service, replicas: 1 }));
  succeeded(await operator.act({ kind: 'restart', service }));
});

test('another owner and review touch no container, and make nothing stale but what depends on them', async () => {
  await checked({ kind: 'running', name: service });
  const before = await containers();
  expect(before).toHaveLength(2);
  const named = { ...owned, scale: { ...owned.scale, replicas: 1 }, review: { every: '30d' } };
  const kind = succeeded(await operator.act(acting(named, 'INT-15', 'SCA-06'))).kind;
  expect(kind).toBe('policy');
  expect(await containers()).toEqual(before);

  const report = await checked({ kind: 'running', name: service });
  expect(report.findings.filter(({ stale }) => stale !== null)).toEqual([]);
  expect(byId(report)).toMatchObject({ 'EVO-02': { verdict: 'pass' }, 'EVO-01': { verdict: 'pass' } });
});

test('an answer makes the check pass that asks, with who gave it, and nothing that is measured', async () => {
  const asked = byId(await checked({ kind: 'running', name: service }))['MON-22'];
  expect(asked).toMatchObject({ verdict: 'fail', question: expect.stringMatching(/night/), answer: null });
  const text = 'grace, by the page on-call/digits';
  const { until } = await operator.client.checklist.answer({ service, id: 'MON-22', text });
  const found = byId(await checked({ kind: 'running', name: service }));
  expect(found['MON-22']).toMatchObject({
    verdict: 'pass',
    evidence: { value: `${text} (ada, until ${until.slice(0, 10)})` },
    answer: { text, by: 'ada', until },
  });
  await expect(operator.client.checklist.answer({ service, id: 'SCA-01', text: 'it is enough' })).rejects.toMatchObject(
    {
      code: 'BAD_COMMAND',
    },
  );
});

test('all of it is on record, and the record is whole', async () => {
  expect(await operator.client.history.verify()).toMatchObject({ ok: true, broken: [] });
});
