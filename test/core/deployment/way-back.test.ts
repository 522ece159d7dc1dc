import { expect, test } from 'vitest';
import type { Kept, Observed } from '#core/deployment/observed';
import { planDeployment } from '#core/deployment/plan';
import { refuseNoWayBack } from '#core/deployment/way-back';
import type { Weighing } from '#core/deployment/weights';
import type { Engine } from '#core/docker/types';
import { dialTcp } from '#core/model/reach';
import { runOf } from '#core/service/split';
import { withHash } from '#core/service/weights';
import { serveRoutes } from '../model/local-server.ts';
import { file, hostOf, kept, release, replica, serving, wanted } from './samples.ts';

const image = { 'digits:1.0.0': { Id: 'sha256:i1' } };
const signal = AbortSignal.timeout(20_000);
const refuse = (engine: Engine, observed: Observed, weighing?: Weighing) =>
  refuseNoWayBack(engine, observed, planDeployment(observed, wanted(2)).steps, weighing, signal);

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
  await expect(refuse(hostOf(image), withWeights(), holding('a'.repeat(64)))).resolves.toBeUndefined();
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

test('weights that may not be read yet stop nothing', async () => {
  await expect(refuse(hostOf(image), withWeights())).resolves.toBeUndefined();
});

test.each([
  ['says that it is not ready', 503],
  ['does not answer what it should', 404],
])('a present release that %s is mended without a way back', async (_what, status) => {
  await using model = await serveRoutes({ 'GET /ready': status });
  const host = hostOf({}, { dial: dialTcp('127.0.0.1', model.port) });
  await expect(refuse(host, serving())).resolves.toBeUndefined();
});

test('a present release of which no replica is ready is mended without a way back', async () => {
  const down = [replica(1, 1, { usable: false, state: 'exited' })];
  await expect(refuse(hostOf({}), serving({ replicas: down }))).resolves.toBeUndefined();
});

test('a present release whose golden request goes wrong is mended without a way back', async () => {
  const golden = file({ golden: [{ name: 'g', request: { path: '/infer' }, expect: { contains: 'seven' } }] }).golden;
  await using model = await serveRoutes({ 'GET /ready': 200, 'POST /infer': 'eight' });
  const seen = serving({ releases: new Map([[1, kept(release(1, { golden }))]]) });
  await expect(refuse(hostOf({}, { dial: dialTcp('127.0.0.1', model.port) }), seen)).resolves.toBeUndefined();
  expect(model.asked).toContain('POST /infer');
});
