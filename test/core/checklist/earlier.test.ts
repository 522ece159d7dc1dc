import { describe, expect, test } from 'vitest';
import type { Finding } from '#contract/checklist';
import { allChecks } from '#core/checklist/all';
import { toKeep, withEarlier } from '#core/checklist/earlier';
import { reportOf } from '#core/checklist/report';
import type { Present } from '#core/checklist/taken-from';
import { scratchStore } from '../store/scratch.ts';
import { cases } from './cases.ts';
import { at, file, findingOf, now } from './made.ts';

const before: Present = { host: 'local', digest: 'sha256:1', file: file({ scale: { memory: '512m', replicas: 2 } }) };
const day = 86_400_000;

/** Every check passed once, and was kept with what it was taken from. */
const found = allChecks.map((check) =>
  findingOf(check, { kind: cases[check.id]?.kind ?? 'service', ...cases[check.id]?.passes }),
);
const kept = toKeep(found, allChecks, before);
const unchecked = allChecks.map((check) => findingOf(check, { kind: 'file' }));

const later = (present: Partial<Present>, after = 0): Finding[] =>
  withEarlier(unchecked, kept, allChecks, { ...before, ...present }, now + after);
const stale = (present: Partial<Present>, after = 0): string[] =>
  later(present, after).flatMap((it) => (it.stale === null ? [] : [it.id]));
const dependOn = (...fields: string[]): string[] =>
  allChecks
    .filter(
      (check) => check.fields.some((field) => fields.includes(field)) && kept.some((it) => it.finding.id === check.id),
    )
    .map(({ id }) => id);

describe('what cannot be checked now is told as it was found before', () => {
  test('with its evidence, while nothing of what it was taken from is another', () => {
    const memory = later({}).find(({ id }) => id === 'SCA-02');
    expect(memory).toMatchObject({ verdict: 'pass', stale: null, evidence: { at } });
    expect(stale({})).toEqual([]);
  });

  test('and not where it can be checked now', () => {
    const now_ = allChecks.map((check) =>
      findingOf(check, { kind: cases[check.id]?.kind ?? 'container', ...cases[check.id]?.fails }),
    );
    const told = withEarlier(now_, kept, allChecks, before, now);
    expect(told).toEqual(now_);
  });
});

describe('exactly what depends on it is stale', () => {
  test.each<[string, object, string[]]>([
    ['the memory', { scale: { memory: '256m', replicas: 2 } }, dependOn('scale.memory')],
    ['the replicas', { scale: { memory: '512m', replicas: 3 } }, dependOn('scale.replicas')],
    [
      'the golden requests',
      { golden: [{ name: 'x', request: { path: '/' } }], scale: { memory: '512m', replicas: 2 } },
      dependOn('golden'),
    ],
    [
      'the weights',
      { model: { image: 'acme/shop:1.0.0', weights: { volume: 'models' } }, scale: { memory: '512m', replicas: 2 } },
      dependOn('model.weights'),
    ],
  ])('on %s', (_, changed, ids) => {
    expect(ids.length).toBeGreaterThan(0);
    expect(stale({ file: file(changed) }).sort()).toEqual(ids.sort());
  });

  test('on the image, whatever its name', () => {
    expect(stale({ digest: 'sha256:2' }).sort()).toEqual(dependOn('model.image').sort());
    expect(
      stale({ file: file({ model: { image: 'acme/shop:2.0.0' }, scale: { memory: '512m', replicas: 2 } }) }),
    ).toEqual([]);
    const weights = later({ digest: 'sha256:2' }).find(({ id }) => id === 'SCA-22');
    expect(weights?.stale).toBe('The image is another: it was taken from 1, this is 2.');
  });

  test('on owner, alert and review date is nothing that was measured', () => {
    const changed = file({
      scale: { memory: '512m', replicas: 2 },
      integration: { owner: 'grace' },
      monitoring: { tell: ['desktop'] },
      review: { every: '30d' },
    });
    expect(stale({ file: changed })).toEqual([]);
  });

  test('on the host is all that was measured there', () => {
    expect(stale({ host: 'edge' }).sort()).toEqual(kept.map(({ finding }) => finding.id).sort());
  });

  test('on the time is what lasts so long', () => {
    const lasts = (days: number) =>
      kept.filter(({ finding }) => (allChecks.find(({ id }) => id === finding.id)?.lasts ?? 0) < days);
    expect(stale({}, 2 * day).sort()).toEqual(
      lasts(2)
        .map(({ finding }) => finding.id)
        .sort(),
    );
    expect(later({}, 40 * day).find(({ id }) => id === 'SCA-22')?.stale).toBe('It is 40 days old, and lasts 30.');
  });
});

