import type { Acceptance, Evidence } from '#contract/deployment';
import { Problem, type StopId } from '#contract/problem';
import type { Hiding } from '../secrets/hiding.ts';
import type { Wanted } from './wanted.ts';

const longestReason = 1_000;
/** A year and the rest of its last day, in milliseconds. */
const longest = 367 * 86_400_000;

/** Why a stop can never be lived with; null for one that can. Exhaustive: a new stop has to decide. */
const never: Readonly<Record<StopId, string | null>> = {
  'wrong-architecture': 'the image does not run on that host',
  'does-not-fit': 'the engine would end what serves for want of memory',
  'taken-by-another': 'the port or the name belongs to somebody else',
  'no-right-answer': 'requests would go to a release that does not answer them',
  'not-resolvable': 'what cannot be found cannot be run',
  'no-way-back': null,
  'breaking-change': 'this version does not look for it, so it stops nothing',
  privileged: 'the model would own the host',
  'open-without-key': 'anybody could ask the model',
  'administration-open': 'anybody could change the model',
  'secret-visible': 'the value would stand in records that nobody can take back',
  'gpu-absent': 'the model would not start',
};

/** Pure: what somebody accepts, with its date in UTC. BAD_COMMAND for what cannot be accepted, and without a reason or a day to come. */
export function readAcceptances(asked: readonly Acceptance[], now: Date): Acceptance[] {
  return asked.map(({ id, reason, until }) => {
    const why = never[id];
    if (why !== null)
      throw wrong(
        `${id} can never be accepted: ${why}.`,
        `What can be is ${acceptable.join(', ')}. Mend this instead.`,
      );
    if (reason.trim() === '')
      throw wrong(`${id} is accepted without a reason.`, `Say why: --accept ${id}="the reason".`);
    if (reason.trim().length > longestReason)
      throw wrong(
        `The reason for ${id} has ${reason.trim().length} characters.`,
        `Say why in ${longestReason} at most.`,
      );
    // A day is over when it ends.
    const at = Date.parse(/^\d{4}-\d\d-\d\d$/.test(until) ? `${until}T23:59:59.999Z` : until);
    if (Number.isNaN(at) || !/^\d{4}-\d\d-\d\d/.test(until))
      throw wrong(`Until "${until}" is no date.`, 'Write until when: --until YYYY-MM-DD.');
    if (at <= now.getTime())
      throw wrong(`Until ${until} is over already.`, 'An acceptance is for a while to come: give a later date.');
    if (at > now.getTime() + longest)
      throw wrong(`Until ${until} is more than a year away.`, 'Give an earlier date; it can be accepted again then.');
    return { id, reason: reason.trim(), until: new Date(at).toISOString() };
  });
}

/** The reason goes to the host in plain text, where everybody reads it. BAD_COMMAND, without the value. */
export function refuseTelling(accept: readonly Acceptance[], hiding: Hiding): void {
  const found = accept.find(({ reason }) => hiding.text(reason) !== reason || hiding.is(reason));
  if (found)
    throw wrong(
      `The reason for ${found.id} holds the value of a secret.`,
      'Say why without it: the reason is kept in plain text.',
    );
}

/** As the record and the line on the host have it; nothing where nothing was accepted. */
export const acceptedBy = (by: string, { accepted }: Pick<Wanted, 'accepted'>): Pick<Evidence, 'accepted'> =>
  accepted?.length ? { accepted: accepted.map((it) => ({ ...it, by })) } : {};

const acceptable = (Object.keys(never) as StopId[]).filter((id) => never[id] === null);

const wrong = (message: string, hint: string): Problem => new Problem('BAD_COMMAND', message, { hint });
