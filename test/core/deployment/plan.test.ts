import { describe, expect, test } from 'vitest';
import type { Observed } from '#core/deployment/observed';
import { planDeployment, planHash, planRetirement } from '#core/deployment/plan';
import { final, type Step } from '#core/deployment/steps';
import type { Wanted } from '#core/deployment/wanted';
import { frontHash, frontOf, runOf } from '#core/service/split';
import { file, nothing, release, replica, serving, wanted } from './samples.ts';

const short = (steps: readonly Step[]) => steps.map((step) => `${step.do} ${step.target}`);
const withNetwork = (alias?: string) => file({ front: { networks: [{ name: 'shop', ...(alias ? { alias } : {}) }] } });
const frontAs = (of: ReturnType<typeof file>) => ({ front: frontOf(of), frontHash: frontHash(frontOf(of)) });

describe('a first release', () => {
  test('gets its network and gateway, then its replicas, and only then requests', () => {
    const { kind, steps, gap } = planDeployment(nothing, wanted(1));
    expect(kind).toBe('deploy');
    expect(gap).toBe(0);
    expect(short(steps)).toEqual([
      'network slipway-digits',
      'gateway slipway-digits-gateway',
      'pin slipway/digits:r1',
      'create slipway-digits-r1-1',
      'create slipway-digits-r1-2',
      'start slipway-digits-r1-1',
      'start slipway-digits-r1-2',
      'verify slipway-digits-r1-1',
      'verify slipway-digits-r1-2',
      'keep r1',
      'switch r1',
      'note digits',
    ]);
  });

  test('is pulled by digest before it is pinned', () => {
    const { steps } = planDeployment(nothing, wanted(1, { pull: 'acme/digits@sha256:d1' }));
    expect(short(steps).slice(2, 4)).toEqual(['pull acme/digits@sha256:d1', 'pin slipway/digits:r1']);
  });

  test('is looked at once more after the switch, as is whatever nothing after the switch would see go', () => {
    const isLookedAfter = (seen: Observed, asked: Wanted) =>
      planDeployment(seen, asked).steps.some((step) => step.do === 'switch' && step.lookedAfter === true);
    expect(isLookedAfter(nothing, wanted(1))).toBe(true);
    expect(isLookedAfter(serving(), wanted(1, { replicas: 3, kind: 'scale' }))).toBe(true);
    // A watch, or the drain of what goes, looks by itself.
    expect(isLookedAfter(nothing, wanted(1, { watch: 60_000 }))).toBe(false);
    expect(isLookedAfter(serving(), wanted(2))).toBe(false);
    // Nothing is new.
    expect(isLookedAfter(serving(), wanted(1, { replicas: 1, kind: 'scale' }))).toBe(false);
  });

  test('uses the network that an earlier try left', () => {
    expect(short(planDeployment({ ...nothing, network: true }, wanted(1)).steps)[0]).toBe(
      'gateway slipway-digits-gateway',
    );
  });
});

