import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Candidate } from '#contract/candidate';
import { openCandidates } from '#core/candidate/candidates';
import { openTries } from '#core/candidate/open-tries';
import { gateOf } from '#core/checklist/gate';
import { openCore } from '#core/core';
import { conducting } from '#core/deployment/conduct';
import { label } from '#core/docker/labels';
import { openHosts } from '#core/host/hosts';
import { keyFile } from '#core/secrets/key-file';
import { openVault } from '#core/secrets/vault';
import { openStore } from '#core/store/open';
import { leftovers } from '#support/left';
import { load } from '#support/load';
import { type Operator, openOperator } from '#support/operator';
import { digits, golden, serviceFile, type Written } from '#support/service-file';
import { until } from '#support/until';

let operator: Operator;
const file = serviceFile({ golden: golden.slice(0, 2) });
const { service } = file;
beforeAll(async () => {
  operator = await openOperator();
  await operator.put(file);
});
afterAll(async () => {
  await operator.retire(service);
  await operator[Symbol.asyncDispose]();
});

const tries = (of = service) =>
  operator.engine
    .listContainers([`${label.service}=${of}`, `${label.role}=probe`])
    .then((all) => all.map((it) => it.name));

/** Follows a try to its end; every state on the way. */
async function tried(given: Written): Promise<{ id: string; seen: Candidate[]; last: Candidate }> {
  const { id } = await operator.client.candidate.start({ text: JSON.stringify(given) });
  const seen: Candidate[] = [];
  for (let last: Candidate | undefined; ; ) {
    last = await operator.client.candidate.next({ id, after: last?.n ?? 0 });
    seen.push(last);
    if (last.phase === 'done' || last.phase === 'failed') return { id, seen, last };
  }
}
const close = (id: string) => operator.client.candidate.close({ id });

test('the new release answers beside the old one, and callers notice nothing', async () => {
  const before = await operator.ids(service);
  const kept = await operator.kept(service);
  const callers = load(await operator.address(service), { keeping: 2, fresh: 1 });
  const { id, seen, last } = await tried({ ...file, model: digits('1.1.0') });
  expect(last).toMatchObject({
    phase: 'done',
    problem: null,
    from: { release: 'r1', version: '1.0.0' },
    to: { version: '1.1.0' },
    answers: [
      { name: golden[0]?.name, old: { ok: true, generated: false }, new: { ok: true, generated: false }, same: true },
      { name: golden[1]?.name, old: { ok: true }, new: { ok: true }, same: true },
    ],
  });
  expect(last.readyMs).toBeGreaterThan(0);
  expect(last.changes).toContainEqual({
    path: 'run.model.image',
    from: 'slipway-sample/digits:1.0.0',
    to: 'slipway-sample/digits:1.1.0',
  });
  expect(seen.map(({ n }) => n)).toEqual(seen.map(({ n }) => n).toSorted((a, b) => a - b));
  expect(await tries()).toEqual([last.container]);
  const answer = await operator.client.model.ask({ subject: last.container ?? '', golden: true });
  expect(answer.golden).toMatchObject([{ ok: true, generated: true }]);

  expect(await close(id)).toEqual({ closed: true });
  expect(await close(id)).toEqual({ closed: false });
  expect(await tries()).toEqual([]);
  expect((await callers.stop()).failed).toEqual([]);
  expect(await operator.ids(service)).toEqual(before);
  expect(await operator.kept(service)).toEqual(kept);
  expect((await operator.client.history.list({ service })).deployments).toHaveLength(1);
});

test('what differs in its answers is shown side by side, and would get no traffic', async () => {
  const { id, last } = await tried({ ...file, model: digits('1.1.0', 'wrong-answer') });
  expect(last).toMatchObject({ phase: 'failed', problem: { code: 'WRONG_ANSWER' }, readyMs: null });
  expect(last.answers).toHaveLength(2);
  for (const { old, new: fresh, same, apart } of last.answers) {
    expect([old?.ok, fresh?.ok, same]).toEqual([true, false, false]);
    expect(apart.at).toContainEqual(expect.objectContaining({ path: 'outputs[0].data[0]', by: expect.any(Number) }));
    expect(apart.furthest).toBeGreaterThanOrEqual(1);
  }
  expect(await tries()).toHaveLength(1);
  await close(id);
});

test('answers that only took too long are the same', async () => {
  const slow = golden.slice(0, 1).map((one) => ({ ...one, expect: { ...one.expect, within: '150ms' } }));
  const { id, last } = await tried({ ...file, golden: slow, model: digits('1.1.0', 'slow:250ms') });
  expect(last.problem?.code).toBe('WRONG_ANSWER');
  expect(last.answers[0]).toMatchObject({ new: { ok: false }, same: true });
  await close(id);
});

test.each([
  ['never gets ready', { ...digits('1.1.0', 'not-ready'), ready: { path: '/v2/health/ready', within: '2s' } }],
  ['ends at its start', digits('1.1.0', 'crash-after-ms:0')],
])('one that %s is removed by itself, with the reason told', async (_what, model) => {
  const { last } = await tried({ ...file, model });
  expect(last).toMatchObject({ phase: 'failed', problem: { code: 'NOT_READY' }, answers: [] });
  await until('it is gone', async () => (await tries()).length === 0);
});

