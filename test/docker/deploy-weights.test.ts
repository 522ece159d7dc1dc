import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StopId } from '#contract/problem';
import { names } from '#core/docker/labels';
import { leftovers } from '#support/left';
import { ask } from '#support/load';
import { type Operator, openOperator, succeeded } from '#support/operator';
import { digits, serviceFile, type Written } from '#support/service-file';
import { freshVolume, inVolume, sampleWeights, write } from '#support/volumes';

let operator: Operator;
let volume: string;
const service = serviceFile().service;
const line = 'find -L . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum';
const hashIn = async (folder: string) =>
  (await inVolume(operator.engine, volume, `cd ${folder}; ${line}`)).slice(0, 64);
const put = (folder: string, weights: 'v1' | 'v2') =>
  write(operator.engine, volume, { [`${folder}/weights.json`]: sampleWeights(weights) });
const from = (path: string, more: object = {}, image: '1.0.0' | '1.1.0' = '1.0.0'): Written => {
  const env = { WEIGHTS: `/models/${path.split('/')[0]}/weights.json` };
  return serviceFile({ service, model: { ...digits(image), env, weights: { volume, path, ...more } } });
};
const answers = async () => (await ask(await operator.address(service))).wrong;
beforeAll(async () => {
  operator = await openOperator();
  volume = await freshVolume(operator.engine);
  await put('old', 'v1');
  await put('new', 'v2');
});
afterAll(async () => {
  await operator.retire(service);
  await operator.engine.removeVolume(volume);
  await operator[Symbol.asyncDispose]();
});

/** Nothing was begun: what serves is the same containers, and no other is there. */
async function untouched(work: () => ReturnType<Operator['deploy']>, stop: string): Promise<string> {
  const before = { ids: await operator.ids(service), left: await leftovers(service) };
  const { deployment, problem } = await work();
  expect(problem).toMatchObject({ code: 'STOPPED', stop });
  expect(deployment).toMatchObject({ state: 'stopped', steps: [] });
  expect({ ids: await operator.ids(service), left: await leftovers(service) }).toEqual(before);
  expect(await answers()).toBeNull();
  return problem?.message ?? '';
}

test('weights that are not those of the file stop it before anything is made', async () => {
  const expected = '0'.repeat(64);
  const { deployment, problem } = await operator.deploy(from('old', { sha256: expected }));
  expect(problem).toMatchObject({ code: 'STOPPED', stop: 'not-resolvable' });
  expect(problem?.message).toContain(`${volume}/old`);
  expect(problem?.message).toContain(`expected ${expected}, found ${await hashIn('old')}`);
  expect(deployment).toMatchObject({ state: 'stopped', steps: [] });
  expect(await leftovers(service)).toEqual([]);
});

test('a plan reads no weights, and says so', async () => {
  const text = JSON.stringify(from('old'));
  const plan = await operator.client.deployment.plan({
    act: { kind: 'deploy', file: { name: 'slipway.yaml', text } },
    options: { allowGap: false },
  });
  expect(plan.steps).toContainEqual({ do: 'weights', target: `${volume}/old` });
  expect(plan.notes).toContainEqual(expect.stringContaining(`The weights in ${volume}/old are read and hashed`));
  expect(await leftovers(service)).toEqual([]);
});

test('weights in a volume are mounted read-only, and their hash stands in the release and in the record', async () => {
  const { id, evidence } = await operator.put(from('old'));
  const sha256 = await hashIn('old');
  const weights = { volume, path: 'old', sha256 };
  expect((await operator.kept(service)).releases.get(1)).toMatchObject({ run: { model: { weights } } });
  expect((await operator.client.history.show({ id })).file).toMatchObject({ run: { model: { weights } } });
  expect(evidence.wayBack).toBeNull();
  for (const { Mounts } of await operator.containers(service))
    expect(Mounts).toContainEqual(expect.objectContaining({ Name: volume, Destination: '/models', RW: false }));
  expect(await answers()).toBeNull();
  expect((await operator.put(from('old/', { sha256 }))).steps).toEqual([]);
});

