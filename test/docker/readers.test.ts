import { afterAll, beforeAll, expect, test } from 'vitest';
import { names } from '#core/docker/labels';
import { diagnose } from '#core/doctor';
import { inspectSubject } from '#core/model/inspect';
import { pathsOf } from '#core/paths';
import { keyFile } from '#core/secrets/key-file';
import { openVault } from '#core/secrets/vault';
import { ask } from '#core/service/ask';
import type { NumberedLine } from '#core/service/log-buffer';
import { openLogs } from '#core/service/logs';
import { serviceStatus } from '#core/service/status';
import { deployed } from '../core/store/scratch.ts';
import { openReadersStage, sampleImage, until } from './readers-stage.ts';

let stage: Awaited<ReturnType<typeof openReadersStage>>;
beforeAll(async () => {
  stage = await openReadersStage();
  await stage.replica(1);
  await stage.replica(2);
  await stage.admit(1, 2);
});
afterAll(() => stage.close());

const deps = () => ({ hosts: stage.hosts, store: stage.store, gatewayImage: null });
const vault = () => openVault(stage.store.secrets, keyFile(pathsOf(stage.folder).key));
const seven = () => JSON.stringify(stage.release.golden[0]?.request.body);

test('status tells what serves, from the host alone, and changes nothing there', async () => {
  const before = await stage.engine.listContainers([]);
  await fetch(`http://127.0.0.1:${stage.port}/v2`);
  await until(
    async () => ((await serviceStatus(deps(), { service: stage.service }))[0]?.traffic[0]?.requests ?? 0) > 0,
  );
  const [status, ...others] = await serviceStatus(deps(), { service: stage.service });
  expect(others).toEqual([]);
  expect(status).toMatchObject({
    service: stage.service,
    host: 'local',
    address: `127.0.0.1:${stage.port}`,
    state: 'serving',
    release: { release: 'r1', version: '1.0.0', digest: 'sha256:1' },
    gateway: { name: names.gateway(stage.service), id: stage.gateway, running: true },
    traffic: [{ release: 'r1', errors: 0, sampled: false }],
  });
  expect(status?.replicas.map(({ state, admitted, release }) => ({ state, admitted, release }))).toEqual([
    { state: 'ready', admitted: true, release: 'r1' },
    { state: 'ready', admitted: true, release: 'r1' },
  ]);
  const ours = (all: typeof before) =>
    all.filter((it) => it.name.includes(stage.service)).map(({ id, state }) => ({ id, state }));
  expect(ours(await stage.engine.listContainers([]))).toEqual(ours(before));
});

test('a name that no host has is an unknown service', async () => {
  await expect(serviceStatus(deps(), { service: 'no-such-service' })).rejects.toMatchObject({
    code: 'UNKNOWN_SERVICE',
  });
});

test('a host that hangs is waited for only so long, and what was known there is shown beside the others', async () => {
  deployed(stage.store, { service: 'far', host: 'far' });
  const hosts = {
    known: () => [...stage.hosts.known(), { name: 'far', url: 'tcp://far' }],
    open: (name: string | undefined) => (name === 'far' ? new Promise<never>(() => {}) : stage.hosts.open(name)),
  };
  const services = await serviceStatus({ ...deps(), hosts });
  expect(services.find(({ service }) => service === 'far')).toMatchObject({ host: 'far', state: 'unknown' });
  expect(services.find(({ service }) => service === stage.service)?.state).toBe('serving');
});

test('a service is asked through its front: its first golden request, a body, or all golden requests', async () => {
  const asked = { subject: stage.service, golden: false };
  const first = await ask(deps(), asked);
  expect(first).toMatchObject({ status: 200, golden: [], body: { outputs: [{ data: [7] }, {}] } });
  expect(await ask(deps(), { ...asked, body: seven() })).toMatchObject({ status: 200, body: { model_name: 'digits' } });
  expect((await ask(deps(), { ...asked, body: '{"inputs":[]}' })).status).toBe(400);
  const golden = await ask(deps(), { ...asked, golden: true });
  expect(golden.golden.length).toBe(stage.release.golden.length);
  expect(golden.golden.every(({ ok, generated }) => ok && !generated)).toBe(true);
});

