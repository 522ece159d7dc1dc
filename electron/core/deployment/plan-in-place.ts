import { releaseName } from '../release/release.ts';
import type { Observed, ObservedReplica } from './observed.ts';
import type { Step } from './steps.ts';
import type { Wanted } from './wanted.ts';

export type Moving = {
  readonly observed: Observed;
  readonly wanted: Wanted;
  readonly staying: readonly string[];
  readonly arriving: readonly string[];
  readonly leaving: readonly ObservedReplica[];
};

/**
 * Pure: what makes room for what arrives under strategy `in-place`. All that is new is created by then, which proves all
 * but that it runs; what leaves is stopped and kept. Nothing for other strategies, and nothing where none arrives:
 * replicas of one release run beside each other, so scaling, front and policy need no room.
 */
export function clearing({ observed, wanted, staying, arriving, leaving }: Moving): readonly Step[] {
  if (wanted.policy.strategy.kind !== 'in-place' || arriving.length === 0) return [];
  const running = leaving.filter(({ state }) => state !== 'exited');
  const serves = observed.serving !== null && running.some(({ admitted }) => admitted);
  const away: Step[] =
    serves && staying.length === 0
      ? [
          { do: 'pause', target: releaseName(observed.serving?.release ?? 0) },
          { do: 'drain', target: counted(running.length), seconds: wanted.drain / 1000 },
        ]
      : [];
  return [...away, ...running.map(({ name }): Step => ({ do: 'stop', target: name }))];
}

/** Whether requests are refused meanwhile: then there is a gap to state, and the old replicas are stopped at the switch. */
export const leavesGap = (cleared: readonly Step[]): boolean => cleared.some((step) => step.do === 'pause');

export const counted = (replicas: number): string => (replicas === 1 ? '1 replica' : `${replicas} replicas`);
