import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeploymentEvent } from '#contract/deployment';
import type { OnEvent } from '#support/carry-out';
import { leftovers } from '#support/left';
import { type Operator, openOperator } from '#support/operator';
import { digits, serviceFile, type Written } from '#support/service-file';
import { until } from '#support/until';
import { type Call, callersOf, whoRuns } from './in-place-stage.ts';

let operator: Operator;
const inPlace = { kind: 'in-place', drain: '3s', watch: '0s' } as const;
const file = serviceFile({ strategy: inPlace });
const { service } = file;
beforeAll(async () => {
  operator = await openOperator();
});
afterAll(async () => {
  await operator.retire(service);
  await operator[Symbol.asyncDispose]();
});

const refusals = (calls: readonly Call[]) => calls.filter(({ wrong }) => wrong !== null);
const releases = (calls: readonly Call[]) => [...new Set(calls.map(({ release }) => release))].filter(Boolean).sort();
const onlyPaused = (calls: readonly Call[]) => {
  expect(refusals(calls).filter(({ wrong }) => !wrong?.includes('"code":"paused"'))).toEqual([]);
  expect(refusals(calls).length).toBeGreaterThan(0);
};
const planOf = async (written: Written) =>
  operator.client.deployment.plan({
    act: { kind: 'deploy', file: { name: 'slipway.yaml', text: JSON.stringify(written) } },
    options: {},
  });
const policies = async () =>
  (await operator.containers(service)).map(({ HostConfig }) => HostConfig.RestartPolicy?.Name);
const asItWas = async () => ({
  ids: await operator.ids(service),
  left: await leftovers(service),
  release: (await operator.status(service)).release,
  state: (await operator.status(service)).state,
  policies: await policies(),
});
const at =
  (step: string, state: string, then: (cancel: () => Promise<unknown>) => unknown): OnEvent =>
  (event, cancel) => {
    if (event.type === 'step' && event.step.do === step && event.step.state === state) void then(cancel);
  };

test('a first release has nothing to make room for, and no gap', async () => {
  const { evidence, steps } = await operator.put({ ...file, model: digits('1.0.0', 'slow:400ms'), golden: [] });
  expect(evidence.gapMs).toBeNull();
  expect(steps.map((step) => step.do)).not.toContain('pause');
});

test('the gap is said before it begins, and what it was is what the next one is stated by', async () => {
  const next = { ...file, model: digits('1.1.0') };
  const before = await planOf(next);
  expect(before.notes.join()).toContain('s to start, as the present release was measured');
  expect(before.gap).toBeGreaterThan(0);
  await using runs = await whoRuns(service);
  const callers = callersOf(await operator.address(service), 6);
  const heard: DeploymentEvent[] = [];
  const { deployment, problem } = await operator.deploy(next, { onEvent: (event) => heard.push(event) });
  const afterwards = callers.calls.length;
  await until('the new release is asked', () => callers.calls.length > afterwards + 50);
  const calls = await callers.stop();
  expect(problem).toBeNull();
  const said = heard.findIndex((event) => event.type === 'said' && event.text.includes(`${before.gap} s`));
  const paused = heard.findIndex((event) => event.type === 'step' && event.step.do === 'pause');
  expect(said).toBeGreaterThan(-1);
  expect(said).toBeLessThan(paused);

  // Never both, and callers see the old one, then nothing but 503, then the new one.
  expect(runs.together()).toEqual(['', 'r1', 'r2']);
  onlyPaused(calls);
  expect(releases(calls)).toEqual(['r1', 'r2']);
  const refused = refusals(calls);
  const [first, last] = [refused[0]!, refused.at(-1)!];
  const old = calls.filter(({ release }) => release === 'r1');
  const anew = calls.filter(({ release }) => release === 'r2');
  expect(Math.max(...old.map(({ ended }) => ended))).toBeLessThan(Math.min(...anew.map(({ ended }) => ended)));
  expect(Math.min(...anew.map(({ began }) => began))).toBeGreaterThan(first.ended);
  // What was under way when it began was answered, also after others were refused.
  expect(old.some(({ began, ended }) => began < first.began && ended > first.ended)).toBe(true);

  const gap = deployment.evidence.gapMs ?? 0;
  expect(gap).toBeGreaterThan(last.began - first.ended);
  expect((await operator.client.history.show({ id: deployment.id })).deployment.evidence.gapMs).toBe(gap);
  expect((await operator.kept(service)).deployments.at(-1)).toMatchObject({ gapMs: Math.round(gap) });
  expect(await planOf({ ...file, model: digits('1.0.0') })).toMatchObject({
    gap: Math.ceil(Math.round(gap) / 100) / 10,
    notes: expect.arrayContaining([expect.stringContaining('as measured at its last change in place')]),
  });
  expect(await policies()).toEqual(['always', 'always']);
});

