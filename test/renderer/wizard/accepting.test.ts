import { describe, expect, test } from 'vitest';
import type { Finding, Judgement } from '#contract/checklist';
import { acceptableIn, inAMonth, inAYear, missingOf } from '../../../renderer/src/wizard/accepting.ts';

const now = Date.parse('2026-11-20T14:00:00Z');
const stop = (id: string): Finding => ({
  id,
  area: 'versioning',
  verdict: 'fail',
  severity: 'blocker',
  stop: true,
  title: id,
  detail: '',
  evidence: null,
  remedy: null,
  stale: null,
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
  test('needs a reason and a day to come, within a year', () => {
    expect(missingOf({ reason: 'the old one lies', until: inAMonth(now) }, now)).toBeNull();
    expect(missingOf({ reason: ' ', until: inAMonth(now) }, now)).toBe('Say why: it stays in the history.');
    expect(missingOf({ reason: 'so', until: '' }, now)).toBe('Say until when.');
    expect(missingOf({ reason: 'so', until: '2026-11-19' }, now)).toBe('That day is over.');
    expect(missingOf({ reason: 'so', until: '2026-11-20' }, now)).toBeNull();
    expect(missingOf({ reason: 'so', until: inAYear(now) }, now)).toBeNull();
    expect(missingOf({ reason: 'so', until: '2027-11-22' }, now)).toMatch('A year at most');
  });
});
