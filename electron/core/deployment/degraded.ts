import type { Figures } from '#contract/deployment';
import type { Policy } from '../service/parts.ts';

/** What the callers of a release got; `latency` of whole answers in milliseconds, null where none is known. */
export type Seen = Omit<Figures, 'release'>;
export type Objective = Policy['slo'];

/** Both sides of a switch as they are named to people: "1.1.0 (r2)"; `old` null where nothing served before. */
export type Sides = {
  readonly now: { readonly name: string; readonly seen: Seen };
  readonly old: { readonly name: string; readonly seen: Seen } | null;
  readonly objective: Objective;
};

/** Fewer errors than this are an accident: one bad request in ten does not take a release back. */
const leastErrors = 5;
/** The share of errors that a release without an objective may have: what its callers send may be at fault as well. */
const allowedShare = 0.01;
/** How many times worse than the old one: a release that does somewhat more may cost somewhat more. */
const timesWorse = 2;
/** Milliseconds that a latency may grow beside that: twice a very short time is still a very short time. */
const slack = 50;
/** Answers below which a p95 is the luck of the five slowest. */
const leastAnswers = 100;
/** The same for a p99. */
const leastAnswersP99 = 500;
/** Milliseconds without any answer, while requests wait, that are no accident, however quick the old release was. */
const leastSilence = 10_000;
/** The same where fewer answers are known, of which the longest may still be to come; with less than that, nothing is known. */
const leastSilenceOfFew = 30_000;
const few = 5;
/** How many times the longest of so few it may be. */
const timesWorseOfFew = 4;
/** The normal deviate of a 95 % interval. */
const z = 1.96;

/**
 * Pure: what is wrong with the errors of the new release, as a sentence, or null. Its share has to exceed what is allowed
 * beyond doubt. Allowed is the objective, else 1 % or twice the old share; an objective that the old release misses as
 * well is no reason to go back to it, so there too twice the old share counts.
 */
export function errorsOf({ now, old, objective }: Sides): string | null {
  const { requests, errors } = now.seen;
  if (errors < leastErrors || lowerBound(errors, requests) <= allowedErrors(old?.seen, objective)) return null;
  const said = `${now.name} answers ${percent(errors / requests)} with errors (${errors} of ${requests} requests)`;
  const was = old ? [`${old.name} had ${percent(shareOf(old.seen))}`] : [];
  const wanted = objective?.errors === undefined ? [] : [`the objective is ${percent(objective.errors)}`];
  const against = [...wanted, ...was].join(', ') || `${percent(allowedShare)} is allowed`;
  return `${said}; ${against}`;
}

/** Pure: the same for its latency, of which one look is not enough: p95, and p99 where there is an objective for it. */
export function slownessOf({ now, old, objective }: Sides): string | null {
  const { latency } = now.seen;
  if (!latency) return null;
  const before = (old?.seen.latency?.answers ?? 0) >= leastAnswers ? (old?.seen.latency ?? null) : null;
  const too = (what: 'p95' | 'p99', least: number, otherwise: number | null): string | null => {
    const limit = allowedLatency(objective?.[what], before?.[what], otherwise);
    if (limit === null || latency.answers < least || latency[what] <= limit) return null;
    const was = before ? [`${old?.name} had ${whole(before[what])}`] : [];
    const wanted = objective?.[what] === undefined ? [] : [`the objective is ${whole(objective[what])}`];
    return `${now.name} answers slowly (${what} ${whole(latency[what])} of ${latency.answers} answers); ${[...wanted, ...was].join(', ')}`;
  };
  return too('p95', leastAnswers, before && timesWorse * before.p95 + slack) ?? too('p99', leastAnswersP99, null);
}

/** Requests that wait for the new release, and the milliseconds in which it has answered none of them. */
export type Silence = { readonly waiting: number; readonly ms: number };

/**
 * Pure: a release that takes requests and answers none has no errors and no latency yet. Only where it is known how long
 * the old one took at most: a model may well need a minute for an answer.
 */
export function silenceOf({ now, old }: Sides, { waiting, ms }: Silence): string | null {
  const limit = longestSilence(old?.seen);
  if (waiting === 0 || limit === null || ms < limit) return null;
  const longest = whole(old?.seen.latency?.max ?? 0);
  return `${now.name} has answered nothing for ${Math.round(ms / 1000)} s while ${waits(waiting)}; ${old?.name} took ${longest} at most`;
}

/** Milliseconds of silence that are too many by what is known of the old release; null where that is too little. */
export function longestSilence(old: Seen | undefined): number | null {
  if (!old?.latency || old.latency.answers < few) return null;
  const { answers, max } = old.latency;
  if (answers < leastAnswers) return Math.max(leastSilenceOfFew, timesWorseOfFew * max);
  return Math.max(leastSilence, timesWorse * max);
}

/** "3 requests wait". */
export const waits = (waiting: number): string => (waiting === 1 ? '1 request waits' : `${waiting} requests wait`);

function allowedErrors(old: Seen | undefined, objective: Objective): number {
  const before = old ? shareOf(old) : 0;
  if (objective?.errors !== undefined && before <= objective.errors) return objective.errors;
  return Math.max(allowedShare, timesWorse * before);
}

function allowedLatency(wanted: number | undefined, before: number | undefined, otherwise: number | null) {
  if (wanted === undefined) return otherwise;
  return before === undefined || before <= wanted ? wanted : timesWorse * before + slack;
}

/**
 * The lower end of the 95 % score interval of a share (E. B. Wilson, "Probable inference, the law of succession, and
 * statistical inference", J. Amer. Statist. Assoc. 22, 1927): right for small numbers and shares near 0 too.
 */
export function lowerBound(errors: number, requests: number): number {
  if (requests === 0) return 0;
  const share = errors / requests;
  const centre = share + z ** 2 / (2 * requests);
  const spread = z * Math.sqrt((share * (1 - share)) / requests + z ** 2 / (4 * requests ** 2));
  return (centre - spread) / (1 + z ** 2 / requests);
}

const shareOf = ({ requests, errors }: Seen): number => (requests === 0 ? 0 : errors / requests);

/** 0.051 → "5.1 %"; what would be shown as 0.0 and is not gets another digit. */
function percent(share: number): string {
  const value = share * 100;
  return `${value > 0 && value < 0.05 ? value.toFixed(2) : value.toFixed(1)} %`;
}

const whole = (ms: number): string => `${Math.round(ms)} ms`;
