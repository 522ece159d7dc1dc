import { checkOfStop } from '#contract/checklist';
import type { Acceptance, Evidence } from '#contract/deployment';
import type { Said } from '#contract/history';
import { type AcceptableStop, acceptableStops, Problem, type StopId, stopIds } from '#contract/problem';
import type { Hiding } from '../secrets/hiding.ts';
import { nearest } from '../service/nearest.ts';
import type { Wanted } from './wanted.ts';

const longestReason = 1_000;
/** A year and the rest of its last day, in milliseconds. */
const longest = 367 * 86_400_000;

/** Why a stop can never be lived with. Exhaustive: a new stop has to decide. */
const never: Readonly<Record<Exclude<StopId, AcceptableStop>, string>> = {
  'wrong-architecture': 'the image does not run on that host',
  'does-not-fit': 'the engine would end what serves for want of memory',
  'taken-by-another': 'the port or the name belongs to somebody else',
  'no-right-answer': 'requests would go to a release that does not answer them',
  'not-resolvable': 'what cannot be found cannot be run',
  privileged: 'the model would own the host',
  'open-without-key': 'anybody could ask the model',
  'administration-open': 'anybody could change the model',
  'secret-visible': 'the value would stand in records that nobody can take back',
  'gpu-absent': 'the model would not start',
};

/** Whether a stop can never be lived with. */
export const isNever = (stop: StopId): stop is Exclude<StopId, AcceptableStop> => stop in never;

/** What the checklist knows of ids; core.ts passes it, since a deployment knows no check. */
export type KnownChecks = {
  readonly ids: readonly string[];
  /** The stop that a check's failure always is; null where it may find something less too. */
  onlyStop(id: string): StopId | null;
};

/** The finding that an id is about: a stop is the failure of its check. */
export const findingId = (id: string): string => checkOfStop[id as StopId] ?? id;

/**
 * Pure: what somebody accepts, with its date in UTC. BAD_COMMAND for an id that is none or that cannot be accepted, and
 * without a reason or a day to come.
 */
export function readAcceptances(asked: readonly Acceptance[], known: KnownChecks, now: Date): Acceptance[] {
  return asked.map(({ id: given, reason, until }) => {
    const id = readAcceptable(given, known);
    return { id, reason: readText(reason, `The reason for ${id}`, longestReason), until: readUntil(until, now) };
  });
}

/** The id as it is written in the contract. BAD_COMMAND, naming the nearest. */
export function readId(given: string, ids: readonly string[]): string {
  const id = ids.find((it) => it.toLowerCase() === given.trim().toLowerCase());
  if (id !== undefined) return id;
  const near = nearest(given.trim(), ids);
  throw wrong(
    `There is no check or stop "${given}".`,
    near ? `Did you mean ${near}?` : 'Its id stands beside each finding of "slipway check", such as EVO-02.',
  );
}

function readAcceptable(given: string, known: KnownChecks): string {
  const id = readId(given, [...known.ids, ...stopIds]);
  const stop = (stopIds as readonly string[]).includes(id) ? (id as StopId) : known.onlyStop(id);
  if (stop === null || !isNever(stop)) return id;
  throw wrong(
    `${id} can never be accepted: ${never[stop]}.`,
    `Mend this instead. Of the stops only ${acceptableStops.join(', ')} can be accepted.`,
  );
}

/** Trimmed. BAD_COMMAND for nothing, or for more than so many characters. */
export function readText(text: string, what: string, most: number): string {
  const trimmed = text.trim();
  if (trimmed === '') throw wrong(`${what} is empty.`, 'Say it in a few words.');
  if (trimmed.length > most) throw wrong(`${what} has ${trimmed.length} characters.`, `Say it in ${most} at most.`);
  return trimmed;
}

/** A day or a time to come, within a year, in UTC; a day is over when it ends. BAD_COMMAND. */
export function readUntil(until: string, now: Date): string {
  const at = Date.parse(/^\d{4}-\d\d-\d\d$/.test(until) ? `${until}T23:59:59.999Z` : until);
  if (Number.isNaN(at) || !/^\d{4}-\d\d-\d\d/.test(until))
    throw wrong(`Until "${until}" is no date.`, 'Write until when: --until YYYY-MM-DD.');
  if (at <= now.getTime())
    throw wrong(`Until ${until} is over already.`, 'It is for a while to come: give a later date.');
  if (at > now.getTime() + longest)
    throw wrong(`Until ${until} is more than a year away.`, 'Give an earlier date; it can be said again then.');
  return new Date(at).toISOString();
}

/** Reasons go to the host in plain text, where everybody reads them. BAD_COMMAND, without the value. */
export function refuseTelling(accept: readonly Acceptance[], hiding: Hiding): void {
  for (const { id, reason } of accept) refuseSecret(`The reason for ${id}`, reason, hiding);
}

/** What is kept in plain text holds no secret's value. BAD_COMMAND, without it. */
export function refuseSecret(what: string, text: string, hiding: Hiding): void {
  if (hiding.text(text) === text && !hiding.is(text)) return;
  throw wrong(`${what} holds the value of a secret.`, 'Say it without the value: it is kept in plain text.');
}

type By = Acceptance & { readonly by: string };

/**
 * Pure: of what was ever said, the newest first, the last acceptance of each finding: those that hold, and those whose
 * date has passed. One that was taken back is neither.
 */
export function standing(
  said: readonly Said[],
  now: number,
): { readonly now: readonly By[]; readonly over: readonly By[] } {
  const seen = new Set<string>();
  const last = said.flatMap(({ kind, id, text, until, by }) => {
    if (kind === 'answered' || seen.has(findingId(id))) return [];
    seen.add(findingId(id));
    return kind === 'accepted' && text !== null && until !== null ? [{ id, reason: text, until, by }] : [];
  });
  const holds = ({ until }: By) => Date.parse(until) > now;
  return { now: last.filter(holds), over: last.filter((it) => !holds(it)) };
}

/**
 * As the record and the line on the host have it; nothing where nothing was accepted. `breaking` is what comparing the
 * APIs found that callers are broken by: what was accepted of that before, and was not needed, is no part of it.
 */
export function acceptedBy(
  operator: string,
  { accepted = [] }: Pick<Wanted, 'accepted'>,
  breaking: string | null = null,
): Pick<Evidence, 'accepted'> {
  const all = accepted
    .map((it) => (isOfCallers(it) ? { ...it, what: it.what ?? breaking } : it))
    .filter((it) => !(isOfCallers(it) && it.by !== undefined && it.what === null));
  return all.length > 0 ? { accepted: all.map(({ by = operator, ...it }) => ({ ...it, by })) } : {};
}

/** Whether it is a breaking change that is accepted. */
export const isOfCallers = ({ id }: Pick<Acceptance, 'id'>): boolean => findingId(id) === findingId('breaking-change');

const wrong = (message: string, hint: string): Problem => new Problem('BAD_COMMAND', message, { hint });
