import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { label } from '#core/docker/labels';
import { besideContainer, gatewayImageThere } from '#core/model/beside';
import { type Operator, openOperator } from '#support/operator';
import { digits, golden, serviceFile } from '#support/service-file';
import { until } from '#support/until';

let operator: Operator;
const file = serviceFile({ golden: [] });
const { service } = file;

function required<T>(found: T | null): T {
  if (found === null) throw new Error('it is not there');
  return found;
}

beforeAll(async () => {
  operator = await openOperator();
  await operator.put(file);
});
afterAll(async () => {
  await operator.retire(service);
  await operator[Symbol.asyncDispose]();
});

test('a request to try is filled in from what the model says, and is answered', async () => {
  const question = await operator.client.model.question({ subject: service });
  expect(question).toMatchObject({ method: 'POST', path: '/v2/models/digits/infer', from: 'the schema' });
  const { method, path, body } = question;
  const answer = await operator.client.model.ask({ subject: service, method, path, ...(body ? { body } : {}) });
  expect(answer).toMatchObject({ status: 200, body: { outputs: [{ name: 'digit' }, {}] } });
});

test('any path of the service can be asked, and no other place', async () => {
  const ask = (path: string) => operator.client.model.ask({ subject: service, method: 'GET', path });
  expect(await ask('/v2/models/digits')).toMatchObject({ status: 200, body: { name: 'digits' } });
  expect(await ask('/nowhere')).toMatchObject({ status: 404 });
  await expect(ask('http://127.0.0.1/')).rejects.toMatchObject({ code: 'BAD_COMMAND' });
  await expect(ask('//127.0.0.1/')).rejects.toMatchObject({ code: 'BAD_COMMAND' });
});

test('a container that ends just before it is asked is told to have ended, and no helper stays', async () => {
  const { engine } = operator;
  const id = await engine.createContainer({ Image: digits('1.0.0').image });
  onTestFinished(() => engine.removeContainer(id));
  await engine.startContainer(id);
  const seen = required(await engine.inspectContainer(id));
  const helper = required(await gatewayImageThere(engine, null));
  await engine.stopContainer(id, 0);
  const asking = besideContainer(engine, seen, helper, new AbortController().signal);
  await expect(asking).rejects.toMatchObject({ code: 'NO_ANSWER', message: expect.stringContaining('does not run') });
  const probes = await engine.listContainers([`${label.role}=probe`]);
  const inspected = await Promise.all(probes.map((it) => engine.inspectContainer(it.id)));
  expect(inspected.filter((it) => it?.HostConfig.NetworkMode === `container:${id}`)).toEqual([]);
});

test('an answer that is kept as right touches nothing that runs, and the next deployment asks for it', async () => {
  const before = await operator.ids(service);
  const { text } = await operator.client.service.show({ service });
  const [one] = golden;
  const kept = await operator.client.draft.edit({ text, set: [{ path: ['golden', 0], value: one }] });
  const { plan } = await operator.client.checklist.judge({ text: kept.text });
  expect(plan).toMatchObject({ kind: 'policy', gap: 0 });
  const deployed = await operator.act({ kind: 'deploy', file: { name: 'slipway.yaml', text: kept.text } });
  expect(deployed.deployment).toMatchObject({ kind: 'policy', state: 'succeeded' });
  expect(await operator.ids(service)).toEqual(before);
  expect(await operator.client.model.question({ subject: service })).toMatchObject({
    from: 'the first golden request',
  });

  const wrong = await operator.client.draft.edit({
    text: kept.text,
    set: [
      { path: ['model', 'image'], value: 'slipway-sample/digits:1.1.0' },
      { path: ['model', 'version'], value: null },
      { path: ['model', 'env'], value: { FAULT: 'wrong-answer' } },
    ],
  });
  const { problem } = await operator.act({ kind: 'deploy', file: { name: 'slipway.yaml', text: wrong.text } });
  expect(problem).toMatchObject({ code: 'WRONG_ANSWER', message: expect.stringContaining(String(one?.name)) });
  expect(await operator.ids(service)).toEqual(before);
});

test('the next release begins as the file in force with another image', async () => {
  const draft = await operator.client.draft.begin({ image: 'slipway-sample/digits:1.1.0', service });
  expect(draft.of).toBe(service);
  const { fields, problem } = await operator.client.draft.read({ text: draft.text });
  expect(problem).toBeNull();
  expect(fields).toMatchObject({ service, model: { image: 'slipway-sample/digits:1.1.0', name: 'digits' } });
  const judged = await operator.client.checklist.judge({ text: draft.text });
  expect(judged.plan).toMatchObject({ kind: 'deploy', from: { version: '1.0.0' }, to: { version: '1.1.0' } });
  expect(judged.aboutMs).toBeGreaterThan(0);
  await operator.client.draft.remove({ id: draft.id });
});

test('a stop is a finding with its id, as the plan says it', async () => {
  const text = JSON.stringify({ ...file, front: { callers: 'others' } });
  const { findings, plan, problem } = await operator.client.checklist.judge({ text });
  expect(plan).toBeNull();
  expect(problem).toMatchObject({ code: 'STOPPED', stop: 'open-without-key' });
  expect(findings.filter(({ stop }) => stop)).toMatchObject([
    { id: 'SEC-20', area: 'security', verdict: 'fail', severity: 'blocker', title: problem?.message },
  ]);
});

test('said as docker run it runs, and said as curl it is answered', async () => {
  const written = serviceFile({ model: digits('1.0.0'), front: { port: 9377 } });
  const { dockerRun, curl } = await operator.client.draft.commands({ text: JSON.stringify(written) });
  const id = execFileSync('sh', ['-c', dockerRun]).toString().trim();
  onTestFinished(() => operator.engine.removeContainer(id));
  const made = await operator.engine.inspectContainer(id);
  const [replica] = await operator.containers(service);
  for (const key of [
    'Memory',
    'MemorySwap',
    'ReadonlyRootfs',
    'CapDrop',
    'PidsLimit',
    'RestartPolicy',
    'Tmpfs',
    'LogConfig',
  ] as const)
    expect([key, made?.HostConfig[key]]).toEqual([key, replica?.HostConfig[key]]);
  expect(made?.Config.User).toBe('1000:1000');
  const ask = () =>
    JSON.parse(
      execFileSync('sh', ['-c', `${curl ?? 'false'} || echo '{}'`], { stdio: ['ignore', 'pipe', 'ignore'] }).toString(),
    );
  await until('it says a seven', () => ask().outputs?.[0]?.data?.[0] === 7);
});

test('of what serves there is a line into its replica, with the names that it has', async () => {
  const { yaml, dockerExec, compose } = await operator.client.service.commands({ service });
  expect(dockerExec).toMatch(new RegExp(`^docker exec -it slipway-${service}-r1-[12] sh$`));
  expect(yaml).toContain(`service: ${service}`);
  expect(compose).toContain(`${await operator.address(service)}:8080`);
});
