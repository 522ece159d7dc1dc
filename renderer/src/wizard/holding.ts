import type { Compared } from '#contract/candidate';
import { failureIn } from '../wire/failure.ts';
import { sayingOf, standingOf } from './answers.ts';
import type { Trying } from './useCandidate.ts';

/** What keeps an update back besides its judgement: that it is being tried, or how it failed. */
export type Holding = { readonly is: 'waits' | 'refused'; readonly says: string };

/** Of a candidate that gave a wrong answer, never became ready or ended nothing is deployed. */
export function holdingOf({ is, candidate, failure }: Trying, beside: string): Holding | null {
  if (is === 'running') return { is: 'waits', says: `beside ${beside}, without callers` };
  if (is !== 'ended') return null;
  // What cannot run beside what serves is asked by the deployment itself, before callers reach it.
  if (candidate?.problem?.code === 'NOT_SUPPORTED') return null;
  // A stop is said as one by the judgement, and some of them may be lived with.
  if (isStop(failure)) return null;
  if (failure) return { is: 'refused', says: `It could not be tried: ${failureIn(failure).message}` };
  const wrong = (candidate?.answers ?? []).filter((one) => standingOf(one) === 'wrong');
  if (wrong.length > 0) return { is: 'refused', says: wrongWords(wrong) };
  if (candidate?.phase === 'failed')
    return { is: 'refused', says: firstOf(candidate.problem?.message ?? 'It failed when it was tried.') };
  return null;
}

/** It was not tried because of something that would keep it from being deployed as well. */
export function isStop(failure: unknown): boolean {
  const told = failure === null ? null : failureIn(failure);
  return told?.kind === 'problem' && told.stop !== undefined;
}

/** Without the lines of its log, which have a place of their own. */
const firstOf = (message: string): string => (message.split('\n')[0] ?? '').replace(/\. [^.]*:$/, '.');

function wrongWords(wrong: readonly Compared[]): string {
  const [first] = wrong;
  const said = sayingOf(first?.new ?? null)?.text ?? '';
  const example = first && said !== '' ? `: to ${first.name} it says ${said.slice(0, 60)}` : '';
  return `${wrong.length === 1 ? 'A wrong answer' : `${wrong.length} wrong answers`}${example}. What serves goes on serving.`;
}
