import { type Phase, phaseOf } from '#support/calls';
import { type Act, acts } from './acts.ts';
import { judge, standing } from './check.ts';
import type { Ran } from './console.ts';
import type { Fault } from './faults.ts';
import type { Violation } from './invariants.ts';
import type { Random } from './random.ts';
import { reaching, type Settling, settle, settlings, staleLockGone, takenAway, unfinishedOf } from './settle.ts';
import type { World } from './world.ts';

/** One round: an act, and a fault that strikes at the k-th change of a phase. */
export type Round = {
  readonly act: Act;
  readonly fault: Fault;
  readonly phase: Phase;
  readonly k: number;
  readonly how: Settling;
  /** Where a settling that is killed again dies. */
  readonly dies: number;
};

/** `at` is the call at which it struck; null when the act never came to it. */
export type Played = {
  readonly at: string | null;
  readonly exit: number | string;
  /** The failure as it was told, or nothing. */
  readonly said: string;
  readonly violations: readonly Violation[];
};

/** The same choice for the same numbers. */
export function chooseRound(random: Random, faults: readonly Fault[]): Round {
  const act = random.pick(acts);
  const having = (fault: Fault) => fault.phases.filter((phase) => act.phases.includes(phase));
  const fault = random.pick(faults.filter((it) => having(it).length > 0));
  const phase = random.pick(having(fault));
  const several =
    phase === 'prepare' || phase === 'create' || phase === 'start' || phase === 'stop' || phase === 'remove';
  const k = several ? 1 + random.below(2) : 1;
  return { act, fault, phase, k, how: random.pick(settlings), dies: 1 + random.below(8) };
}

export async function playRound(world: World, round: Round): Promise<Played> {
  const { act, fault, phase, k, how } = round;
  const { ada, callers } = world;
  const { words, service } = await act.prepare(world, ada);
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
  const left = await unfinishedOf(ada);
  const settled = await settle(world, { service, how, left, dies: round.dies });
  settled.push(...(await staleLockGone(world, service)));
  if (ran.exit === 6) settled.push(...(await asHinted(ada, words)));
  if (fault.mendedByDeploying && at !== null && !act.apart) settled.push(...(await deployedAgain(world)));
  const judged = await judge(world, {
    service,
    before,
    settler: ada,
    excuse: fault.outage && at !== null ? 'outage' : act.gap || before.host.inPlace ? 'gap' : 'none',
  });
  const violations = [...ofEnd(ran), ...settled, ...judged, ...(await takenAway(world, act, service))];
  const { error } = (ran.lines.at(-1) ?? {}) as { error?: { message: string; hint: string } };
  return { at, exit: ran.exit ?? ran.signal ?? '', said: error ? `${error.message} ${error.hint}` : '', violations };
}

/** What needs a person is told with what to do, once the fault is gone: to run the same command again. Nobody else does it. */
async function asHinted(ada: World['ada'], words: readonly string[]): Promise<Violation[]> {
  const { exit, lines } = await reaching(() => ada.run(...words));
  // A release that is refused is refused again; what cannot be done at all is done already.
  return exit === 0 || exit === 1 || exit === 2
    ? []
    : [{ rule: 'what its hint says mends it', why: `exit ${exit}: ${JSON.stringify(lines.at(-1))}` }];
}

async function deployedAgain(world: World): Promise<Violation[]> {
  const { ada } = world;
  const { exit, lines } = await reaching(() => ada.run('deploy', '-f', ada.write(world.nextFile())));
  return exit === 0 ? [] : [{ rule: 'deploying mends it', why: `exit ${exit}: ${JSON.stringify(lines.at(-1))}` }];
}

/** Whatever went wrong is told with what to do. */
function ofEnd({ late, exit, lines }: Ran): Violation[] {
  if (late) return [{ rule: 'every command ends', why: `the act did not` }];
  const last = lines.at(-1) as { error?: { code?: unknown; message?: unknown; hint?: unknown } } | undefined;
  const told = exit === 0 || exit === null || (last?.error?.code && last.error.message && last.error.hint);
  return told ? [] : [{ rule: 'every failure is explained', why: `it ended with ${exit}: ${JSON.stringify(last)}` }];
}
