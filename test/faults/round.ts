import { type Phase, phaseOf } from '#support/calls';
import { type Act, acts } from './acts.ts';
import { judge, standing } from './check.ts';
import type { Ran } from './console.ts';
import type { Fault } from './faults.ts';
import type { Violation } from './invariants.ts';
import { type Settling, serviceIn, settle, settlings, takenAway } from './points.ts';
import type { Random } from './random.ts';
import { lockGone, type World } from './world.ts';

/** One round: an act, and a fault that strikes at the k-th change of a phase. */
export type Round = {
  readonly act: Act;
  readonly fault: Fault;
  readonly phase: Phase;
  readonly k: number;
  readonly settleWith: Settling;
};

/** `at` is the call at which it struck; null when the act never came to it. */
export type Played = { readonly at: string | null; readonly exit: number | string; readonly violations: readonly Violation[] };

/** The same choice for the same numbers. */
export function chooseRound(random: Random, faults: readonly Fault[]): Round {
  const fault = random.pick(faults);
  const act = random.pick(acts);
  const phase = random.pick(fault.phases.filter((it) => act.phases.includes(it)));
  return { act, fault, phase, k: 1 + random.below(phase === 'prepare' || phase === 'create' || phase === 'start' ? 2 : 1), settleWith: random.pick(settlings) };
}

export async function playRound(world: World, { act, fault, phase, k, settleWith }: Round): Promise<Played> {
  const { ada, callers } = world;
  const words = await act.words(world, ada);
  const service = act.apart ? serviceIn(words, ada.home) : world.service;
  const before = await standing(world, service);
  await callers.look();
  ada.wire.forget();
  let at: string | null = null;
  let reached = 0;
  const command = ada.start(words);
  const scene = { world, service, ada, command };
  ada.wire.rule = async ({ what }) => {
    if (at !== null || what === null || phaseOf(what) !== phase || ++reached !== k) return { fate: 'pass' };
    at = what;
    return fault.strike(scene);
  };
  const ran = await command.ended;
  ada.wire.rule = null;
  if (at !== null) await fault.lift(scene);
  await lockGone(world, service);
  const settled = await settle(world, service, settleWith);
  const judged = { service, before, settler: ada, excused: fault.outage && at !== null };
  const violations = [...(await judge(world, judged)), ...ofEnd(ran, 'the act'), ...ofEnd(settled, 'what came after')];
  return { at, exit: ran.exit ?? ran.signal ?? '', violations: [...violations, ...(await takenAway(world, act, service))] };
}

function ofEnd({ late, exit, lines }: Ran, what: string): Violation[] {
  if (late) return [{ rule: 'every command ends', why: `${what} did not` }];
  const last = lines.at(-1) as { error?: { code?: unknown; message?: unknown; hint?: unknown } } | undefined;
  const told = exit === 0 || exit === null || (last?.error?.code && last.error.message && last.error.hint);
  return told ? [] : [{ rule: 'every failure is explained', why: `${what} ended with ${exit}: ${JSON.stringify(last)}` }];
}
