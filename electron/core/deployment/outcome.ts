import type { DeploymentKind, DeploymentState } from '#contract/deployment';
import { Problem } from '#contract/problem';
import { names } from '../docker/labels.ts';
import { startHint } from './in-place.ts';
import type { CarryingOut } from './job.ts';
import { leftText, type Outcome, reasonOf } from './run.ts';
import type { Step } from './steps.ts';

/** Pure: how a deployment ended in the words of its record. */
export function stateOf(
  outcome: Outcome,
  job: CarryingOut,
): Extract<DeploymentState, 'succeeded' | 'failed' | 'stopped' | 'interrupted' | 'taken-back'> {
  switch (outcome.end) {
    case 'succeeded':
      return job.cancelled.aborted ? 'interrupted' : 'succeeded';
    case 'stuck':
      return 'failed';
    case 'taken-back':
      if (job.cancelled.aborted) return 'interrupted';
      return outcome.cause instanceof Problem && outcome.cause.code === 'STOPPED' ? 'stopped' : 'taken-back';
  }
}

export function problemOf(outcome: Outcome, { work, cancelled }: CarryingOut): Problem | null {
  switch (outcome.end) {
    case 'succeeded':
      return cancelled.aborted ? completed() : null;
    case 'taken-back':
      return outcome.cause instanceof Problem ? outcome.cause : unexpected(outcome.cause);
    case 'stuck':
      return new Problem(
        'NEEDS_PERSON',
        `${reasonOf(outcome.cause)}. Not done: ${outcome.left.map(leftText).join('; ')}`,
        {
          hint: hintOf(outcome, work),
          cause: outcome.cause,
        },
      );
  }
}

const completed = (): Problem =>
  new Problem('INTERRUPTED', 'Interrupted too late to be taken back, so it was completed', {
    hint: 'To go back, run "slipway rollback".',
  });

function hintOf({ cause, left }: Extract<Outcome, { end: 'stuck' }>, { planned, wanted }: CarryingOut['work']): string {
  if (left.some(({ step }) => step.do === 'stop')) return startHint(wanted.service);
  if (/has active endpoints/.test(reasonOf(cause))) return miscounted(wanted.service);
  return needed(planned.kind, planned.steps, wanted.service);
}

/** Engines before 28 count a network's users without a lock: where nobody is left on it, only a restart makes them count anew. */
const miscounted = (service: string): string =>
  `If "docker network inspect ${names.network(service)}" shows no container, the engine miscounts: restart the engine, then run the command again.`;

const needed = (kind: DeploymentKind, steps: readonly Step[], service: string): string =>
  steps.length > 0 && kind !== 'retire'
    ? `Look at "slipway status ${service}" and "docker ps -a --filter label=io.slipway.service=${service}", then run the command again: what is done is not done twice.`
    : `Look at "docker ps -a --filter label=io.slipway.service=${service}", then run the command again.`;

function unexpected(cause: unknown): Problem {
  return new Problem('ENGINE_REFUSED', `Unexpected: ${reasonOf(cause)}`, {
    hint: 'This is a mistake in Slipway. Please report it with "slipway history show".',
    cause,
  });
}

export function reason(problem: Problem, outcome: Outcome): string {
  return outcome.end === 'taken-back' ? `${problem.message} (taken back)` : problem.message;
}