const impatient = { ready: { path: '/v2/health/ready', within: '2s' } };
const cases: [what: string, file: Written, code: string][] = [
  ['answers wrongly', { ...file, model: digits('1.0.0', 'wrong-answer') }, 'WRONG_ANSWER'],
  ['ends as soon as it starts', { ...file, model: digits('1.0.0', 'no-such-fault') }, 'NOT_READY'],
  ['never becomes ready', { ...file, model: { ...digits('1.0.0', 'not-ready'), ...impatient } }, 'NOT_READY'],
  [
    'dies while it is watched',
    {
      ...file,
      model: digits('1.0.0', 'crash-after-ms:6000'),
      reliability: { restart: 'no' },
      strategy: { ...inPlace, watch: '60s' },
    },
    'NOT_READY',
  ],
];

test.each(cases)('after a release that %s the same old containers serve again', async (what, wrong, code) => {
  const before = await asItWas();
  const kept = [...(await operator.kept(service)).releases];
  await using runs = await whoRuns(service);
  const callers = callersOf(await operator.address(service));
  const { deployment, problem } = await operator.deploy(wrong);
  const afterwards = callers.calls.length;
  await until('the old release is asked', () => callers.calls.length > afterwards + 50);
  const calls = await callers.stop();
  expect(problem?.code).toBe(code);
  expect(deployment).toMatchObject({ state: 'taken-back', evidence: { gapMs: expect.any(Number) } });
  expect(await asItWas()).toEqual(before);
  expect([...(await operator.kept(service)).releases]).toEqual(kept);
  const failed = deployment.to?.release ?? '';
  expect(runs.together()).toEqual(['', 'r2', failed]);
  const watched = what.includes('watched');
  expect(releases(calls.filter(({ wrong: why }) => why === null))).toEqual(watched ? ['r2', failed] : ['r2']);
  // While it is watched callers meet a release that dies; before that they are only refused.
  if (!watched) onlyPaused(calls);
  expect(calls.slice(afterwards).filter(({ wrong: why }) => why !== null)).toEqual([]);
  // The old one was asked its golden requests again before it was given any.
  expect(deployment.evidence.golden).toContainEqual(expect.objectContaining({ release: 'r2', ok: true }));
});

test.each([
  ['stop', 'started'],
  ['start', 'started'],
] as const)('interrupted in the gap, when %s is %s, the same old containers serve again', async (step, state) => {
  const before = await asItWas();
  await using runs = await whoRuns(service);
  const callers = callersOf(await operator.address(service));
  const never = { ...file, model: digits('1.0.0', 'not-ready') };
  const { deployment, problem } = await operator.deploy(never, { onEvent: at(step, state, (cancel) => cancel()) });
  const calls = await callers.stop();
  expect(problem?.code).toBe('INTERRUPTED');
  expect(deployment).toMatchObject({ state: 'interrupted', evidence: { gapMs: expect.any(Number) } });
  expect(await asItWas()).toEqual(before);
  expect(releases(calls)).toEqual(['r2']);
  onlyPaused(calls);
  expect(runs.together().filter((it) => it.includes(' and '))).toEqual([]);
});

