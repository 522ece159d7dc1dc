import { describe, expect, test } from 'vitest';
import type { Finding, Judgement } from '#contract/checklist';
import { planWords, sentence, stagesIn } from '../../../renderer/src/wizard/plan.ts';
import { readinessOf } from '../../../renderer/src/wizard/readiness.ts';

const finding = (id: string, some: Partial<Finding>): Finding => ({
  id,
  area: 'scalability',
  verdict: 'pass',
  severity: 'warning',
  since: 'trial',
  stop: false,
  title: id,
  detail: 'why',
  evidence: null,
  remedy: null,
  stale: null,
  accepted: null,
  answer: null,
  question: null,
  ...some,
});
const step = (what: string, target: string) => ({ do: what, target });
const plan: NonNullable<Judgement['plan']> = {
  service: 'digits',
  host: 'local',
  kind: 'deploy',
  from: null,
  to: { release: 'r1', version: '1.0.0', digest: 'd' },
  steps: [step('create', 'a'), step('create', 'b'), step('start', 'a'), step('switch', 'r1')],
  gap: 0,
  hash: '',
  notes: [],
};
const judged = (some: Partial<Judgement> = {}) => ({
  judgement: { problem: null, findings: [], plan, aboutMs: 14_000, ...some },
  waits: false,
  failure: null,
});
const stop = finding('does-not-fit', { verdict: 'fail', stop: true, title: 'It does not fit', detail: 'use less' });
const badFile = {
  code: 'BAD_FILE',
  message: 'unknown key "scal"',
  hint: 'Known there: scale',
  where: { file: 'slipway.yaml', line: 25, column: 1 },
} as const;

describe('a draft', () => {
  test('can be deployed as soon as no stop is left, whatever else was found', () => {
    const ready = readinessOf(judged({ findings: [finding('a', { verdict: 'fail' })] }), null);
    expect(ready.is).toBe('ready');
    expect(ready.says).toBe('3 steps, about 14 s until it serves, no gap. 1 finding becomes a next step.');
  });
  test('is kept back by a stop, which says what and what to do', () => {
    const ready = readinessOf(judged({ findings: [stop] }), null);
    expect(ready).toMatchObject({ is: 'refused', word: '1 stop left', says: 'It does not fit. Use less.' });
  });
  test('is kept back by a mistake in its file, with the line', () => {
    const ready = readinessOf(judged({ problem: badFile, plan: null }), null);
    expect(ready.word).toBe('Not right yet, line 25');
    expect(ready.says).toBe('Unknown key "scal". Known there: scale.');
  });
  test('waits until the host was asked about this very text', () => {
    expect(readinessOf({ ...judged(), waits: true }, null).is).toBe('waits');
    expect(readinessOf({ judgement: null, waits: true, failure: null }, null).is).toBe('waits');
  });
  test('is kept back by a candidate that is refused, and waits for one that is being tried', () => {
    expect(readinessOf(judged(), { is: 'refused', says: 'A wrong answer.' })).toMatchObject({
      is: 'refused',
      says: 'A wrong answer.',
    });
    expect(readinessOf(judged(), { is: 'waits', says: '' }).is).toBe('waits');
  });
  test('that changes nothing has nothing to deploy', () => {
    expect(readinessOf(judged({ plan: { ...plan, steps: [] } }), null).word).toBe('Nothing to do');
  });
});

describe('a plan in words', () => {
  test('tells steps of one kind once, with how many replicas', () => {
    expect(stagesIn(plan).map(({ words }) => words)).toEqual(['create 2 replicas', 'start 1 replica', 'move traffic']);
  });
  test('says the gap where there is one', () => {
    expect(planWords({ plan: { ...plan, gap: 4 }, aboutMs: null })).toBe('3 steps, nothing serves for about 4 s');
  });
});

test('a message becomes a sentence, and the name of a field in it stays as it is written', () => {
  expect(sentence('unknown key "scal"')).toBe('Unknown key "scal".');
  expect(sentence('front.callers: internet is open')).toBe('front.callers: internet is open.');
  expect(sentence('wizard-digits is taken!')).toBe('wizard-digits is taken!');
});
