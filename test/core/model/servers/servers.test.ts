import { describe, expect, test } from 'vitest';
import { serverProfile } from '#contract/server';
import { discover } from '#core/model/discover';
import { fingerprintLive } from '#core/model/fingerprint';
import { knownProtocols } from '#core/model/protocols/known';
import { knownServers, serverNamed } from '#core/model/servers/known';
import { never, serveRoutes } from '../local-server.ts';
import { play } from './play.ts';
import { transcripts } from './transcripts.ts';

test('there are seventeen profiles, and each has a transcript that says whether it was real', () => {
  expect(knownServers).toHaveLength(17);
  expect(transcripts.map(({ server }) => server).sort()).toEqual(knownServers.map(({ id }) => id).sort());
  expect(transcripts.filter(({ from, proof }) => from.length < 5 || !['real', 'written'].includes(proof))).toEqual([]);
});

describe.each(transcripts)('$server ($proof)', ({ server, protocol, models = [], ...transcript }) => {
  test('is recognised by its answers alone, whatever its image is called', async () => {
    await using running = await play(transcript);
    const guess = await fingerprintLive(running.reach, null, never);
    expect([guess.server, guess.protocol, guess.confidence]).toEqual([server, protocol, 'certain']);
    expect(guess.reasons.length).toBeGreaterThan(1);
  });

  test('is asked with GET only, and lists its models', async () => {
    await using running = await play(transcript);
    const found = await discover(() => running.reach, [running.port], null, never);
    expect(found?.models).toEqual(models);
    expect(running.asked.filter((asked) => !asked.startsWith('GET '))).toEqual([]);
  });
});

describe.each(knownServers.map((server) => [server.id, server] as const))('the profile of %s', (_id, server) => {
  test('says of each group of facts where it is from', () => {
    const profile = serverProfile.parse(server);
    const told = [server.signsTold, profile.paths.told, profile.metrics.told, profile.runtime.told, profile.doorsTold];
    expect(told.filter(({ from }) => from.length < 5)).toEqual([]);
    expect(knownProtocols.map(({ name }) => name)).toContain(profile.protocol);
    expect(profile.ports.inference.length).toBeGreaterThan(0);
  });

  test('has a sign of its own, and no sign twice', () => {
    expect(server.signs.some(({ own }) => own)).toBe(true);
    const paths = server.signs.map(({ path }) => path);
    expect(new Set(paths).size).toBe(paths.length);
  });

  test('closes doors by whole routes', () => {
    const odd = server.sideDoors.filter(({ method, path }) => !/^[A-Z]+$/.test(method) || !path.startsWith('/'));
    expect(odd).toEqual([]);
  });
});

describe('a decoy', () => {
  test('that answers one sign of a server is a guess at most', async () => {
    await using server = await serveRoutes({ 'GET /api/tags': { models: [] } });
    expect(await fingerprintLive(server.reach, null, never)).toMatchObject({ server: 'ollama', confidence: 'guess' });
  });

  test('that lists models by the common protocol is no particular server', async () => {
    const routes = {
      '/v2': { name: 'digits', extensions: [] },
      '/v2/health/live': 200,
      '/v2/models': { models: ['m'] },
    };
    await using server = await play({ routes });
    const guess = await fingerprintLive(server.reach, null, never);
    expect([guess.server, guess.protocol, guess.confidence]).toEqual([null, 'oip-v2', 'certain']);
  });

  test('that answers everything with the same page is unknown, whatever the page says', async () => {
    const page = { name: 'triton', extensions: [], models: [], model_id: 'x', max_total_tokens: 1, server_load: 0 };
    await using server = await play({ routes: {}, nowhere: page });
    expect(await fingerprintLive(server.reach, null, never)).toMatchObject({ protocol: 'unknown', confidence: 'none' });
  });

  test('that refuses everything with 405 is unknown', async () => {
    await using server = await play({ routes: {}, nowhere: 405 });
    expect(await fingerprintLive(server.reach, null, never)).toMatchObject({ protocol: 'unknown', confidence: 'none' });
  });

  test('that has another server’s name, but none of its answers, is what it answers', async () => {
    const ollama = transcripts.find(({ server }) => server === 'ollama');
    await using server = await play(ollama ?? { routes: {} });
    const image = {
      protocol: 'triton',
      server: 'triton',
      confidence: 'guess',
      reasons: ['the image is named x/tritonserver'],
    } as const;
    expect(await fingerprintLive(server.reach, image, never)).toMatchObject({
      server: 'ollama',
      confidence: 'certain',
    });
  });
});

test('a server that is not known has no profile', () => {
  expect(serverNamed('nothing')).toBe(null);
});
