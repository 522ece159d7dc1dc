import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Act } from './acts.ts';
import { judge, standing } from './check.ts';
import type { Ran } from './console.ts';
import type { Violation } from './invariants.ts';
import { lockGone, must, type World } from './world.ts';

/** Where a console is killed: before or after its n-th change on the engine, or its n-th write to its journal. */
export type Point = { readonly of: 'call' | 'commit'; readonly n: number; readonly when: 'before' | 'after' };
export type Crash = { readonly act: Act; readonly point: Point; readonly settleWith: Settling };

/** What the operator does next: each of these settles what was left. */
export const settlings = ['status', 'doctor', 'deploy', 'rollback'] as const;
export type Settling = (typeof settlings)[number];

/** What was seen: `at` is what the console was about to do, or had done, when it died; null when it never came to that. */
export type Crashed = { readonly at: string | null; readonly settled: Ran; readonly violations: readonly Violation[] };

export type Counted = { readonly calls: readonly string[]; readonly commits: number };

/** Carries an act out undisturbed, and counts. */
export async function countPoints(world: World, act: Act): Promise<Counted> {
  const { ada } = world;
  const file = join(ada.home, 'commits');
  const words = await act.words(world, ada);
  ada.wire.forget();
  must(await ada.start(words, { SLIPWAY_FAULT_COUNT: file }).ended);
  const commits = readFileSync(file, 'utf8').trim().split('\n').length;
  rmSync(file);
  return { calls: [...ada.wire.changes], commits };
}

export function pointsOf({ calls, commits }: Counted): Point[] {
  const each = (of: Point['of'], count: number) =>
    Array.from({ length: count }, (_, index) =>
      (['before', 'after'] as const).map((when): Point => ({ of, n: index + 1, when })),
    ).flat();
  return [...each('call', calls.length), ...each('commit', commits)];
}

/** Kills the console at one point, lets the next command settle it, and looks at everything. */
export async function crashAt(world: World, { act, point, settleWith }: Crash): Promise<Crashed> {
  const { ada, callers } = world;
  const words = await act.words(world, ada);
  const service = act.apart ? serviceIn(words, ada.home) : world.service;
  const before = await standing(world, service);
  await callers.look();
  const at = await killed(world, words, point);
  const settled = await settle(world, service, settleWith);
  const violations = await judge(world, { service, before, settler: ada, excused: false });
  return { at, settled, violations: [...violations, ...ofSettling(settled), ...(await takenAway(world, act, service))] };
}

async function killed({ ada }: World, words: readonly string[], point: Point): Promise<string | null> {
  ada.wire.forget();
  if (point.of === 'commit') {
    const env = { SLIPWAY_FAULT_COMMIT: `${point.n}`, SLIPWAY_FAULT_WHEN: point.when };
    const { signal } = await ada.start(words, env).ended;
    return signal === 'SIGKILL' ? `commit ${point.n}` : null;
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

/** A dead holder's lock goes within a second, and who comes sooner is told that somebody deploys: so this comes later. */
export async function settle(world: World, service: string, how: Settling): Promise<Ran> {
  const { ada } = world;
  await lockGone(world, service);
  if (how === 'deploy') return ada.run('deploy', '-f', ada.write(world.nextFile({ service })));
  if (how === 'rollback') return ada.run('rollback', service);
  return how === 'status' ? ada.run('status', service) : ada.run('doctor');
}

function ofSettling({ exit, signal, late, lines }: Ran): Violation[] {
  if (late) return [{ rule: 'every command ends', why: 'the settling command did not' }];
  if (exit === 0 || exit === 1) return [];
  return [{ rule: 'the next command settles', why: `it ended with ${exit ?? signal}: ${JSON.stringify(lines.at(-1))}` }];
}

export const serviceIn = (words: readonly string[], home: string): string =>
  words[0] === 'deploy' ? JSON.parse(readFileSync(join(home, 'slipway.yaml'), 'utf8')).service : (words[1] ?? '');

/** A service beside the one that is called goes when its round is over. */
export async function takenAway({ ada, engine }: World, { apart }: { readonly apart: boolean }, service: string): Promise<Violation[]> {
  if (!apart) return [];
  const there = await engine.listContainers([`io.slipway.service=${service}`]);
  if (there.length === 0) return [];
  const { exit, lines } = await ada.run('retire', service, '--yes');
  return exit === 0 ? [] : [{ rule: 'it can be retired', why: JSON.stringify(lines.at(-1)) }];
}
