import { describe, expect, test } from 'vitest';
import type { Candidate } from '#contract/candidate';
import type { GoldenResult } from '#contract/model';
import { differencesOf } from '../../../renderer/src/wizard/differs.ts';
import { holdingOf } from '../../../renderer/src/wizard/holding.ts';

const from = { release: 'r1', version: '1.0.0', digest: 'sha256:aaaa' };
const candidate: Candidate = {
  n: 3,
  phase: 'done',
  from,
  to: { version: '1.1.0', digest: 'sha256:bbbb' },
  changes: [],
  answers: [],
  readyMs: 900,
  container: null,
  problem: null,
};
const result = (body: string, ok: boolean): GoldenResult => ({
  name: 'a seven',
  ok,
  generated: false,
  status: 200,
  ms: 5,
  firstTokenMs: null,
  wrong: [],
  body,
  asked: '',
});
const ended = (some: Partial<Candidate>) => ({
  is: 'ended' as const,
  candidate: { ...candidate, ...some },
  failure: null,
  since: 0,
});

describe('what differs', () => {
  test('is the image first, then each field of the file by the name that people know', () => {
    const changes = [
      { path: 'run.model.image', from: 'acme/digits:1.0.0', to: 'acme/digits:1.1.0' },
      { path: 'run.memory', from: 268_435_456, to: null },
      { path: 'run.model.ready.within', from: 30_000, to: 8_000 },
      { path: 'run.model.env', from: {}, to: null },
      { path: 'run.model.env.THREADS', from: null, to: '2' },
    ];
    const rows = differencesOf({ from, candidate: { ...candidate, changes }, images: [] });
    expect(rows.map(({ what, old, new: next }) => [what, old, next])).toEqual([
      ['Image digest', 'aaaa', 'bbbb'],
      ['Image', 'digits:1.0.0', 'digits:1.1.0'],
      ['Memory', '268 MB', '–'],
      ['model.ready.within', '30.0 s', '8.00 s'],
      ['model.env.THREADS', '–', '2'],
    ]);
  });
  test('says what both images weigh where the host knows them', () => {
    const image = (id: string, size: number) => ({
      ...{ name: id, id, digest: null, createdAt: '', size, version: null, title: null, exposes: [], hosts: ['local'] },
    });
    const images = [image('sha256:aaaa', 398e6), image('sha256:bbbb', 412e6)];
    expect(differencesOf({ from, candidate, images }).at(-1)).toMatchObject({ old: '398 MB', new: '412 MB' });
    const alike = [image('sha256:aaaa', 398e6), image('sha256:bbbb', 398e6)];
    expect(differencesOf({ from, candidate, images: alike }).map(({ what }) => what)).toEqual(['Image digest']);
  });
});

describe('a candidate', () => {
  test('that is being tried is waited for', () => {
    expect(holdingOf({ ...ended({}), is: 'running' }, '1.0.0 (r1)')?.is).toBe('waits');
  });
  test('that cannot run beside what serves holds nothing back: the deployment asks it', () => {
    const problem = { code: 'NOT_SUPPORTED', message: 'digits is changed in place', hint: 'Deploy it.' } as const;
    expect(holdingOf(ended({ phase: 'failed', problem }), '1.0.0 (r1)')).toBeNull();
  });
  test('that answered rightly holds nothing back, nor does one that was stopped', () => {
    expect(holdingOf(ended({}), '1.0.0 (r1)')).toBeNull();
    expect(holdingOf({ ...ended({ phase: 'starting' }), is: 'stopped' }, '1.0.0 (r1)')).toBeNull();
  });
  test('that gave a wrong answer is refused with what it said', () => {
    const apart = { places: 1, furthest: 1, at: [{ path: 'the body', old: 7, new: 8, by: 1 }] };
    const wrong = {
      name: 'a seven',
      request: null,
      old: result('7', true),
      new: result('8', false),
      same: false,
      apart,
    };
    expect(holdingOf(ended({ phase: 'failed', answers: [wrong] }), '1.0.0 (r1)')).toEqual({
      is: 'refused',
      says: 'A wrong answer: to a seven it says 8. What serves goes on serving.',
    });
  });
  test('that crashed is refused with the sentence, without the lines of its log', () => {
    const message = 'The container exited with code 1 before its model was ready. Its last lines:\nboom\nboom';
    const problem = { code: 'NOT_READY' as const, message, hint: '' };
    expect(holdingOf(ended({ phase: 'failed', problem }), '1.0.0 (r1)')?.says).toBe(
      'The container exited with code 1 before its model was ready.',
    );
  });
});
