import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Act } from './acts.ts';
import { judge, standing } from './check.ts';
import type { Violation } from './invariants.ts';
import { type Settling, settle, staleLockGone, takenAway, unfinishedOf } from './settle.ts';
import { must, type World } from './world.ts';

/** Where a console is killed: before or after its n-th change on the engine, or its n-th write to its journal. */
export type Point = { readonly of: 'call' | 'commit'; readonly n: number; readonly when: 'before' | 'after' };
export type Crash = { readonly act: Act; readonly point: Point; readonly settleWith: Settling };

/** `at` is what the console was about to do, or had done, when it died; null when it never came to that. */
export type Crashed = { readonly at: string | null; readonly violations: readonly Violation[] };

export type Counted = { readonly calls: number; readonly commits: number };

/** Carries an act out undisturbed, and counts. */
export async function countPoints(world: World, act: Act): Promise<Counted> {
  const { ada } = world;
  const file = join(ada.home, 'commits');
  const { words, service } = await act.prepare(world, ada);
  ada.wire.forget();
  must(await ada.start(words, { SLIPWAY_FAULT_COUNT: file }).ended);
  const commits = readFileSync(file, 'utf8').trim().split('\n').length;
  rmSync(file);
  const counted = { calls: ada.wire.changes.length, commits };
  await takenAway(world, act, service);
  return counted;
}

/** Every point there is: what is between two of them cannot be told apart from outside. */
export function pointsOf({ calls, commits }: Counted): Point[] {
  const each = (of: Point['of'], count: number) =>
    Array.from({ length: count }, (_, index) =>
      (['before', 'after'] as const).map((when): Point => ({ of, n: index + 1, when })),
    ).flat();
  return [...each('call', calls), ...each('commit', commits)];
}

/** Kills the console at one point, lets the next command settle it, and looks at everything. */
export async function crashAt(world: World, { act, point, settleWith }: Crash): Promise<Crashed> {
  const { ada, callers } = world;
  const { words, service } = await act.prepare(world, ada);
  const before = await standing(world, service);
  await callers.look();
  const at = await killed(world, words, point);
  const left = await unfinishedOf(ada);
  const settled = await settle(world, { service, how: settleWith, left });
  const stale = await staleLockGone(world, service);
  const judged = await judge(world, {
    service,
    before,
    settler: ada,
    excuse: act.gap || before.host.inPlace ? 'gap' : 'none',
  });
  return { at, violations: [...settled, ...stale, ...judged, ...(await takenAway(world, act, service))] };
}

async function killed({ ada }: World, words: readonly string[], point: Point): Promise<string | null> {
  ada.wire.forget();
  if (point.of === 'commit') {
    const env = { SLIPWAY_FAULT_COMMIT: `${point.n}`, SLIPWAY_FAULT_WHEN: point.when };
    const { signal } = await ada.start(words, env).ended;
    return signal === 'SIGKILL' ? `after "${ada.wire.changes.at(-1) ?? 'nothing'}"` : null;
  }
  let at: string | null = null;
  const command = ada.start(words);
  ada.wire.rule = ({ what }, n) => {
    if (n !== point.n) return { fate: 'pass' };
    at = what;
    if (point.when === 'after') return { fate: 'lose', answered: () => void command.child.kill('SIGKILL') };
    command.child.kill('SIGKILL');
    return { fate: 'refuse' };
  };
  await command.ended;
  ada.wire.rule = null;
  return at;
}