test('before a switch the way back is proven, measured and kept with the deployment', async () => {
  const said: string[] = [];
  const onEvent: NonNullable<Parameters<Operator['deploy']>[1]>['onEvent'] = (event) => {
    if (event.type === 'said') said.push(event.text);
  };
  const { steps, evidence, from: before } = await operator.put(from('new'), { onEvent });
  const order = ['weights', 'create', 'verify', 'way-back', 'keep', 'switch'];
  expect([...new Set(steps.map((step) => step.do))].filter((it) => order.includes(it))).toEqual(order);
  expect(evidence.wayBack).toMatchObject({
    release: before,
    image: expect.stringMatching(/^sha256:/),
    weights: await hashIn('old'),
    secrets: [],
    golden: [{ ok: true, replica: expect.stringContaining('-r1-') }],
    warmMs: expect.any(Number),
    coldMs: expect.any(Number),
    provenAt: expect.any(String),
    why: null,
  });
  expect(said).toEqual([
    expect.stringMatching(/^Way back to 1\.0\.0 \(r1\) proven: [\d.]+ s while it runs, [\d.]+ s from its image\.$/),
  ]);
  expect(evidence.findings).toEqual([]);
});

test('a rollback to a release whose weights were overwritten is refused by name, and nothing is touched', async () => {
  const expected = await hashIn('old');
  await put('old', 'v2');
  const message = await untouched(() => operator.rollback(service), 'not-resolvable');
  expect(message).toBe(
    `The weights of 1.0.0 (r1) in ${volume}/old were overwritten: expected ${expected}, found ${await hashIn('old')}`,
  );
});

test('put back, it succeeds', async () => {
  await put('old', 'v1');
  expect(succeeded(await operator.rollback(service)).to).toMatchObject({ release: 'r1' });
  expect(await answers()).toBeNull();
});

test('a check hashes the weights of what serves when it is told to, and goes on telling what it found', async () => {
  const found = async (weights: boolean) => {
    const subject = { kind: 'running', name: service } as const;
    const { findings } = await operator.client.checklist.run({ subject, weights });
    return findings.find(({ id }) => id === 'VER-06');
  };
  expect(await found(true)).toMatchObject({
    verdict: 'pass',
    evidence: { request: expect.stringContaining(`sha256 of ${volume}/old`) },
  });
  const before = { ids: await operator.ids(service), left: await leftovers(service) };
  await put('old', 'v2');
  expect(await found(true)).toMatchObject({
    verdict: 'fail',
    title: 'The weights are not the ones of the release',
    evidence: { value: await hashIn('old') },
  });
  expect(await found(false)).toMatchObject({ verdict: 'fail', stale: null, evidence: { value: await hashIn('old') } });
  expect({ ids: await operator.ids(service), left: await leftovers(service) }).toEqual(before);
});

test('what serves is neither restarted nor scaled up on other weights, but goes on and is scaled down', async () => {
  for (const act of [{ kind: 'restart', service } as const, { kind: 'scale', service, replicas: 3 } as const])
    expect(await untouched(() => operator.act(act), 'not-resolvable')).toContain('1.0.0 (r1)');
  succeeded(await operator.act({ kind: 'scale', service, replicas: 1 }));
  expect(await answers()).toBeNull();
});

test('other weights in its place are another release, which would lose the way back: that stops it', async () => {
  const message = await untouched(() => operator.deploy(from('old')), 'no-way-back');
  expect(message).toMatch(/^1\.0\.0 \(r1\), which serves now, could not return.*\/old were overwritten: expected/);
  const elsewhere = await untouched(() => operator.deploy(from('new')), 'no-way-back');
  expect(elsewhere).toContain(`${volume}/old`);
});

test('a release of which no replica is ready is mended, way back or not, and the finding says why', async () => {
  for (const { name } of (await operator.status(service)).replicas) await operator.engine.stopContainer(name, 1);
  const { to, evidence } = await operator.put(from('old'));
  expect(to).toMatchObject({ release: 'r3' });
  expect(evidence.findings).toEqual(['Going back to 1.0.0 (r1) would not help: none of its replicas is ready.']);
  expect(evidence.wayBack).toMatchObject({ provenAt: null, why: 'none of its replicas is ready' });
  expect(await answers()).toBeNull();
});

