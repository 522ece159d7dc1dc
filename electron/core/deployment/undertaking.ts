import { noAccess } from '../gateway/access.ts';
import type { GatewayReplica, Serving } from '../gateway/types.ts';
import type { Kept, Observed, ObservedGateway, ObservedReplica, Present } from './observed.ts';
import { final, type Step } from './steps.ts';
import type { Wanted } from './wanted.ts';

/**
 * What a deployment set out to do and found when it began, as plain JSON beside its journal: all that another process
 * needs to settle it. What the host shows by itself is not repeated here.
 */
export type Undertaking = { readonly wanted: Wanted; readonly before: Before };

export type Before = {
  readonly gateway: ObservedGateway | null;
  readonly serving: Serving | null;
  readonly present: Present | null;
  readonly replicas: readonly ObservedReplica[];
  readonly network: boolean;
  readonly volume: boolean;
  /** The release's file as it was kept before, where it was: what `keep` replaces. */
  readonly kept: Kept | null;
};

export function undertakingOf(observed: Observed, wanted: Wanted): Undertaking {
  const { gateway, serving, present, replicas, network, volume, releases } = observed;
  const kept = releases.get(wanted.release.number) ?? null;
  return { wanted, before: { gateway, serving, present, replicas, network, volume, kept } };
}

/** One from the record; journals of before know of no keys. */
export function readUndertaking(recorded: unknown): Undertaking {
  const { wanted, before } = recorded as Undertaking;
  return { wanted: { ...wanted, access: wanted.access ?? noAccess }, before };
}

/** The host as it is now, but for what a way back has to return to. */
export function asItWas(now: Observed, { wanted, before }: Undertaking): Observed {
  const releases = new Map(now.releases);
  releases.delete(wanted.release.number);
  if (before.kept) releases.set(wanted.release.number, before.kept);
  const { gateway, serving, present, replicas, network, volume } = before;
  return { ...now, releases, gateway, serving, present, replicas, network, volume };
}

/** The journal in three sets: steps that were begun and not undone, those of them that were seen to be done, and all. */
export type Progress = {
  readonly plan: readonly Step[];
  readonly begun: ReadonlySet<Step>;
  readonly done: ReadonlySet<Step>;
};

/** `events` are the journal's: a step by its number in the plan and its last state. */
export function progressOf(
  plan: readonly Step[],
  events: readonly { readonly n: number; readonly state: 'started' | 'done' | 'failed' | 'undone' }[],
): Progress {
  const begun = new Set<Step>();
  const done = new Set<Step>();
  for (const { n, state } of events) {
    const step = plan[n - 1];
    if (!step) continue;
    if (state === 'undone') begun.delete(step);
    else begun.add(step);
    if (state === 'done') done.add(step);
    else if (state === 'undone') done.delete(step);
  }
  return { plan, begun, done };
}

/**
 * How an interrupted deployment is settled. `back`: nothing of it serves, what it began is taken back. `forward`: it serves,
 * the rest is done. `judge`: it serves and nothing old is removed yet, so it depends on how it does. `leave`: somebody else
 * changed the service since, and only what nobody uses is removed.
 */
export type Way = 'back' | 'forward' | 'judge' | 'leave';

/** Pure: the host's facts decide what happened, the plan only what was meant. */
export function wayOf({ plan, begun }: Progress, { wanted, before }: Undertaking, now: Observed): Way {
  const isOver = [...begun].some((step) => final.has(step.do));
  const change = plan.find((step) => step.do === 'switch');
  if (change && begun.has(change) && serves(now.serving, change.to, wanted)) {
    return isOver || change.to.length === 0 ? 'forward' : 'judge';
  }
  if (isSame(now.serving, before.serving)) return isOver ? 'forward' : 'back';
  return 'leave';
}

function serves(serving: Serving | null, to: readonly string[], { release, frontHash }: Wanted): boolean {
  if (to.length === 0) return serving === null;
  return (
    serving !== null &&
    serving.paused !== true &&
    serving.release === release.number &&
    serving.frontHash === frontHash &&
    sameNames(serving.replicas, to)
  );
}

function isSame(now: Serving | null, before: Serving | null): boolean {
  if (now === null || before === null) return now === before;
  return (
    now.release === before.release &&
    now.frontHash === before.frontHash &&
    sameNames(
      now.replicas,
      before.replicas.map(({ name }) => name),
    )
  );
}

const sameNames = (replicas: readonly GatewayReplica[], names: readonly string[]): boolean =>
  replicas.length === names.length && replicas.every(({ name }) => names.includes(name));
