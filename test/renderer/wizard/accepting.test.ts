import { describe, expect, test } from 'vitest';
import type { Finding, Judgement } from '#contract/checklist';
import { inAMonth, inAYear } from '../../../renderer/src/checklist/saying.ts';
import { acceptableIn, looked, missingOf, toLook } from '../../../renderer/src/wizard/accepting.ts';

const now = Date.parse('2026-11-20T14:00:00Z');
const stop = (id: string): Finding => ({
  id,
  area: 'versioning',
  verdict: 'fail',
  severity: 'blocker',
  since: 'trial',
  stop: true,
  title: id,
  detail: '',
  evidence: null,
  remedy: null,
  stale: null,
  accepted: null,
  answer: null,
  question: null,
});
const stopped = (id: 'no-way-back' | 'does-not-fit', findings: readonly Finding[]): Judgement => ({
  problem: { code: 'STOPPED', message: `stopped by ${id}`, hint: '', stop: id },
  findings: [...findings],
  plan: null,
  aboutMs: null,
});

describe('a stop that somebody may live with', () => {
  test('is that there is no way back, where nothing else stops it', () => {
    expect(acceptableIn(stopped('no-way-back', [stop('VER-10')]), null)).toEqual({
      id: 'no-way-back',
      what: 'stopped by no-way-back',
    });
    expect(acceptableIn(stopped('no-way-back', [stop('VER-10'), stop('SEC-01')]), null)).toBeNull();
  });
  test('is no other one', () => {
    expect(acceptableIn(stopped('does-not-fit', [stop('SCA-04')]), null)).toBeNull();
    expect(acceptableIn(null, { stop: 'privileged', message: '' })).toBeNull();
    expect(acceptableIn(null, { message: 'the host is away' })).toBeNull();
    expect(acceptableIn(null, null)).toBeNull();
  });
  test('is also one that was only found when it was started', () => {
    expect(acceptableIn(null, { stop: 'no-way-back', message: 'the weights are gone' })?.what).toBe(
      'the weights are gone',
    );
  });
  const seen = { plan: { hash: 'h', gap: 0 }, agreed: null };
  test('needs a reason and a day to come, within a year', () => {
    expect(missingOf({ ...seen, text: 'the old one lies', until: inAMonth(now) }, now)).toBeNull();
    expect(missingOf({ ...seen, text: ' ', until: inAMonth(now) }, now)).toBe(
      'Say it in a few words: it stays in the history.',
    );
    expect(missingOf({ ...seen, text: 'so', until: '' }, now)).toBe('Say until when.');
    expect(missingOf({ ...seen, text: 'so', until: '2026-11-19' }, now)).toBe('That day is over.');
    expect(missingOf({ ...seen, text: 'so', until: '2026-11-20' }, now)).toBeNull();
    expect(missingOf({ ...seen, text: 'so', until: inAYear(now) }, now)).toBeNull();
    expect(missingOf({ ...seen, text: 'so', until: '2027-11-22' }, now)).toMatch('A year at most');
  });
  test('is deployed once it was seen what would be done, and its gap agreed to', () => {
    const given = { text: 'so', until: inAMonth(now), agreed: null };
    expect(missingOf({ ...given, plan: null }, now)).toBe('What will be done is not known yet.');
    const plan = { hash: 'one', gap: 12 };
    expect(missingOf({ ...given, plan }, now)).toBe('Say that the gap is fine, too.');
    expect(missingOf({ ...given, plan, agreed: 'another' }, now)).toBe('Say that the gap is fine, too.');
    expect(missingOf({ ...given, plan, agreed: 'one' }, now)).toBeNull();
  });
  test('is looked at before there is a reason, and no other one is shown in its place', () => {
    const { reason, until } = toLook('no-way-back', now);
    expect(missingOf({ ...seen, text: reason, until }, now)).toBeNull();
    const plan = { service: 'digits', host: 'local', kind: 'deploy', from: null, to: null, steps: [], gap: 0 } as const;
    const notes = [`1.0.0 (r1) cannot return. Accepted until ${until}: ${reason} It is stopped first.`, 'No golden.'];
    expect(looked({ ...plan, steps: [], hash: 'h', notes }).notes).toEqual([
      '1.0.0 (r1) cannot return. It is stopped first.',
      'No golden.',
    ]);
  });
});
