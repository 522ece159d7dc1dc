import { judge, standing } from './check.ts';
import type { Console, Ran } from './console.ts';
import { onHost } from './facts.ts';
import type { Violation } from './invariants.ts';
import type { World } from './world.ts';

/** What both wait for: their first word to the engine, or the one that decides. */
export const starts = ['first call', 'lock'] as const;
export type Start = (typeof starts)[number];

export type Raced = { readonly winner: string; readonly apart: number; readonly violations: readonly Violation[] };

/** Two consoles deploy the same file at once: their calls are held until both are there, then let go together. */
export async function race(world: World, start: Start): Promise<Raced> {
  const { ada, bob, service } = world;
  const before = await standing(world, service);
  await world.callers.look();
  const file = world.nextFile();
  const gate = gateFor(2);
  const runs = await Promise.all([ada, bob].map((console) => racing(console, file, { start, gate })));
  const [first, second] = runs as [Racing, Racing];
  const won = runs.filter(({ ran }) => ran.exit === 0);
  const [winner = first] = won;
  const loser = winner === first ? second : first;
  const judged = await judge(world, { service, before, settler: ada, excuse: 'none' });
  const apart = Math.abs(first.passed - second.passed);
  return {
    winner: winner.console.name,
    apart,
    violations: [...judged, ...ofRace(won, loser), ...(await ofNumbers(world, before.host.kept))],
  };
}

type Gate = { pass(): Promise<number> };
type Racing = {
  readonly console: Console;
  readonly ran: Ran;
  readonly passed: number;
  readonly changes: readonly string[];
};

/** Opens when as many are there as it waits for, for all in the same turn; tells when. */
function gateFor(count: number): Gate {
  const { promise, resolve } = Promise.withResolvers<void>();
  let there = 0;
  return {
    async pass() {
      there += 1;
      if (there === count) resolve();
      await promise;
      return performance.now();
    },
  };
}

type At = { readonly start: Start; readonly gate: Gate };

async function racing(console: Console, file: Parameters<Console['write']>[0], { start, gate }: At): Promise<Racing> {
  const { wire } = console;
  let passed = 0;
  wire.forget();
  wire.rule = async ({ what }) => {
    if (passed === 0 && (start === 'first call' || what?.startsWith('create slipway-lock-')))
      passed = await gate.pass();
    return { fate: 'pass' };
  };
  const ran = await console.run('deploy', '-f', console.write(file));
  wire.rule = null;
  return { console, ran, passed, changes: [...wire.changes] };
}

/** Exactly one holds; the other is told by whom and since when, and changed nothing. */
function ofRace(won: readonly Racing[], { ran, changes }: Racing): Violation[] {
  const rule = 'one holds, the other is told';
  if (won.length === 2) return inTurn(won);
  if (won.length === 0) return [{ rule, why: `nobody: ${ran.exit} ${JSON.stringify(ran.lines.at(-1))}` }];
  const { error } = (ran.lines.at(-1) ?? {}) as { error?: { code?: string; message?: string } };
  const who = /is being deployed by \S+.* since \d{4}-\d\d-\d\dT/.test(error?.message ?? '');
  const more = changes.filter((what) => !what.startsWith('create slipway-lock-'));
  return [
    ...(ran.exit === 5 && error?.code === 'BUSY' && who
      ? []
      : [{ rule, why: `exit ${ran.exit}: ${JSON.stringify(error)}` }]),
    ...(more.length === 0 ? [] : [{ rule, why: `who did not hold changed: ${more.join(', ')}` }]),
  ];
}

/** Who comes to the lock only when the first is done finds nothing to do. */
function inTurn(won: readonly Racing[]): Violation[] {
  const switched = won.filter(({ changes }) => changes.some((what) => what.startsWith('switch ')));
  return switched.length === 1 ? [] : [{ rule: 'one holds, the other is told', why: `${switched.length} switched` }];
}

async function ofNumbers({ engine, service }: World, kept: readonly number[]): Promise<Violation[]> {
  const now = (await onHost(engine, service)).kept.filter((number) => !kept.includes(number));
  return now.length === 1 ? [] : [{ rule: 'one number is taken', why: `new releases: ${now.join(', ') || 'none'}` }];
}
