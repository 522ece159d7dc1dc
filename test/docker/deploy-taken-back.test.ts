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

const patient = (fault: string): Written['model'] => digits('1.1.0', fault);
const faulty = (fault: string, change: Partial<Written> = {}): Written => ({
  ...file,
  model: { ...digits('1.1.0', fault), ready: { path: '/v2/health/ready', within: '5s' } },
  ...change,
});

type Case = readonly [
  what: string,
  file: Written,
  code: ProblemCode,
  said: RegExp,
  kept: (evidence: Deployment['evidence']) => unknown,
];
const cases: Case[] = [
  [
    'crashes in a loop',
    { ...file, model: digits('1.1.0', 'not-ready,crash-after-ms:100') },
    'NOT_READY',
    / keeps crashing \(exit 1, restarted (once|\d times)\): Its last lines:\n/,
    ({ containers }) => {
      expect(containers.some(({ exitCode, restarts }) => exitCode === 1 && restarts > 1)).toBe(true);
      expect(containers.every(({ oomKilled, oomEvents }) => !oomKilled && oomEvents === 0)).toBe(true);
    },
  ],
  [
    'is killed for memory',
    // A slow machine takes its time to use up that much.
    faulty('memory:256', { scale: { replicas: 1, memory: '96m' }, model: patient('memory:256') }),
    'NOT_READY',
    / was killed for memory \(limit 96m; itself\): Its last lines:\n/,
    ({ containers }) => {
      expect(containers).toMatchObject([{ exitCode: 137, memory: 96 * 1024 * 1024 }]);
      expect(containers[0]?.oomEvents).toBeGreaterThan(0);
    },
  ],
  [
    'has a child that is killed for memory',
    faulty('memory-child:256', { scale: { replicas: 1, memory: '160m' }, model: patient('memory-child:256') }),
    'NOT_READY',
    / was killed for memory \(limit 160m; a child of it\): No model was ready within 20 s\. /,
    ({ containers, logs }) => {
      expect(containers).toMatchObject([{ exitCode: null, restarts: 0 }]);
      expect(containers[0]?.oomEvents).toBeGreaterThan(0);
      expect(Object.values(logs).join()).toContain('a child ended');
    },
  ],
  [
    'never becomes ready',
    faulty('not-ready'),
    'NOT_READY',
    / never became ready: No model was ready within 5 s\. Asked last: \S+ on port 8080: answered 503 /,
    ({ containers }) => expect(containers).toMatchObject([{ exitCode: null }, { exitCode: null }]),
  ],
  [
    'is ready, but wrong',
    faulty('wrong-answer'),
    'WRONG_ANSWER',
    / is ready, but gives a wrong answer: 1 of 1 golden requests went wrong\. "a seven": .*outputs\[0\]\.data\[0\]/,
    ({ golden }) => {
      const asked = 'POST /v2/models/digits/infer';
      expect(golden[0]).toMatchObject({ ok: false, status: 200, asked, ms: expect.any(Number) });
      expect(golden[0]?.body).toContain('"data":[8]');
    },
  ],
  [
    'is ready, and hangs when it is asked',
    faulty('hang-on-infer', { golden: seven({ within: '1s' }) }),
    'NO_ANSWER',
    / is ready, but does not answer: 1 of 1 golden requests got no answer\. "a seven": no answer within 1 s/,
    ({ golden }) => expect(golden[0]).toMatchObject({ ok: false, status: null, body: '' }),
  ],
  [
    'ignores SIGTERM as well',
    faulty('wrong-answer,ignore-stop'),
    'WRONG_ANSWER',
    / is ready, but gives a wrong answer: /,
    ({ containers, findings }) => {
      expect(containers.filter(({ killed }) => killed)).not.toEqual([]);
      expect(findings).toContainEqual(
        expect.stringMatching(/^slipway-\S+-r\d+-\d ignored SIGTERM for 1 s and was killed\.$/),
      );
    },
  ],
  [
    'answers with an error',
    faulty('error-rate:1'),
    'WRONG_ANSWER',
    / is ready, but gives a wrong answer: /,
    ({ golden }) => {
      expect(golden[0]).toMatchObject({ ok: false, status: 500 });
      expect(golden[0]?.body).toContain('deliberate fault');
    },
  ],
  [
    'ends as soon as it starts',
    { ...file, model: patient('no-such-fault') },
    'NOT_READY',
    / keeps crashing \(exit 1, restarted (once|\d times)\): Its last lines:\n/,
    ({ logs }) => expect(Object.values(logs).join()).toContain('unknown fault "no-such-fault"'),
  ],
];

test.each(cases)('a release that %s gets no request, is named as such, and all is as it was', async (...of) => {
  const [, wrong, code, said, evidence] = of;
  const before = { ids: await operator.ids(service), left: await leftovers(service), kept: await kept() };
  const callers = load(await operator.address(service), { keeping: 2, fresh: 1, pause: 10 });
  const { deployment, problem } = await operator.deploy(wrong);
  const seen = await callers.stop();
  expect(seen.failed).toEqual([]);
  expect(Object.keys(seen.releases)).toEqual(['r1']);
  const { id, to } = deployment;
  expect(problem?.message).toMatch(new RegExp(`^1\\.1\\.0 \\(${to?.release}\\)${said.source}`));
  expect(problem?.code).toBe(code);
  expect(deployment).toMatchObject({ state: 'taken-back', servingAt: null, from: { release: 'r1' } });
  expect(deployment.reason).toBe(`${problem?.message} (taken back)`);
  expect(deployment.steps.find(({ do: name }) => name === 'verify')?.state).toBe('undone');
  // What a removed container said, and how it ended, is kept with the record.
  const record = (await operator.client.history.show({ id })).deployment.evidence;
  const names = Object.keys(record.logs).toSorted();
  expect(record.containers.map(({ name, release }) => [name, release])).toEqual(names.map((it) => [it, to?.release]));
  evidence(record);
  expect({ ids: await operator.ids(service), left: await leftovers(service), kept: await kept() }).toEqual(before);
  expect((await operator.status(service)).state).toBe('serving');
  // A colleague's console sees that somebody tried, and which number that took.
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
