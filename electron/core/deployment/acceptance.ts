import type { Acceptance, Evidence } from '#contract/deployment';
import { Problem, type StopId } from '#contract/problem';
import type { Wanted } from './wanted.ts';

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
    // A day is over when it ends.
    const at = Date.parse(/^\d{4}-\d\d-\d\d$/.test(until) ? `${until}T23:59:59.999Z` : until);
    if (Number.isNaN(at) || !/^\d{4}-\d\d-\d\d/.test(until))
      throw wrong(`Until "${until}" is no date.`, 'Write until when: --until 2031-01-31.');
    if (at <= now.getTime())
      throw wrong(`Until ${until} is over already.`, 'An acceptance is for a while to come: give a later date.');
    return { id, reason: reason.trim(), until: new Date(at).toISOString() };
  });
}

/** As the record and the line on the host have it; nothing where nothing was accepted. */
export const acceptedBy = (by: string, { accepted }: Pick<Wanted, 'accepted'>): Pick<Evidence, 'accepted'> =>
  accepted?.length ? { accepted: accepted.map((it) => ({ ...it, by })) } : {};

const acceptable = (Object.keys(never) as StopId[]).filter((id) => never[id] === null);

const wrong = (message: string, hint: string): Problem => new Problem('BAD_COMMAND', message, { hint });