test("anybody's container is asked from beside it: the container stays as it is, and nothing is left", async () => {
  const id = await stage.stranger('model');
  const before = await stage.engine.inspectContainer(id);
  await until(
    async () =>
      (await ask(deps(), { subject: `${stage.service}-model`, golden: false }).catch(() => null))?.status === 200,
  );
  const answer = await ask(deps(), { subject: id.slice(0, 12), golden: false, body: seven() });
  expect(answer).toMatchObject({ status: 200, body: { outputs: [{ data: [7] }, {}] } });
  const golden = await ask(deps(), { subject: `${stage.service}-model`, golden: true });
  expect(golden.golden).toMatchObject([{ ok: true, generated: true, status: 200 }]);
  const after = await stage.engine.inspectContainer(id);
  expect([after?.State.StartedAt, after?.State.Pid, after?.RestartCount]).toEqual([
    before?.State.StartedAt,
    before?.State.Pid,
    before?.RestartCount,
  ]);
  expect(await stage.probesBeside(id)).toEqual([]);
});

test('inspect tells of a running container what it serves, with reasons', async () => {
  const found = await inspectSubject(deps(), { subject: `${stage.service}-model` });
  expect(found).toMatchObject({
    subject: 'container',
    name: `${stage.service}-model`,
    protocol: 'oip-v2',
    confidence: 'certain',
    version: '1.0.0',
    port: 8080,
    ports: [8080],
    models: ['digits'],
    paths: { ready: '/v2/models/digits/ready', predict: '/v2/models/digits/infer', metrics: '/metrics' },
    schema: { kind: 'tensors', inputs: [{ name: 'pixels' }] },
    user: '1000:1000',
    architecture: 'amd64',
  });
  expect(found.reasons).toContain('it answers on port 8080');
});

test('inspect reads an image without running it', async () => {
  const before = await stage.engine.listContainers([]);
  const found = await inspectSubject(deps(), { subject: sampleImage });
  expect(found).toMatchObject({ subject: 'image', name: sampleImage, version: '1.0.0', port: 8080, user: '1000:1000' });
  expect(found.reasons).toContain('port 8080 is the only one that it exposes');
  const byId = await inspectSubject(deps(), { subject: found.digest.slice(7, 19) });
  expect(byId).toMatchObject({ subject: 'image', name: sampleImage, digest: found.digest });
  expect((await stage.engine.listContainers([])).length).toBe(before.length);
});

test('a server that only its own container reaches is found, and said to be', async () => {
  const program = "require('node:http').createServer((q, s) => s.end('hello')).listen(7000, '127.0.0.1')";
  const id = await stage.stranger('inward', ['node', '-e', program]);
  await until(async () => (await inspectSubject(deps(), { subject: id })).port === 7000);
  const found = await inspectSubject(deps(), { subject: id });
  expect(found).toMatchObject({ protocol: 'unknown', confidence: 'none', server: null });
  expect(found.tried.filter(({ port, came }) => port === 7000 && came === '200').length).toBeGreaterThan(20);
  expect(found.reasons).toContain('port 7000 listens on 127.0.0.1 only: no gateway can reach it');
});

test('what does not run or is not there is said so', async () => {
  const id = await stage.stranger('ended', ['node', '-e', '']);
  await until(async () => (await stage.engine.inspectContainer(id))?.State.Running === false);
  const subject = `${stage.service}-ended`;
  await expect(ask(deps(), { subject, golden: false })).rejects.toMatchObject({
    code: 'NO_ANSWER',
    message: `The container ${subject} does not run (exited, exit code 0)`,
  });
  expect((await inspectSubject(deps(), { subject })).reasons).toContain(
    'it does not run (exited), so it was not asked',
  );
  await expect(ask(deps(), { subject: 'no-such', golden: false })).rejects.toMatchObject({ code: 'UNKNOWN_SERVICE' });
  await expect(inspectSubject(deps(), { subject: 'no/such:1' })).rejects.toMatchObject({ code: 'UNKNOWN_CONTAINER' });
});

