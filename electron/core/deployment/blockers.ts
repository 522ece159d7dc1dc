import type { Plan } from '#contract/deployment';
import { Problem, type StopId } from '#contract/problem';
import type { OpenHost } from '../host/hosts.ts';
import type { ServiceFile } from '../service/schema.ts';
import { findingId, isOfCallers, type KnownChecks } from './acceptance.ts';
import type { LivedWith } from './wanted.ts';
import { type Request, shown, type WorkedOut } from './work-out.ts';

/** A finding that fails as a blocker; `isNever` where nobody may live with it, `stop` where it is one at every stage. */
export type Failing = {
  readonly id: string;
  readonly title: string;
  readonly isNever: boolean;
  readonly stop: StopId | null;
};

/** What the checklist has to say of deployments; core.ts passes it, since a deployment knows no check. */
export type Checklist = KnownChecks & {
  /** What fails as a blocker of a file that is about to be deployed by a plan, whether or not somebody lives with it. */
  failing(of: { file: ServiceFile; host: OpenHost; plan: Plan }, signal: AbortSignal): Promise<readonly Failing[]>;
};

type On = { readonly host: OpenHost; readonly checks: Checklist; readonly signal: AbortSignal };

/** The stops that nothing but the checklist sees: the others are the plan's to find, or are measured before the switch. */
const seenByChecks: readonly StopId[] = ['privileged', 'administration-open'];

/**
 * In production what fails as a blocker stops what a file would bring about, until it is mended or accepted; a stop does
 * so at every stage: STOPPED, with the ids of all of them. What is lived with is in what comes back, with what it would
 * have stopped for.
 */
export async function withBlockers(work: WorkedOut, { file }: Pick<Request, 'file'>, on: On): Promise<WorkedOut> {
  const isAsked = file !== null && work.planned.steps.length > 0;
  const found = isAsked
    ? await on.checks.failing({ file, host: on.host, plan: shown(on.host.name, work) }, on.signal)
    : [];
  const failing =
    file?.stage === 'production' ? found : found.filter(({ stop }) => stop !== null && seenByChecks.includes(stop));
  const { accepted = [], told = [] } = work.wanted;
  const by = ({ id }: Failing): LivedWith | undefined => accepted.find((it) => findingId(it.id) === id);
  const stopping = failing.filter((it) => it.isNever || !by(it));
  if (stopping.length > 0) throw blocked(stopping);
  const compares = work.planned.steps.some((step) => step.do === 'compare');
  const lived = accepted.map((it) => ({ ...it, what: it.what ?? titleOf(failing, it) }));
  return {
    ...work,
    wanted: {
      ...work.wanted,
      // What was accepted before and is not needed now is no part of this deployment; of callers it turns out later.
      accepted: lived.filter((it) => it.by === undefined || it.what !== null || (compares && isOfCallers(it))),
      told: [...told, ...failing.map((it) => cost(it, by(it)))],
    },
  };
}

/** STOPPED, naming every finding that keeps a file from going ahead at its stage, and what can be done about them. */
export function blocked(stopping: readonly Failing[]): Problem {
  const [first] = stopping;
  const stop = stopping.find((it) => it.stop !== null)?.stop;
  const held = stopping.every((it) => it.stop !== null) ? 'from going ahead' : 'out of production';
  const named = stopping.map(({ id, title }) => `${id} (${title})`).join(', ');
  const only = stopping.filter(({ isNever }) => isNever).map(({ id }) => id);
  const other = stopping.find(({ isNever }) => !isNever);
  const live = other
    ? ` Or live with it: --accept ${other.id}="why" --until DATE${stopping.length > 1 ? ', once for each' : ''}.`
    : '';
  const never = only.length > 0 ? ` ${only.join(', ')} can only be mended.` : '';
  return new Problem(
    'STOPPED',
    stopping.length === 1 && first
      ? `${first.id} keeps it ${held}: ${first.title}`
      : `${stopping.length} findings keep it ${held}: ${named}`,
    {
      ...(stop ? { stop } : {}),
      hint: `"slipway check -f FILE" says how each is mended.${live}${never}`,
      blockers: stopping.map(({ id }) => id),
    },
  );
}

const titleOf = (failing: readonly Failing[], { id }: LivedWith): string | null =>
  failing.find((it) => it.id === findingId(id))?.title ?? null;

const cost = ({ id, title }: Failing, lived: LivedWith | undefined): string =>
  `${id}: ${title}. Accepted until ${lived?.until.slice(0, 10)}: ${lived?.reason}`;
