import type * as z from 'zod';
import type { Deployment, plannedStep } from '#contract/deployment';
import type { StatusKind } from '../ui/Status.tsx';
import type { Told } from './stages.ts';

type Planned = z.infer<typeof plannedStep>;

/** A replica as the deployment treats it. `gets`: the gateway sends it requests. */
export type Lane = {
  readonly name: string;
  readonly side: 'old' | 'new';
  readonly kind: StatusKind;
  readonly word: string;
  readonly gets: boolean;
};

/** The replicas that a plan makes and those that it removes, each as it stands. Pure. */
export function lanesOf(plan: readonly Planned[], told: Told, state: Deployment['state']): readonly Lane[] {
  const numbered = plan.map((step, at) => ({ ...step, n: at + 1 }));
  const fresh = targets(numbered, ['create']);
  const gone = targets(numbered, ['remove', 'stop']).filter((name) => !fresh.includes(name));
  const at = (what: string, name?: string) => {
    const step = numbered.find((one) => one.do === what && (name === undefined || one.target === name));
    return step ? told.steps.get(step.n)?.state : undefined;
  };
  const switches = numbered.some((one) => one.do === 'switch');
  const moved = at('switch') === 'done';
  const back = state === 'taken-back' || state === 'failed' || state === 'interrupted' || state === 'stopped';
  return [
    ...gone.map((name): Lane => {
      const removed = at('remove', name) === 'done';
      if (removed) return { name, side: 'old', kind: 'not-applicable', word: 'removed', gets: false };
      if (moved && switches) return { name, side: 'old', kind: 'leaving', word: 'leaving', gets: false };
      if (at('stop', name) === 'done') return { name, side: 'old', kind: 'idle', word: 'stopped', gets: false };
      return { name, side: 'old', kind: 'serving', word: 'serves', gets: true };
    }),
    ...fresh.map((name): Lane => {
      const of = (kind: StatusKind, word: string, gets = false): Lane => ({ name, side: 'new', kind, word, gets });
      const failed = ['create', 'start', 'verify'].some((what) => at(what, name) === 'failed');
      if (failed) return of('fail', back ? 'failed, removed' : 'failed');
      if (at('create', name) === 'undone' || back) return of('not-applicable', 'removed');
      if (moved) return of('serving', 'ready', true);
      if (at('verify', name) === 'done') return of('serving', 'ready');
      if (at('verify', name) === 'started') return of('busy', 'being asked');
      if (at('start', name) !== undefined) return of('busy', 'starting');
      return at('create', name) === undefined ? of('idle', 'to come') : of('idle', 'created');
    }),
  ];
}

const targets = (plan: readonly Planned[], kinds: readonly string[]): string[] => [
  ...new Set(plan.filter((step) => kinds.includes(step.do)).map(({ target }) => target)),
];