describe('the next release', () => {
  test.each([
    ['10s', '10s', 10],
    ['10s', '1s', 5.5],
    ['1s', '1s', 3],
  ])(
    'drains for as long as callers of the worker before, made with a drain of %s, may keep idle connections, whatever %s says',
    (before, now, seconds) => {
      const of = (drain: string) => file({ strategy: { drain } });
      const { steps } = planDeployment(
        serving({}, of(before)),
        wanted(2, { drain: Number.parseInt(now, 10) * 1000 }, of(now)),
      );
      expect(steps.find((step) => step.do === 'drain')).toMatchObject({ seconds });
    },
  );

  test('is switched to once, watched, and only then are the old replicas drained and removed', () => {
    const { steps } = planDeployment(serving(), wanted(2, { watch: 60_000 }));
    expect(short(steps).slice(7)).toEqual([
      'compare r1',
      'way-back r1',
      'keep r2',
      'switch r2',
      'watch r2',
      'drain 2 replicas',
      'remove slipway-digits-r1-1',
      'remove slipway-digits-r1-2',
      'note digits',
    ]);
    expect(steps.find((step) => step.do === 'switch')).toMatchObject({
      from: ['slipway-digits-r1-1', 'slipway-digits-r1-2'],
      to: ['slipway-digits-r2-1', 'slipway-digits-r2-2'],
    });
  });

  test.each([
    ['a first release', nothing, wanted(1)],
    ['the next', serving(), wanted(2, { watch: 1000 })],
    ['a restart', serving(), wanted(1, { kind: 'restart', fresh: true, isNew: false })],
    ['another address', serving(), wanted(1, { address: { host: '127.0.0.1', port: 9001 }, isNew: false })],
  ])('nothing that serves is touched before the switch, nothing irrevocable before the watch: %s', (_, seen, asked) => {
    const { steps } = planDeployment(seen, asked);
    const order = steps.map((step) => step.do);
    const irrevocable = order.findIndex((step) => final.has(step));
    const before = ['create', 'start', 'verify', 'keep', 'switch', 'watch'] as const;
    expect(irrevocable).toBeGreaterThan(Math.max(...before.map((step) => order.lastIndexOf(step))));
  });

  test('is compared with what serves, and whoever goes back is not', () => {
    const compares = (want: Wanted) => planDeployment(serving(), want).steps.some((step) => step.do === 'compare');
    expect([compares(wanted(2)), compares(wanted(2, { kind: 'rollback' }))]).toEqual([true, false]);
    expect(planDeployment(nothing, wanted(1)).steps.some((step) => step.do === 'compare')).toBe(false);
  });

  test('replaces what an interrupted deployment left beside it, and takes none of its names', () => {
    const left = replica(2, 1, { admitted: false, usable: false });
    const { steps } = planDeployment(
      serving({ replicas: [replica(1, 1), replica(1, 2), left] }),
      wanted(2, { replicas: 1 }),
    );
    expect(short(steps)).toContain('create slipway-digits-r2-2');
    expect(short(steps)).toContain('remove slipway-digits-r2-1');
  });
});

describe('the same release', () => {
  const same = { isNew: false, presentChanged: false };

  test('is no step when nothing differs', () => {
    expect(planDeployment(serving(), wanted(1, same))).toEqual({ kind: 'deploy', steps: [], gap: 0 });
  });

  test('with another policy is kept, and nothing is moved', () => {
    const { kind, steps } = planDeployment(serving(), wanted(1, { ...same, presentChanged: true }));
    expect([kind, ...short(steps)]).toEqual(['policy', 'keep r1', 'note digits']);
  });

  test('with another front is a switch among the same replicas', () => {
    const { kind, steps } = planDeployment(serving(), wanted(1, { ...same, frontHash: 'another', watch: 60_000 }));
    expect([kind, ...short(steps)]).toEqual(['front', 'keep r1', 'switch r1', 'note digits']);
  });

  test('with more replicas starts only those that are missing', () => {
    const { kind, steps } = planDeployment(serving(), wanted(1, { ...same, replicas: 3 }));
    expect(kind).toBe('scale');
    expect(short(steps).filter((it) => it.startsWith('create'))).toEqual(['create slipway-digits-r1-3']);
    expect(short(steps).filter((it) => /^(pin|remove|drain)/.test(it))).toEqual([]);
  });

  test('with fewer replicas creates none', () => {
    const { steps } = planDeployment(serving(), wanted(1, { ...same, replicas: 1 }));
    expect(short(steps)).toEqual([
      'keep r1',
      'switch r1',
      'drain 1 replica',
      'remove slipway-digits-r1-2',
      'note digits',
    ]);
  });

  test('replaces a replica that does not run', () => {
    const dead = replica(1, 2, { state: 'exited', usable: false });
    const { steps } = planDeployment(serving({ replicas: [replica(1, 1), dead] }), wanted(1, same));
    expect(short(steps)).toContain('create slipway-digits-r1-3');
    expect(short(steps)).toContain('remove slipway-digits-r1-2');
  });

  test('restarted is made anew under free names', () => {
    const { kind, steps } = planDeployment(serving(), wanted(1, { ...same, kind: 'restart', fresh: true }));
    expect(kind).toBe('restart');
    expect(short(steps)).toContain('create slipway-digits-r1-3');
    expect(short(steps)).toContain('remove slipway-digits-r1-1');
  });
});