describe('what is told of a file that brings something else', () => {
  test.each<[string, object]>([
    ['another image', { digest: 'sha256:2' }],
    ['other arguments', { file: file({ model: { image: 'acme/shop:1.0.0', args: ['--fast'] } }) }],
    ['another environment', { file: file({ model: { image: 'acme/shop:1.0.0', env: { FAST: 'x' } } }) }],
  ])('%s: nothing passes by how its replicas did before', (_, present) => {
    const told = later(present);
    for (const id of ['REL-04', 'REL-10', 'REL-11', 'REL-09', 'REL-12', 'INT-03', 'SCA-08', 'SCA-09'])
      expect([id, told.find((it) => it.id === id)?.stale]).toEqual([id, expect.any(String)]);
  });

  test('an image that is not known is no known one', () => {
    const unknown: Present = { ...before, digest: null };
    const then = toKeep(found, allChecks, unknown);
    const told = withEarlier(unchecked, then, allChecks, unknown, now).find(({ id }) => id === 'VER-04');
    expect(told?.stale).toMatch(/unknown one/);
  });

  test('evidence without a date that can be read, or from a year to come, is stale', () => {
    for (const date of ['yesterday', '2032-01-01T00:00:00Z']) {
      const odd = kept.map((it) => ({
        ...it,
        finding: { ...it.finding, evidence: it.finding.evidence && { ...it.finding.evidence, at: date } },
      }));
      const told = withEarlier(unchecked, odd, allChecks, before, now).find(({ id }) => id === 'SCA-22');
      expect(told?.stale).toBe('When it was taken is not known.');
    }
  });
});

test('what a file alone says, what does not apply and what is stale is not kept', () => {
  expect(kept.map(({ finding }) => finding.id)).not.toContain('EVO-02');
  const [first] = kept;
  if (!first) throw new Error('nothing was kept');
  expect(
    toKeep(
      [
        { ...first.finding, stale: 'old' },
        { ...first.finding, verdict: 'not-applicable' },
      ],
      allChecks,
      before,
    ),
  ).toEqual([]);
});

test('what no longer holds counts neither as passed nor as failed, and says how to find out', () => {
  const told = later({ host: 'edge' });
  const { summary, areas: all } = reportOf(told, allChecks, 'production');
  expect(summary).toMatchObject({ pass: 0, warn: 0, fail: 0, stale: kept.length });
  expect(all.map(({ pass }) => pass)).toEqual(all.map(() => 0));
  const load = told.find(({ id }) => id === 'SCA-08');
  expect(load).toMatchObject({ verdict: 'pass', remedy: allChecks.find(({ id }) => id === 'SCA-08')?.unchecked });
  expect(reportOf(told, allChecks, 'production').next.map(({ id }) => id)).toContain('SCA-08');
});

test('a stop that no longer holds stops nothing', () => {
  const check = allChecks.find(({ id }) => id === 'SEC-01');
  if (!check) throw new Error('it is gone');
  const wrong = toKeep([findingOf(check, cases['SEC-01']?.fails ?? {})], [check], before);
  const open = [findingOf(check, { kind: 'service' })];
  const told = (present: Present) => withEarlier(open, wrong, [check], present, now)[0];
  expect(told(before)).toMatchObject({ verdict: 'fail', stop: true, stale: null });
  expect(told({ ...before, host: 'edge' })).toMatchObject({ verdict: 'fail', stop: false });
});

test('evidence is there again when the record is opened anew, the newest of each check and host', () => {
  const store = scratchStore();
  const of = { host: 'local', service: 'shop' };
  store.evidence.keep(of, kept);
  store.evidence.keep(of, kept);
  store.evidence.keep({ ...of, service: 'other' }, kept.slice(0, 1));
  const listed = store.evidence.list('shop');
  expect(listed).toHaveLength(kept.length);
  expect(listed.find(({ finding }) => finding.id === 'SCA-02')).toEqual(
    kept.find(({ finding }) => finding.id === 'SCA-02'),
  );
  expect(store.evidence.list('nobody')).toEqual([]);
});
