import type { Deployment } from '#contract/deployment';
import type { ProblemCode, ProblemShape } from '#contract/problem';

/**
 * Exit status by failure: 1 it failed and the service is as it was · 2 the command or the file is wrong · 3 a stop ·
 * 4 a host cannot be reached · 5 somebody else is deploying · 6 needs a person · 130 interrupted and taken back.
 */
export const exitOfProblem: Readonly<Record<ProblemCode, number>> = {
  BAD_COMMAND: 2,
  BAD_FILE: 2,
  NOT_SUPPORTED: 2,
  UNKNOWN_HOST: 2,
  UNKNOWN_SERVICE: 2,
  UNKNOWN_RELEASE: 2,
  UNKNOWN_CONTAINER: 2,
  UNKNOWN_DEPLOYMENT: 2,
  UNKNOWN_SECRET: 2,
  GAP_NOT_ALLOWED: 2,
  CONFIRMATION_NEEDED: 2,
  READ_ONLY: 2,
  CHANGED_MEANWHILE: 2,
  STOPPED: 3,
  HOST_UNREACHABLE: 4,
  BUSY: 5,
  ENGINE_REFUSED: 1,
  ENGINE_NOT_FOUND: 1,
  ENGINE_CONFLICT: 1,
  TIMED_OUT: 1,
  PULL_FAILED: 1,
  NOT_READY: 1,
  WRONG_ANSWER: 1,
  NO_ANSWER: 1,
  GATEWAY_FAILED: 1,
  RECORD_FAILED: 1,
  SCAN_FAILED: 1,
  NEEDS_PERSON: 6,
  INTERRUPTED: 130,
};

/** The exit status of a deployment that has ended, as the contract's small print maps its state. */
export function exitOfDeployment({ state, steps }: Deployment, problem: ProblemShape | null): number {
  switch (state) {
    case 'succeeded':
      return 0;
    case 'taken-back':
      return problem?.code === 'INTERRUPTED' ? 130 : 1;
    case 'stopped':
      return 3;
    case 'interrupted':
      return 130;
    case 'failed':
      return problem?.code === 'NEEDS_PERSON' || steps.length > 0 ? 6 : 1;
    case 'planned':
    case 'running':
    case 'watching':
      // It was left unsettled: the next command does it.
      return problem ? exitOfProblem[problem.code] : 6;
  }
}
