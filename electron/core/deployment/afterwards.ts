import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '#contract/problem';
import type { OpenHost } from '../host/hosts.ts';
import { acquire } from './lock.ts';
import { recover } from './recover.ts';
import type { Settling } from './settling.ts';
import type { Found } from './site.ts';
import type { WorkedOut } from './work-out.ts';

/** Milliseconds that a host is given to come back before the deployment is left to the next command, and between tries. */
const patience = 120_000;
const pauseBetween = 1_000;

export type Unsettled = {
  readonly id: string;
  readonly host: OpenHost;
  readonly work: WorkedOut;
  /** What kept it from ending. */
  readonly problem: Problem | null;
  /** What was found until then. */
  readonly found: Found;
  readonly cancelled: AbortSignal;
};

/**
 * Waits for a host that went away in the middle, then settles the deployment by what it finds there. Returns the problem to
 * tell, null when it was completed. A host that stays away leaves it unsettled: HOST_UNREACHABLE, and the next command does it.
 */
export async function afterwards(unsettled: Unsettled, settling: Settling): Promise<Problem | null> {
  const { id, host, work, cancelled, problem, found } = unsettled;
  const because = problem?.cause instanceof Problem ? problem.cause : problem;
  for (const until = performance.now() + patience; ; ) {
    try {
      const signal = new AbortController().signal;
      const image = work.wanted.gateway.id;
      const holder = { service: work.wanted.service, deployment: id, operator: settling.operator, image };
      await using lock = await acquire(host.engine, { ...holder, isDead: (other) => other === id }, signal);
      const reading = { ...settling, id, host, lock, reader: image, signal, found };
      const { outcome, reason } = await recover({ ...reading, ...(because ? { because } : {}) });
      if (outcome === 'completed') return null;
      if (outcome === 'failed') return new Problem('NEEDS_PERSON', reason, { hint: lookHint(work.wanted.service) });
      return because;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code === 'RECORD_FAILED') throw unrecordable(unsettled, error);
      // Somebody else deploys the service by now: what this one left is removed when they are done.
      if (error.code === 'BUSY' || cancelled.aborted || performance.now() > until) throw leftOpen(unsettled, error);
      await pause(pauseBetween);
    }
  }
}

const leftOpen = ({ host, work }: Unsettled, cause: Problem): Problem =>
  new Problem(
    cause.code === 'BUSY' ? 'BUSY' : 'HOST_UNREACHABLE',
    `The deployment was left in the middle: ${cause.message}`,
    {
      hint: `When ${host.name} answers again, "slipway status ${work.wanted.service}" settles it: completed or taken back.`,
      cause,
    },
  );

const unrecordable = ({ work }: Unsettled, cause: Problem): Problem =>
  new Problem('NEEDS_PERSON', `The deployment was left in the middle, with old and new running: ${cause.message}`, {
    hint: `${cause.hint} Then "slipway status ${work.wanted.service}" settles it: completed or taken back.`,
    cause,
  });

const lookHint = (service: string): string =>
  `Look at "slipway status ${service}" and "docker ps -a --filter label=io.slipway.service=${service}".`;
