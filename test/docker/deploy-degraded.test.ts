import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Deployment } from '#contract/deployment';
import type { ProblemCode } from '#contract/problem';
import { judgeSoFar, type Switch } from '#core/deployment/so-far';
import { names } from '#core/docker/labels';
import { leftovers } from '#support/left';
import { load } from '#support/load';
import { type Operator, openOperator } from '#support/operator';
import { digits, serviceFile, seven, type Written } from '#support/service-file';
import { until } from '#support/until';

let operator: Operator;
const file = serviceFile({ strategy: { drain: '3s', watch: '60s' } });
const { service } = file;
beforeAll(async () => {
  operator = await openOperator();
  await operator.put({ ...file, strategy: { drain: '3s', watch: '0s' } });
});
afterAll(async () => {
  await operator.retire(service);
  await operator[Symbol.asyncDispose]();
});

const degrading = (fault: string, change: Partial<Written> = {}): Written => ({
  ...file,
  model: digits('1.1.0', fault),
  ...change,
});

type Case = readonly [
  what: string,
  file: Written,
  code: ProblemCode,
  said: RegExp,
  seen: (deployment: Deployment) => unknown,
  /** What callers may have got of it. */
  spoiled: RegExp | null,
];
const cases: Case[] = [
  [
    'answers some real requests with errors',
    degrading('after:20,error-rate:0.2'),
    'WRONG_ANSWER',
    /^1\.1\.0 \(r2\) answers \d+\.\d % with errors \(\d+ of \d+ requests\); 1\.0\.0 \(r1\) had 0\.0 %$/,
    ({ evidence: { watch } }) => {
      expect(watch?.new.errors).toBeGreaterThanOrEqual(5);
      expect(watch?.old).toMatchObject({ release: 'r1', errors: 0 });
    },
    /^500 .*deliberate fault/,
  ],
  [
    'answers real requests slowly, measured by the old one',
    degrading('after:20,slow:500ms'),
    'WRONG_ANSWER',
    /^1\.1\.0 \(r3\) answers slowly \(p95 \d+ ms of \d+ answers\); 1\.0\.0 \(r1\) had \d+ ms$/,
    ({ evidence: { watch } }) => expect(watch?.new.latency?.p95).toBeGreaterThan(500),
    null,
  ],
  [
    'misses its own objective',
    degrading('after:20,slow:500ms', { scale: { replicas: 2, memory: '128m', slo: { p95: '400ms' } } }),
    'WRONG_ANSWER',
    /^1\.1\.0 \(r4\) answers slowly \(p95 \d+ ms of \d+ answers\); the objective is 400 ms, 1\.0\.0 \(r1\) had \d+ ms$/,
    ({ evidence: { watch } }) => expect(watch?.reason).toContain('the objective is 400 ms'),
    null,
  ],
  [
    'takes real requests and answers none, though the watch is shorter than that can be known',
    degrading('after:20,hang-on-infer', { strategy: { drain: '3s', watch: '5s' } }),
    'NO_ANSWER',
    /^1\.1\.0 \(r5\) has answered nothing for \d\d s while \d requests wait; 1\.0\.0 \(r1\) took \d+ ms at most$/,
    ({ evidence: { watch } }) => {
      expect(watch?.new.errors).toBe(0);
      expect(watch?.ms).toBeGreaterThan(5_000);
    },
    // What hung is cut when the release goes, or its caller gave up.
    /^50[234] |no answer within|socket hang up/,
  ],
  [
    'crashes',
    degrading('crash-after-ms:6000'),
    'NOT_READY',
    /^1\.1\.0 \(r6\) (crashed|keeps crashing) \(exit 1.*\) while it was watched: slipway-.*-r6-\d$/,
    ({ evidence: { containers } }) => expect(containers.some(({ exitCode }) => exitCode === 1)).toBe(true),
    // The gateway's words for an answer that broke off and for nobody there to ask; a kept connection it closes without one.
    /^50[23] |^socket hang up$/,
  ],
];

