import { describe, expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { allChecks } from '#core/checklist/all';
import { containerFacts } from '#core/checklist/collect';
import { findingsOf } from '#core/checklist/findings';
import { limitsFrom } from '#core/checklist/limits';
import type { ContainerDetails, Engine } from '#core/docker/types';
import { container, findingOf, host, image, now } from './made.ts';

const around = { subject: { kind: 'container', name: 'shop', stage: 'trial' }, limits: limitsFrom(null), now } as const;
const waits = { fact: 30, comparing: 30, asking: 30 };

type Answer = (signal: AbortSignal) => Promise<unknown>;
const refusal: Answer = () => Promise.reject(new Problem('ENGINE_REFUSED', 'server error', { hint: 'look there' }));
const odd: readonly Answer[] = [
  refusal,
  () => Promise.reject(new TypeError('found.map is not a function')),
  () => new Promise(() => {}),
  ...[null, 42, '', '<html>', [], {}, [null], { HostConfig: 7, Config: null }, { Id: {}, State: [] }].map(
    (value): Answer =>
      async () =>
        value,
  ),
];

/** A generator of the same numbers for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const well: Readonly<Record<string, () => unknown>> = {
  '/info': host,
  '/images/sha256%3A1/json': image,
  '/containers/c1/changes': () => [{ Path: '/data' }],
  '/networks/shop': () => ({ Driver: 'bridge', Options: {} }),
};

/** An engine of which some answers are sound; `sound` has the requests that were answered so. */
function engineOf(isSound: (path: string) => boolean, pick: () => Answer) {
  const sound = new Set<string>();
  const answer = async (path: string, signal: AbortSignal, value: () => unknown) => {
    if (!isSound(path)) return pick()(signal);
    sound.add(`GET ${path}`);
    return value();
  };
  const engine: Partial<Engine> = {
    url: 'unix:///nowhere',
    get: (path, signal = new AbortController().signal) => answer(path, signal, well[path] ?? (() => null)),
    logs: (id, _, signal = new AbortController().signal) =>
      answer(`/containers/${id}/logs`, signal, () => [{ time: '', stream: 'stdout', line: 'it listens' }]) as never,
  };
  return { engine: engine as Engine, sound };
}

const running = { State: { Running: false, Status: 'exited', Restarting: false, ExitCode: 0, OOMKilled: false } };
const soundContainer = container({ ...running, config: { ExposedPorts: {} } }) as ContainerDetails;
const signal = new AbortController().signal;

test('an engine whose answers are all sound is judged by them', async () => {
  const { engine } = engineOf(
    () => true,
    () => refusal,
  );
  const found = findingsOf(allChecks, await containerFacts(engine, soundContainer, signal, waits), around);
  expect(found.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThanOrEqual(20);
});

test('whatever an engine answers, nothing passes but by an answer that was sound, and nothing is thrown', async () => {
  for (let seed = 1; seed <= 60; seed++) {
    const next = random(seed);
    const choice = new Map<string, boolean>();
    const isSound = (path: string) => {
      if (!choice.has(path)) choice.set(path, next() < 0.5);
      return choice.get(path) === true;
    };
    const { engine, sound } = engineOf(isSound, () => odd[Math.floor(next() * odd.length)] ?? refusal);
    const inspected = next() < 0.5 ? soundContainer : ({ Id: 'c1', Name: 7, State: 'x', Config: [] } as never);
    const isInspected = inspected === soundContainer;
    const facts = await containerFacts(engine, inspected, signal, waits);
    for (const { id, verdict, evidence } of findingsOf(allChecks, facts, around)) {
      if (verdict === 'unchecked') expect([seed, id, evidence]).toEqual([seed, id, null]);
      if (verdict !== 'pass') continue;
      const requests = (evidence?.request ?? '').split(', ').filter(Boolean);
      expect([seed, id, requests.length > 0]).toEqual([seed, id, true]);
      for (const request of requests)
        expect([
          seed,
          id,
          request,
          sound.has(request) || (isInspected && request === 'GET /containers/c1/json'),
        ]).toEqual([seed, id, request, true]);
    }
  }
});

test('an engine that never answers leaves every check unchecked that needs it, and says that it waited', async () => {
  const { engine } = engineOf(
    () => false,
    () => () => new Promise(() => {}),
  );
  const facts = await containerFacts(engine, soundContainer, signal, waits);
  const found = findingsOf(allChecks, facts, around);
  expect(found.find(({ id }) => id === 'EVO-05')).toMatchObject({
    verdict: 'unchecked',
    detail: 'GET /images/sha256%3A1/json: no answer within 0.03 s.',
  });
  expect(found.find(({ id }) => id === 'SCA-02')).toMatchObject({ verdict: 'pass' });
});

describe('nonsense in place of any value that a check read', () => {
  const hardened = { container: container(), host: host(), image: image(), changes: [], logs: ['a line'] };
  const passing = allChecks.filter((check) => findingOf(check, hardened).verdict === 'pass');
  const kinds = [42, 'nonsense', true, { a: [] }, [{}]];

  test.each(passing.map((check) => [check.id, check] as const))('never passes %s', (_, check) => {
    const { evidence } = findingOf(check, hardened);
    const read = Object.entries(evidence?.raw ?? {});
    for (const [path, value] of read)
      for (const nonsense of kinds.filter((it) => kindOf(it) !== kindOf(value))) {
        const garbled = Object.fromEntries(
          (['container', 'host', 'image'] as const).flatMap((name) => {
            const odd = garble(hardened[name], path.split('.'), nonsense);
            return odd === null ? [] : [[name, odd]];
          }),
        );
        const { verdict } = findingOf(check, { ...hardened, ...garbled });
        expect([path, nonsense, verdict]).toEqual([path, nonsense, 'unchecked']);
      }
  });
  test('is tried on twenty checks and more', () => expect(passing.length).toBeGreaterThanOrEqual(20));
});

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value);

/** Null where there is no such place in it. */
function garble(whole: unknown, [key = '', ...rest]: readonly string[], value: unknown): unknown {
  if (typeof whole !== 'object' || whole === null || !Object.hasOwn(whole, key)) return null;
  const inner = (whole as Record<string, unknown>)[key];
  const changed = rest.length === 0 ? value : garble(inner, rest, value);
  return changed === null ? null : { ...whole, [key]: changed };
}