test('the hash of a single file is what sha256sum says', async () => {
  const sha256 = createHash('sha256').update(sampleWeights('v2')).digest('hex');
  expect((await operator.put(from('new/weights.json', { sha256 }))).to).toMatchObject({ release: 'r4' });
});

test('a release that answers its golden requests wrongly is mended, and the finding says what was wrong', async () => {
  const { releases, epoch } = await operator.kept(service);
  const text = JSON.stringify(releases.get(4)).replace('"outputs[0].data[0]":7', '"outputs[0].data[0]":8');
  const kept = ['sh', '/slipway/state/switch.sh', 'keep', `${epoch}`, 'releases/r4.json'];
  const wrote = await operator.engine.exec(names.gateway(service), kept, { input: text });
  expect(wrote).toMatchObject({ code: 0 });
  const { evidence } = await operator.put(from('new', {}, '1.1.0'));
  expect(evidence.findings).toEqual([expect.stringMatching(/would not help: .*-r4-1 answers "a seven" wrongly \(.*8/)]);
});

test('a kept file that is damaged is no way back, and stops it', async () => {
  const { epoch } = await operator.kept(service);
  const kept = ['sh', '/slipway/state/switch.sh', 'keep', `${epoch}`, 'releases/r5.json'];
  const whole = JSON.stringify((await operator.kept(service)).releases.get(5));
  await operator.engine.exec(names.gateway(service), kept, { input: '{"number":5' });
  expect(await untouched(() => operator.deploy(from('new')), 'no-way-back')).toContain('releases/r5.json');
  await operator.engine.exec(names.gateway(service), kept, { input: whole });
  await operator.put(from('new'));
});

/** An acceptance is for a year at most. */
const soon = new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10);
const accept = (id: StopId, until = soon) => [{ id, reason: 'the old ones were wrong', until }];
const accepting = (file: Written, accepted: ReturnType<typeof accept>) =>
  operator.act({
    kind: 'deploy',
    file: { name: 'slipway.yaml', text: JSON.stringify(file) },
    accept: accepted,
  });

test('what can never be accepted, or not any more, is refused before anything is begun', async () => {
  await expect(accepting(from('new'), accept('not-resolvable'))).rejects.toMatchObject({ code: 'BAD_COMMAND' });
  await expect(accepting(from('new'), accept('no-way-back', '2020-01-31'))).rejects.toMatchObject({
    code: 'BAD_COMMAND',
  });
});

test('a person lives with it, which is on record here and on the host; the way back from there is no circle', async () => {
  await put('new', 'v1');
  const what = expect.stringMatching(/^Its weights in \S+\/new were overwritten: expected/);
  const { evidence, id, from: before } = succeeded(await accepting(from('old'), accept('no-way-back')));
  const recorded = [{ ...accept('no-way-back')[0], until: `${soon}T23:59:59.999Z`, by: 'ada', what }];
  expect(evidence).toMatchObject({ accepted: recorded, wayBack: { provenAt: null, why: what } });
  const accepted = new RegExp(` cannot return after this\\. .* Accepted until ${soon}: the old ones were wrong$`);
  expect(evidence.findings).toContainEqual(expect.stringMatching(accepted));
  expect((await operator.kept(service)).deployments.at(-1)).toMatchObject({ id, accepted: recorded });

  // Now it is what serves that has lost its weights, and what it goes back to has its own again.
  await put('old', 'v1');
  await put('new', 'v2');
  const back = succeeded(await operator.rollback(service, before?.release));
  const cost =
    /^The way forward is lost: 1\.0\.0 \(r\d\) cannot return after this\. Its weights in \S+\/old were overwritten: /;
  expect(back.evidence.findings).toContainEqual(expect.stringMatching(cost));
  expect(await answers()).toBeNull();
});

test('the record of all of it is whole', async () => {
  expect(await operator.client.history.verify()).toMatchObject({ ok: true, broken: [] });
});