test.each(cases)('a release that %s gives its requests back', async (_what, wrong, code, said, seen, spoiled) => {
  const before = { ids: await operator.ids(service), left: await leftovers(service) };
  const callers = load(await operator.address(service), { keeping: 6, fresh: 2, pause: 20 });
  await until('the old release is asked', () => (callers.releases.r1 ?? 0) > 150);
  const { deployment, problem } = await operator.deploy(wrong);
  const asked = callers.releases.r1 ?? 0;
  await until('the old release is asked again', () => (callers.releases.r1 ?? 0) > asked + 50);
  const caller = await callers.stop();
  const message = problem?.message ?? '';
  expect(message).toMatch(said);
  expect(problem?.code).toBe(code);
  expect(deployment).toMatchObject({ state: 'taken-back', servingAt: expect.any(String) });
  const { deployment: kept } = await operator.client.history.show({ id: deployment.id });
  expect(kept.evidence.watch).toMatchObject({ new: { release: kept.to?.release }, reason: problem?.message });
  expect(kept.evidence.containers.map(({ name }) => name)).toEqual(Object.keys(kept.evidence.logs).toSorted());
  seen(kept);
  // Only what the bad release itself spoiled, and never a refused or a broken connection.
  expect(caller.failed.filter((why) => !spoiled?.test(why))).toEqual([]);
  expect({ ids: await operator.ids(service), left: await leftovers(service) }).toEqual(before);
  expect((await operator.status(service)).state).toBe('serving');
});

test('a release that does well is kept, with the figures that say so', async () => {
  const callers = load(await operator.address(service), { keeping: 4, fresh: 1, pause: 10 });
  await until('the old release is asked', () => (callers.releases.r1 ?? 0) > 150);
  const short = { drain: '3s', watch: '4s' };
  const { evidence } = await operator.put({ ...file, model: digits('1.1.0', 'ignore-stop'), strategy: short });
  expect((await callers.stop()).failed).toEqual([]);
  expect(evidence.watch).toMatchObject({
    old: { release: 'r1', errors: 0 },
    new: { release: `r${cases.length + 2}`, errors: 0 },
    reason: null,
  });
  expect(evidence.watch?.new.requests).toBeGreaterThan(50);
  expect(evidence.watch?.new.latency?.answers).toBeGreaterThan(50);
  expect(evidence.findings).toEqual([]);

  // Another console that finds the watch interrupted comes to the same by the gateway alone.
  const { epoch } = await operator.kept(service);
  const to = { number: cases.length + 2, version: '1.1.0' };
  const judge = (change: Pick<Switch, 'from' | 'objective'>) =>
    judgeSoFar(operator.engine, names.gateway(service), { epoch, to, ...change }, AbortSignal.timeout(10_000));
  const fine = await judge({ from: { number: 1, version: '1.0.0' }, objective: null });
  expect(fine).toMatchObject({ old: { release: 'r1', errors: 0 }, reason: null });
  expect(fine.old?.requests).toBeGreaterThan(100);
  expect(fine.new.requests).toBeGreaterThanOrEqual(evidence.watch?.new.requests ?? 0);
  expect((await judge({ from: null, objective: { p95: 0 } })).reason).toMatch(/^1\.1\.0 \(r7\) answers slowly \(p95 /);
});

test('where nobody asks, the watch says so; a release that ignores SIGTERM is killed, and that is said too', async () => {
  const short = { drain: '1s', watch: '2s' };
  const { evidence } = await operator.put({ ...file, golden: seven({}), model: digits('1.0.0'), strategy: short });
  expect(evidence.findings).toContainEqual(expect.stringContaining('Nobody asked 1.0.0 (r'));
  expect(evidence.findings).toContainEqual(
    expect.stringMatching(new RegExp(`^slipway-${service}-r7-\\d ignored SIGTERM for 3 s and was killed\\.$`)),
  );
});