test('a service that is not there yet gives its first answers, and nothing of it stays', async () => {
  const fresh = serviceFile();
  const { id, last } = await tried(fresh);
  expect(last).toMatchObject({ phase: 'done', from: null, changes: [], answers: [{ old: null, new: { ok: true } }] });
  await close(id);
  expect(await leftovers(fresh.service)).toEqual([]);
});

test('a file that a deployment would stop is not tried', async () => {
  const { memory } = await operator.engine.info();
  const large = { ...file, scale: { replicas: 1, memory: `${Math.ceil(memory / 1024 / 1024)}m` } };
  const start = operator.client.candidate.start({ text: JSON.stringify(large) });
  await expect(start).rejects.toMatchObject({ code: 'STOPPED', stop: 'does-not-fit' });
  expect(await tries()).toEqual([]);
});

test('closed while it starts, it is gone', async () => {
  const slow = { ...file, model: digits('1.1.0', 'not-ready') };
  const { id } = await operator.client.candidate.start({ text: JSON.stringify(slow) });
  await until('it and its helper are there', async () => (await tries()).length === 2);
  await close(id);
  expect(await tries()).toEqual([]);
  expect(await operator.client.candidate.next({ id, after: 0 })).toMatchObject({ phase: 'failed', container: null });
});

test('secrets reach it in files, and go with it', async () => {
  await operator.client.secrets.set({
    name: 'try-token',
    value: Buffer.from('a value that nobody may see').toString('base64'),
  });
  const { model } = file;
  const secret = { ...file, model: { ...model, secrets: [{ name: 'try-token', file: '/run/secrets/token' }] } };
  const { id, last } = await tried(secret);
  expect(last).toMatchObject({ phase: 'done', problem: null });
  const details = await operator.engine.inspectContainer(last.container ?? '');
  expect(details?.Mounts.map(({ Destination }) => Destination)).toContain('/run/secrets');
  const read = await operator.engine.getFiles(last.container ?? '', '/run/secrets');
  expect([...(read?.values() ?? [])].map(String)).toEqual(['a value that nobody may see']);
  await close(id);
  const volumes = await operator.engine.listVolumes([`${label.service}=${service}`, `${label.role}=probe`]);
  expect(volumes).toEqual([]);
  await operator.client.secrets.remove({ name: 'try-token' });
});

describe('nobody is left to close it', () => {
  test('because nobody follows it: it is removed', async () => {
    const home = mkdtempSync(join(tmpdir(), 'slipway-try-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const { parts, ...other } = await otherConsole(home);
    const candidates = openCandidates({ ...parts, tries: openTries(parts.store.settings), patience: 300 });
    const { id } = await candidates.start({ text: JSON.stringify(file) });
    for (let now = await candidates.next({ id, after: 0 }); now.phase !== 'done'; )
      now = await candidates.next({ id, after: now.n });
    await until('it is gone', async () => (await tries()).length === 0);
    await candidates.closeAll();
    await other.close();
  });

  test('because its console was killed: the next one on its data folder clears it away', async () => {
    const { home } = await killedConsole();
    // The container that asked it, as well.
    expect(await tries()).toHaveLength(2);
    await using next = await openCore({ home, operator: 'ada', console: 'test' });
    expect(next.wantsOwner()).toBe(true);
    await next.client.deployment.settle({});
    expect(await tries()).toEqual([]);
    expect(next.wantsOwner()).toBe(false);
  });

  test('because its console was killed: a deployment of the service from anywhere clears it away', async () => {
    await killedConsole();
    expect(await tries()).toHaveLength(2);
    await operator.put({ ...file, note: 'another' });
    expect(await tries()).toEqual([]);
  });
});

/** A console that was killed while it asked a release beside what serves. */
async function killedConsole(): Promise<{ home: string }> {
  const home = mkdtempSync(join(tmpdir(), 'slipway-try-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  const written = join(home, 'slipway.yaml');
  writeFileSync(written, JSON.stringify({ ...file, model: digits('1.1.0', 'not-ready') }));
  const program = fileURLToPath(new URL('candidate-stage.ts', import.meta.url));
  const child = spawn(process.execPath, [program, home, written], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  const over = once(child, 'exit');
  child.kill('SIGKILL');
  await over;
  return { home };
}

/** What the candidates of a console are made of. */
async function otherConsole(home: string) {
  const store = openStore({ file: join(home, 'slipway.db') });
  const hosts = openHosts(store, process.env);
  const vault = openVault(store.secrets, keyFile(join(home, 'key')));
  const conductor = conducting({
    hosts,
    store,
    vault,
    checks: gateOf({ hosts, store, vault }),
    gatewayImage: null,
    operator: 'grace',
    console: 'test',
  });
  const close = async () => {
    await conductor.close();
    hosts.close();
    store.close();
  };
  return { parts: { store, hosts, vault, conductor }, close };
}