test('logs of all replicas come by time, with those of a replica that is gone', async () => {
  const gone = names.replica(stage.service, 1, 9);
  const kept = {
    golden: [],
    traffic: [],
    switchedMs: null,
    gapMs: null,
    containers: [],
    watch: null,
    wayBack: null,
    findings: [],
    logs: { [gone]: '2020-01-01T00:00:00.000000001Z stderr bye' },
  };
  const { begin, finish } = stage.store.deployments;
  const beginning = {
    engine: 'e',
    kind: 'scale',
    from: null,
    to: null,
    operator: 'ada',
    console: '0',
    note: null,
  } as const;
  begin({
    ...beginning,
    id: '01KAAAAAAAAAAAAAAAAAAAAAAA',
    service: stage.service,
    host: 'local',
    file: null,
    plan: [],
  });
  finish('01KAAAAAAAAAAAAAAAAAAAAAAA', { state: 'succeeded', reason: null, evidence: kept });
  const logs = openLogs(deps());
  const { id: reading } = await logs.open({ service: stage.service, follow: false });
  const { lines, ended } = await logs.next({ id: reading, after: 0, max: 1000 });
  expect(ended).toBe(true);
  expect(lines[0]).toMatchObject({ n: 1, replica: gone, release: 'r1', stream: 'stderr', line: 'bye' });
  expect(lines.map(({ time }) => time)).toEqual(lines.map(({ time }) => time).toSorted());
  const from = new Set(lines.filter(({ line }) => line.includes('model ready')).map(({ replica }) => replica));
  expect([...from].sort()).toEqual([1, 2].map((index) => names.replica(stage.service, 1, index)));
  expect(lines.filter(({ line }) => line.startsWith('a '))).toEqual([]);
  await logs.closeAll();
});

test('following goes on across a restart, and to a replica that comes later, with every line once', async () => {
  const logs = openLogs(deps());
  const { id } = await logs.open({ service: stage.service, follow: true, grep: 'model ready|SIGTERM|stopped' });
  const seen: NumberedLine[] = [];
  const reading = (async () => {
    for (let ended = false; !ended; ) {
      const page = await logs.next({ id, after: seen.at(-1)?.n ?? 0, max: 3 });
      seen.push(...page.lines);
      ended = page.ended;
    }
  })();
  const ready = (index: number) => {
    const name = names.replica(stage.service, 1, index);
    return seen.filter(({ replica, line }) => replica === name && line.includes('model ready')).length;
  };
  await until(async () => ready(1) === 1 && ready(2) === 1);
  await stage.engine.stopContainer(names.replica(stage.service, 1, 2), 5);
  await stage.engine.startContainer(names.replica(stage.service, 1, 2));
  await stage.replica(3);
  await until(async () => ready(2) === 2 && ready(3) === 1);
  expect(await logs.close({ id })).toEqual({ closed: true });
  await reading;
  const written = seen.map(({ time, replica, line }) => `${time} ${replica} ${line}`);
  expect(new Set(written).size).toBe(written.length);
  expect([ready(1), ready(2), ready(3)]).toEqual([1, 2, 1]);
  await expect(logs.next({ id, after: 0, max: 1 })).rejects.toMatchObject({ code: 'BAD_COMMAND' });
});

test('a replica that there never was is an error, one that may still come is waited for', async () => {
  const logs = openLogs(deps());
  const wanted = { service: stage.service, replica: 'r9-1' };
  await expect(logs.open({ ...wanted, follow: false })).rejects.toMatchObject({ code: 'UNKNOWN_CONTAINER' });
  const { id } = await logs.open({ ...wanted, follow: true });
  expect(await logs.close({ id })).toEqual({ closed: true });
  expect(await logs.close({ id })).toEqual({ closed: false });
  await expect(logs.open({ service: 'no-such-service', follow: true })).rejects.toMatchObject({
    code: 'UNKNOWN_SERVICE',
  });
});

test('the doctor says what is wrong with a service, and that the machine is well all the same', async () => {
  await stage.admit(1, 2);
  await stage.engine.stopContainer(names.replica(stage.service, 1, 2), 5);
  await until(async () => (await serviceStatus(deps(), { service: stage.service }))[0]?.state === 'degraded');
  const paths = pathsOf(stage.folder);
  const found = await diagnose({ ...deps(), vault: vault(), paths });
  const where = `service ${stage.service} on local`;
  expect(found.problems).toContainEqual({
    severity: 'warning',
    where,
    what: `it is degraded: not ready: ${names.replica(stage.service, 1, 2)}`,
    hint: `Look at "slipway status ${stage.service}" and "slipway logs ${stage.service}".`,
  });
  expect(found.problems.filter(({ severity }) => severity === 'blocker')).toEqual([]);
  expect(found.ok).toBe(true);
});

test('a gateway that is gone leaves its service down, and the doctor names the replicas that nobody reaches', async () => {
  await stage.engine.removeContainer(stage.gateway);
  const [status] = await serviceStatus(deps(), { service: stage.service });
  expect(status).toMatchObject({ state: 'down', release: null, gateway: null, address: null });
  const found = await diagnose({ ...deps(), vault: vault(), paths: pathsOf(stage.folder) });
  expect(found.problems.map(({ what }) => what)).toContain(
    `${names.replica(stage.service, 1, 1)} is a replica without a gateway: nobody can reach it`,
  );
});
