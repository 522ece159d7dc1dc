import { expect, test } from 'vitest';
import type { ContainerEnd, Evidence } from '#contract/deployment';
import { evidenceText } from '../../electron/cli/evidence.ts';
import { golden } from './samples.ts';

const nothing: Evidence = {
  golden: [],
  traffic: [],
  switchedMs: null,
  gapMs: null,
  findings: [],
  logs: {},
  containers: [],
  watch: null,
  wayBack: null,
};
const end: ContainerEnd = {
  name: 'digits-r2-1',
  release: 'r2',
  exitCode: null,
  oomKilled: false,
  oomEvents: 0,
  memory: 64 * 1024 * 1024,
  restarts: 0,
  startedAt: null,
  finishedAt: null,
  error: '',
  killed: false,
};
const shown = (given: Partial<Evidence>) => evidenceText({ ...nothing, ...given }, 200);

test('of a deployment that left nothing behind nothing is said', () => {
  expect(shown({})).toBe('');
});

test('a wrong answer is shown with what was asked, what came and what was wanted', () => {
  const wrong = { ...golden, ok: false, wrong: ['outputs[0].data[0] is 8, wanted 7'], body: '{"data":[8]}' };
  const hanging = { ...golden, ok: false, status: null, wrong: ['no answer within 1 s'], body: '' };
  const at = { replica: 'digits-r2-1', release: 'r2' };
  expect(shown({ golden: [{ ...wrong, ...at }] })).toBe(
    [
      '',
      'golden requests',
      '  a seven  digits-r2-1  wrong  status 200  3 ms',
      '  "a seven" POST /ask of digits-r2-1:',
      '    outputs[0].data[0] is 8, wanted 7',
      '    the answer: {"data":[8]}',
      '',
    ].join('\n'),
  );
  expect(shown({ golden: [{ ...hanging, ...at }] })).toMatch(/wrong +no answer +3 ms\n.*\n {4}no answer within 1 s\n$/);
});

test('an answer of a stranger is cut, and what a terminal would act on is spelled out', () => {
  const wrong = { ...golden, ok: false, wrong: [], body: `\x1b[2J${'x'.repeat(2000)}` };
  const text = shown({ golden: [{ ...wrong, replica: 'a', release: 'r2' }] });
  expect(text).toMatch(/the answer:\s+\\x1b\[2Jxxx/);
  expect(text).toContain('x…\n');
});

test('the figures of a watch are shown on both sides, with why it was taken back', () => {
  const latency = { answers: 900, p50: 2, p95: 4, p99: 6, max: 9 };
  const watch = {
    old: { release: 'r1', requests: 900, errors: 0, latency },
    new: { release: 'r2', requests: 608, errors: 31, latency: null },
    ms: 7_200,
    blindMs: 3_000,
    reason: '1.1.0 (r2) answers 5.1 % with errors',
  };
  const text = shown({ watch });
  expect(text).toMatch(
    /^\nwhile it was watched\n {2}r1 +before +900 requests +0 errors +p50 2 ms, p95 4 ms, p99 6 ms\n/,
  );
  expect(text).toMatch(
    /^ {2}r2 +for 7\.2 s, the engine away for 3\.0 s more +608 requests +31 errors +no latency known$/m,
  );
  expect(text).toMatch(/\n {2}1\.1\.0 \(r2\) answers 5\.1 % with errors\n$/);
});

test('how a container ended is one line', () => {
  const lines = shown({
    containers: [
      end,
      { ...end, name: 'digits-r2-2', exitCode: 137, oomEvents: 2, restarts: 1 },
      { ...end, name: 'digits-r2-3', killed: true, error: 'no such file' },
    ],
  });
  expect(lines).toBe(
    [
      '',
      'containers that were removed',
      '  digits-r2-1: ran until it was stopped',
      '  digits-r2-2: exit 137, killed for memory (limit 64 MiB) 2 times, restarted once',
      '  digits-r2-3: ran until it was stopped, ignored SIGTERM and was killed, no such file',
      '',
    ].join('\n'),
  );
});

test('of a long log the end is shown, and where the rest is', () => {
  const text = Array.from({ length: 500 }, (_, index) => `line ${index + 1}`).join('\n');
  const log = shown({ logs: { 'digits-r2-1': text } });
  expect(log).toContain('\nlast lines of digits-r2-1 (460 more before them: --json has them)\nline 461\n');
  expect(log.endsWith('\nline 500\n')).toBe(true);
});

test('the way back is shown with what it needs and its measured seconds', () => {
  const wayBack = {
    release: { release: 'r1', version: '1.0.0', digest: 'sha256:d' },
    image: 'sha256:i',
    weights: 'a1b2',
    secrets: [],
    golden: [{ ...golden, replica: 'digits-r1-1' }],
    warmMs: 214.5,
    coldMs: 1423,
    provenAt: '2030-01-01T00:00:00.000Z',
    why: null,
  };
  const text = shown({ wayBack });
  expect(text).toMatch(/^\nway back\n {2}release +1\.0\.0 \(r1\)\n {2}proven +2030-01-01 00:00:00Z\n/);
  expect(text).toMatch(/weights +a1b2\n.*right in .*\n {2}while it runs +215 ms\n {2}from its image +1\.4 s\n$/);
  const why = 'none of its replicas is ready';
  expect(shown({ wayBack: { ...wayBack, provenAt: null, why } })).toMatch(/proven +no\n {2}why +none/);
});

test('what somebody accepted is shown with who, why and until when', () => {
  const one = { id: 'no-way-back', reason: 'they were wrong', until: '2031-01-31T23:59:59.999Z', by: 'ada' } as const;
  expect(shown({ accepted: [{ ...one, what: 'Its weights were overwritten' }] })).toBe(
    '\naccepted\n  no-way-back until 2031-01-31 by ada: "they were wrong"; Its weights were overwritten\n',
  );
  expect(shown({ accepted: [{ ...one, what: null }] })).toContain('; nothing had to be accepted\n');
});
