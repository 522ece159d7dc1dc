import { Problem } from '#contract/problem';
import { until } from '../service/reading.ts';
import { type Fact, missing } from './facts.ts';

/**
 * One fact, or the reason why it could not be had: what answers with an error, not in time, or with nonsense never ends a
 * run. Only the caller's own end does.
 */
export async function gather<T>(
  what: string,
  work: (signal: AbortSignal) => Promise<Fact<T>>,
  signal: AbortSignal,
  within: number,
): Promise<Fact<T>> {
  signal.throwIfAborted();
  const late = AbortSignal.timeout(within);
  const ending = AbortSignal.any([signal, late]);
  try {
    return await until(work(ending), ending);
  } catch (error) {
    signal.throwIfAborted();
    if (late.aborted) return missing(`${what}: no answer within ${within / 1000} s.`);
    if (error instanceof Problem) return missing(sentence(error.message));
    return missing(`${what}: the answer could not be understood.`);
  }
}

/** What follows from a fact, missing where that is, for the same reason. */
export async function from<T, R>(
  fact: Promise<Fact<T>>,
  then: (found: T, fact: Fact<T> & { had: true }) => Promise<Fact<R>> | Fact<R>,
): Promise<Fact<R>> {
  const found = await fact;
  return found.had ? then(found.value, found) : found;
}

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);