test('the restart policy of what is stopped does not bring it back', async () => {
  const seen: (string | undefined)[] = [];
  const look = async () => {
    const stopped = await operator.engine.inspectContainer(`slipway-${service}-r2-1`);
    seen.push(stopped?.HostConfig.RestartPolicy?.Name);
  };
  let looked = Promise.resolve();
  const never = { ...file, model: digits('1.0.0', 'not-ready') };
  await operator.deploy(never, {
    onEvent: at('verify', 'started', (cancel) => {
      looked = looked.then(look).finally(cancel);
    }),
  });
  await looked;
  expect([...new Set(seen)]).toEqual(['no']);
  expect(await policies()).toEqual(['always', 'always']);
});

test('an old replica that was removed while it was stopped is made again from its release', async () => {
  const gone = `slipway-${service}-r2-1`;
  const before = await asItWas();
  const never = { ...file, model: { ...digits('1.0.0', 'not-ready'), ...impatient } };
  let removed: Promise<void> | undefined;
  const { deployment } = await operator.deploy(never, {
    onEvent: at('verify', 'started', () => {
      removed ??= operator.engine.removeContainer(gone);
    }),
  });
  await removed;
  expect(deployment.state).toBe('taken-back');
  const now = await asItWas();
  expect({ ...now, ids: [] }).toEqual({ ...before, ids: [] });
  expect(now.ids.filter((id) => before.ids.includes(id))).toHaveLength(1);
});

test('scaling has no gap, and no request fails', async () => {
  const callers = callersOf(await operator.address(service));
  const { deployment } = await operator.act({ kind: 'scale', service, replicas: 3 });
  expect(deployment).toMatchObject({ state: 'succeeded', evidence: { gapMs: null } });
  expect((await operator.act({ kind: 'scale', service, replicas: 2 })).deployment.state).toBe('succeeded');
  expect(refusals(await callers.stop())).toEqual([]);
});

test.each([
  ['a restart', () => operator.act({ kind: 'restart', service }), ['r2']],
  ['a rollback', () => operator.rollback(service, 'r1'), ['r1', 'r2']],
] as const)('%s is in place too', async (_what, act, seen) => {
  const before = await operator.ids(service);
  await using runs = await whoRuns(service);
  const callers = callersOf(await operator.address(service));
  const { deployment, problem } = await act();
  const calls = await callers.stop();
  expect(problem).toBeNull();
  expect(deployment.evidence.gapMs).toBeGreaterThan(0);
  onlyPaused(calls);
  expect(releases(calls)).toEqual(seen);
  expect(runs.most()).toBe(2);
  expect((await operator.ids(service)).filter((id) => before.includes(id))).toEqual([]);
});

test('an old replica that cannot serve again is named, with what to do, and the others serve', async () => {
  const [lost = ''] = (await operator.status(service)).replicas.map(({ name }) => name);
  const { engine } = operator;
  const take = async () => {
    await engine.removeContainer(lost);
    await engine.createContainer({ name: lost, Image: 'slipway-sample/digits:1.0.0' });
  };
  let taken: Promise<void> | undefined;
  const never = { ...file, model: { ...digits('1.1.0', 'not-ready'), ...impatient } };
  const { deployment, problem } = await operator.deploy(never, {
    onEvent: at('verify', 'started', () => {
      taken ??= take();
    }),
  });
  await taken;
  try {
    expect(deployment.state).toBe('failed');
    expect(problem).toMatchObject({
      code: 'NEEDS_PERSON',
      message: expect.stringContaining(`${lost} of r1 does not serve again`),
      hint: expect.stringContaining('docker start'),
    });
    expect((await operator.status(service)).state).toBe('degraded');
  } finally {
    await engine.removeContainer(lost);
  }
  expect(await operator.put({ ...file, model: digits('1.1.0') })).toMatchObject({ state: 'succeeded' });
});
