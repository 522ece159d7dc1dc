import { describe, expect, test } from 'vitest';
import type { Observed } from '#core/deployment/observed';
import { type Asked, wantAct, wantFile } from '#core/deployment/want';
import { identityOf, runOf } from '#core/service/split';
import { vaultWith } from '../secrets/vaults.ts';
import { file, imagesOnly, kept, nothing, release, serving } from './samples.ts';

const engine = imagesOnly({
  'digits:1.0.0': { Id: 'sha256:i1' },
  'digits:2.0.0': { Id: 'sha256:i2' },
});
const asked = (observed: Observed, given: Partial<Asked> = {}): Asked => ({
  engine,
  observed,
  gateway: { reference: 'haproxy', id: 'sha256:gateway', explicit: false },
  deployment: 'D',
  highest: 0,
  vault: vaultWith(),
  address: ({ port }) => ({ host: '127.0.0.1', port: port ?? 9000 }),
  signal: AbortSignal.timeout(5_000),
  ...given,
});

/** Serves what `of` asks for, as r1. */
function servingFile(of = file(), given: Partial<Observed> = {}): Observed {
  const run = runOf(of);
  const versioned = { ...run, model: { ...run.model, version: '1.0.0' } };
  const r1 = release(1, { run: versioned, identity: identityOf(versioned, 'sha256:i1'), image: 'sha256:i1' });
  const r2 = release(2, { image: 'sha256:i2' });
  const releases = new Map([r1, r2].map((it) => [it.number, kept(it, of)]));
  return serving({ releases, highest: 2, ...given }, of);
}

describe('a file', () => {
  test('on an empty host is release 1', async () => {
    expect(await wantFile(file(), asked(nothing))).toMatchObject({
      kind: 'deploy',
      isNew: true,
      replicas: 2,
      release: { number: 1, version: '1.0.0', digest: 'sha256:i1', deployment: 'D' },
    });
  });

  test.each([
    ['the host knows', 7, 3, 8],
    ['the database knows', 3, 7, 8],
  ])('that differs takes the number after the highest that %s', async (_who, onHost, inDatabase, number) => {
    const of = file({ model: { image: 'digits:2.0.0' } });
    const want = await wantFile(of, asked(servingFile(file(), { highest: onHost }), { highest: inDatabase }));
    expect(want).toMatchObject({ isNew: true, release: { number } });
  });

  test('whose run part equals what serves makes no release', async () => {
    const want = await wantFile(file(), asked(servingFile()));
    expect(want).toMatchObject({ isNew: false, presentChanged: false, release: { number: 1 } });
  });

  test('with another note, review or golden request makes no release, but is kept', async () => {
    for (const given of [{ note: 'better' }, { review: { every: '90d' } }]) {
      const want = await wantFile(file(given), asked(servingFile()));
      expect(want).toMatchObject({ isNew: false, presentChanged: true, release: { number: 1 } });
    }
  });

  test('without replicas is one on an empty host, and what runs elsewhere', async () => {
    const of = file({ scale: {} });
    expect((await wantFile(of, asked(nothing))).replicas).toBe(1);
    expect((await wantFile(of, asked(servingFile()))).replicas).toBe(2);
  });

  test('that asks for as many replicas as before leaves those that were scaled by hand', async () => {
    const of = file({ scale: { replicas: 4 } });
    const scaled = servingFile(of);
    expect(scaled.serving?.replicas).toHaveLength(2);
    expect((await wantFile(of, asked(scaled))).replicas).toBe(2);
    expect((await wantFile(file({ scale: { replicas: 3 } }), asked(scaled))).replicas).toBe(3);
  });

  test.each([
    ['trial', 0],
    ['internal', 60_000],
    ['production', 120_000],
  ])('in stage %s is watched for %i ms unless it says otherwise', async (stage, watch) => {
    expect((await wantFile(file({ stage }), asked(nothing))).watch).toBe(watch);
    expect((await wantFile(file({ stage, strategy: { watch: '5s' } }), asked(nothing))).watch).toBe(5_000);
  });

  test('leaves the gateway alone unless its image was asked for by name', async () => {
    const other = { reference: 'haproxy', id: 'sha256:other' };
    for (const explicit of [false, true]) {
      const want = await wantFile(file(), asked(servingFile(), { gateway: { ...other, explicit } }));
      expect(want.gateway.replace).toBe(explicit);
    }
  });
});

