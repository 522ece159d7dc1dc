import { describe, expect, test } from 'vitest';
import type { Kept, Observed } from '#core/deployment/observed';
import { planDeployment } from '#core/deployment/plan';
import { refuseStops } from '#core/deployment/stops';
import type { Wanted } from '#core/deployment/wanted';
import type { Weighing } from '#core/deployment/weights';
import type { Engine } from '#core/docker/types';
import { dialTcp } from '#core/model/reach';
import { runOf } from '#core/service/split';
import { withHash } from '#core/service/weights';
import { serveRoutes } from '../model/local-server.ts';
import { file, hostOf, kept, release, replica, serving, wanted } from './samples.ts';

const image = { 'digits:1.0.0': { Id: 'sha256:i1' } };
const signal = AbortSignal.timeout(20_000);
const refuse = (engine: Engine, observed: Observed, weighing?: Weighing, given: Partial<Wanted> = {}, of = file()) => {
  const want = wanted(2, given, of);
  return refuseStops(engine, observed, want, planDeployment(observed, want).steps, signal, weighing);
};

/** What hashes to `found`, wherever it is. */
const holding = (found: string): Weighing => ({
  of: async (place) => ({ ...place, sha256: found, stamp: '' }),
  all: () => [],
});
const of = file({ model: { image: 'digits:1.0.0', weights: { volume: 'models', path: 'digits' } } });
const withWeights = (): Observed => {
  const r1: Kept = kept(release(1, { run: withHash(runOf(of), 'a'.repeat(64)) }), of);
  return serving({ releases: new Map([[1, r1]]) }, of);
};

const withSecrets = (): Observed => {
  const r1 = { ...kept(release(1)), secretVolumes: [{ name: 'slipway-digits-secrets-1', folder: '/run/secrets' }] };
  return serving({ releases: new Map([[1, r1]]) });
};

test('with image, file and weights as they were, it goes ahead and nothing is asked yet', async () => {
  await expect(refuse(hostOf(image), withWeights(), holding('a'.repeat(64)))).resolves.toEqual([]);
});

test.each<[string, Engine, Observed, RegExp]>([
  ['whose image is gone', hostOf({}), serving(), /^1\.1\.0 \(r1\), .* Its image is no longer on the host/],
  ['whose weights were overwritten', hostOf(image), withWeights(), /models\/digits.* expected a{64}, found b{64}/],
  [
    'whose secrets are gone',
    hostOf(image),
    withSecrets(),
    /The volume slipway-digits-secrets-1 with its secrets is gone/,
  ],
  ['whose file is of another', hostOf(image, { identity: 'another' }), serving(), /releases\/r1\.json .* of another/],
  ['whose file is damaged', hostOf(image), serving({ releases: new Map() }), /releases\/r1\.json .* damaged/],
])('a present release %s has no way back, and that stops it', async (_what, engine, observed, message) => {
  await using model = await serveRoutes({ 'GET /ready': 200 });
  const host = {
    ...engine,
    dial: (...[, , ending]: Parameters<Engine['dial']>) => dialTcp('127.0.0.1', model.port)(ending ?? signal),
  };
  await expect(refuse(host, observed, holding('b'.repeat(64)))).rejects.toMatchObject({
    code: 'STOPPED',
    stop: 'no-way-back',
    message: expect.stringMatching(message),
    hint: expect.stringMatching(/\w/),
  });
});

describe('a present release whose weights were overwritten', () => {
  const overwritten = `Its weights in models/digits were overwritten: expected ${'a'.repeat(64)}, found ${'b'.repeat(64)}`;
  const answering = async (given: Partial<Wanted>, of = file()) => {
    await using model = await serveRoutes({ 'GET /ready': 200 });
    const host = hostOf(image, { dial: dialTcp('127.0.0.1', model.port) });
    return await refuse(host, withWeights(), holding('b'.repeat(64)), given, of);
  };
  const accepted = [
    { id: 'no-way-back' as const, reason: 'they were wrong', until: '2031-01-31T23:59:59.999Z', what: null },
  ];

  test('does not keep a rollback, which says what it costs', async () => {
    const cost = `The way forward is lost: 1.1.0 (r1) cannot return after this. ${overwritten}.`;
    const lived = [{ id: 'no-way-back', what: overwritten, cost }];
    expect(await answering({ kind: 'rollback' })).toEqual(lived);
    const [inPlace] = await answering({ kind: 'rollback' }, file({ strategy: { kind: 'in-place' } }));
    expect(inPlace?.cost).toBe(`${cost} It is stopped first, so nothing serves should the other one fail.`);
  });

  test('stops a deploy, and the hint says how somebody could live with it', async () => {
    await expect(answering({})).rejects.toMatchObject({
      stop: 'no-way-back',
      message: `1.1.0 (r1), which serves now, could not return. ${overwritten}: there would be no way back`,
      hint: expect.stringContaining('--accept no-way-back='),
    });
  });

  test('stops no deploy for which somebody accepted that, and nothing else is accepted with it', async () => {
    const [lived] = await answering({ accepted });
    expect(lived?.cost).toBe(
      `1.1.0 (r1) cannot return after this. ${overwritten}. Accepted until 2031-01-31: they were wrong`,
    );
    await expect(
      refuse(hostOf({}), serving({ portsTaken: [9000], gateway: null }), undefined, { accepted }),
    ).rejects.toMatchObject({
      stop: 'taken-by-another',
    });
  });
});

test('weights that may not be read yet stop nothing', async () => {
  await expect(refuse(hostOf(image), withWeights())).resolves.toEqual([]);
});

test.each([
  ['says that it is not ready', 503],
  ['does not answer what it should', 404],
])('a present release that %s is mended without a way back', async (_what, status) => {
  await using model = await serveRoutes({ 'GET /ready': status });
  const host = hostOf({}, { dial: dialTcp('127.0.0.1', model.port) });
  await expect(refuse(host, serving())).resolves.toEqual([]);
});

test('a present release of which no replica is ready is mended without a way back', async () => {
  const down = [replica(1, 1, { usable: false, state: 'exited' })];
  await expect(refuse(hostOf({}), serving({ replicas: down }))).resolves.toEqual([]);
});

test('a present release whose golden request goes wrong is mended without a way back', async () => {
  const golden = file({ golden: [{ name: 'g', request: { path: '/infer' }, expect: { contains: 'seven' } }] }).golden;
  await using model = await serveRoutes({ 'GET /ready': 200, 'POST /infer': 'eight' });
  const seen = serving({ releases: new Map([[1, kept(release(1, { golden }))]]) });
  await expect(refuse(hostOf({}, { dial: dialTcp('127.0.0.1', model.port) }), seen)).resolves.toEqual([]);
  expect(model.asked).toContain('POST /infer');
});