describe('the way back', () => {
  const steps = (observed: Observed, want: Wanted) => short(planDeployment(observed, want).steps);

  test.each<[string, Observed, Wanted]>([
    ['a first release', nothing, wanted(1)],
    ['the same release', serving(), wanted(1, { isNew: false, fresh: true })],
    ['a service that serves nothing', serving({ serving: null }), wanted(2)],
  ])('of %s is not proven: there is none', (_what, observed, want) => {
    expect(steps(observed, want).filter((step) => step.startsWith('way-back'))).toEqual([]);
  });

  test('is proven before a gap, when all that is new has answered', () => {
    const other = steps(serving(), wanted(2, { address: { host: '127.0.0.1', port: 9001 } }));
    const around = ['verify slipway-digits-r2-2', 'way-back r1', 'replace-gateway slipway-digits-gateway', 'keep r2'];
    expect(other.filter((step) => around.includes(step))).toEqual(around);
  });
});

describe('weights in a volume', () => {
  const of = file({ model: { image: 'digits:1.0.0', weights: { volume: 'models', path: 'digits/' } } });
  const inVolume = (number: number) => release(number, { run: runOf(of) });

  test('are compared before a container is made that relies on them', () => {
    const steps = short(planDeployment(serving(), wanted(2, { release: inVolume(2) })).steps);
    expect(steps.slice(0, 3)).toEqual(['pin slipway/digits:r2', 'weights models/digits', 'create slipway-digits-r2-1']);
  });

  test('are not read where no container is made', () => {
    const fewer = wanted(1, { release: inVolume(1), isNew: false, replicas: 1 });
    expect(short(planDeployment(serving(), fewer).steps)).not.toContain('weights models/digits');
  });
});

describe('the gateway', () => {
  test.each([
    ['another port', wanted(1, { isNew: false, address: { host: '127.0.0.1', port: 9001 } })],
    ['another bind', wanted(1, { isNew: false, address: { host: '0.0.0.0', port: 9000 } })],
    [
      'another image that was asked for',
      wanted(1, { isNew: false, gateway: { reference: 'haproxy:4', id: 'sha256:4', replace: true } }),
    ],
  ])('is replaced for %s, with its gap said', (_what, asked) => {
    const { kind, steps, gap } = planDeployment(serving(), asked);
    expect(gap).toBeGreaterThan(0);
    expect(kind).toBe('front');
    expect(short(steps)[0]).toBe('replace-gateway slipway-digits-gateway');
  });

  test('that does not run is started', () => {
    const seen = serving();
    const { steps } = planDeployment(
      { ...seen, gateway: { ...seen.gateway!, running: false } },
      wanted(1, { isNew: false }),
    );
    expect(short(steps)[0]).toBe('start-gateway slipway-digits-gateway');
  });

  test('joins a network before the switch and leaves one at the very end', () => {
    const of = withNetwork('digits');
    const joining = planDeployment(serving(), wanted(1, { isNew: false, ...frontAs(of) }));
    expect(short(joining.steps)).toEqual(['connect shop', 'keep r1', 'switch r1', 'call shop', 'note digits']);
    const there = serving({ gateway: { ...serving().gateway!, networks: ['shop'] } }, of);
    const leaving = planDeployment(there, wanted(1, { isNew: false }));
    expect(short(leaving.steps)).toEqual(['keep r1', 'switch r1', 'disconnect shop', 'note digits']);
  });

  test('joins a network anew for another alias', () => {
    const there = serving({ gateway: { ...serving().gateway!, networks: ['shop'] } }, withNetwork('model'));
    const { steps } = planDeployment(there, wanted(1, { isNew: false, ...frontAs(withNetwork('digits')) }));
    expect(short(steps)).toEqual(['keep r1', 'switch r1', 'disconnect shop', 'connect shop', 'note digits']);
  });
});

test('retiring lets nobody in any more, writes it down while it can, and removes gateway, replicas and network', () => {
  expect(short(planRetirement(serving()).steps)).toEqual([
    'switch nothing',
    'note digits',
    'remove-gateway slipway-digits-gateway',
    'remove slipway-digits-r1-1',
    'remove slipway-digits-r1-2',
    'remove-network slipway-digits',
  ]);
  expect(short(planRetirement({ ...nothing, replicas: [replica(1, 1)] }).steps)).toEqual([
    'remove slipway-digits-r1-1',
  ]);
});

test('the hash of a plan is the same for the same steps, and another for others', () => {
  const hash = (replicas: number) => planHash(planDeployment(serving(), wanted(2, { replicas })).steps);
  expect(hash(2)).toBe(hash(2));
  expect(hash(2)).not.toBe(hash(3));
});