describe('every other act', () => {
  const act = (wanted: Parameters<typeof wantAct>[0], observed = servingFile()) => wantAct(wanted, asked(observed));
  const rollback = { kind: 'rollback', service: 'digits', exact: false } as const;

  test('on a host where the service does not serve is refused', async () => {
    await expect(act(rollback, nothing)).rejects.toMatchObject({ code: 'UNKNOWN_SERVICE' });
  });

  test('on a service whose kept release is damaged says so, and what replaces it', async () => {
    const damaged = servingFile(file(), { present: null });
    const without = { ...damaged, releases: new Map([...damaged.releases].filter(([number]) => number !== 1)) };
    await expect(act({ kind: 'scale', service: 'digits', replicas: 3 }, without)).rejects.toMatchObject({
      code: 'UNKNOWN_RELEASE',
      message: expect.stringContaining('serves r1, but its file releases/r1.json'),
      hint: expect.stringContaining('--accept no-way-back=REASON'),
    });
  });

  test('a rollback takes the newest other release, and keeps replicas, front and policy as they are', async () => {
    const now = file({ front: { limit: { requestsPerSecond: 5 } }, note: 'now' });
    const want = await act(rollback, servingFile(now));
    expect(want).toMatchObject({ kind: 'rollback', isNew: false, pull: null, release: { number: 2 }, replicas: 2 });
    expect(want.front.limit.requestsPerSecond).toBe(5);
    expect(want.policy.note).toBe('now');
  });

  test('an exact rollback returns front, policy and replicas too', async () => {
    const now = file({ front: { limit: { requestsPerSecond: 5 } }, note: 'now' });
    const want = await act({ ...rollback, exact: true }, servingFile(now));
    expect(want.front.limit.requestsPerSecond).toBeUndefined();
    expect(want.policy.note).toBeNull();
  });

  test('a rollback runs the recorded image, wherever its tag points now', async () => {
    const seen = servingFile();
    const moved = imagesOnly({ 'digits:1.0.0': { Id: 'sha256:moved' }, old: { Id: 'sha256:i2' } });
    const want = await wantAct(rollback, asked(seen, { engine: moved }));
    expect(want.release.image).toBe('sha256:i2');
  });

  test('a rollback to an image that is gone pulls it by its digest', async () => {
    const gone = imagesOnly({}, { 'digits@sha256:d2': 'sha256:d2' });
    const want = await wantAct(rollback, asked(servingFile(), { engine: gone }));
    expect(want.pull).toBe('digits@sha256:d2');
  });

  test('a rollback to a release that is not kept names those that are', async () => {
    await expect(act({ ...rollback, to: 'r9' })).rejects.toMatchObject({
      code: 'UNKNOWN_RELEASE',
      hint: 'Releases kept on the host: r1, r2.',
    });
    await expect(act(rollback, serving())).rejects.toMatchObject({ code: 'UNKNOWN_RELEASE' });
  });

  test('scaling changes the number of replicas and nothing else', async () => {
    const want = await act({ kind: 'scale', service: 'digits', replicas: 5 });
    expect(want).toMatchObject({ replicas: 5, presentChanged: false, fresh: false, release: { number: 1 } });
  });

  test('a restart makes the same release anew', async () => {
    expect(await act({ kind: 'restart', service: 'digits' })).toMatchObject({ fresh: true, release: { number: 1 } });
  });
});
