import type { Compared } from '#contract/candidate';
import type { GoldenResult } from '#contract/model';
import { headline } from '../service/answer.ts';
import { numberWords } from './change.ts';
import { valueAt } from './fields.ts';

/** What an answer says, short enough to be read beside another one; `aside` is how sure it is, where it says so. */
type Saying = { readonly text: string; readonly aside: string | null };

/** The one thing that it comes down to; a whole message, or the body in short, where it says more than one. */
export function sayingOf(result: Pick<GoldenResult, 'body' | 'status'> | null): Saying | null {
  if (!result) return null;
  const body = parsed(result.body);
  const main = headline(body);
  if (main) return { text: main.value, aside: main.aside };
  const message = valueAt(body, ['choices', 0, 'message', 'content']) ?? valueAt(body, ['choices', 0, 'text']);
  if (typeof message === 'string') return { text: message, aside: null };
  if (body !== undefined) return { text: JSON.stringify(body) ?? '', aside: null };
  const text = result.body.trim();
  return { text: text || (result.status === null ? 'no answer' : `status ${result.status}`), aside: null };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How the two answers to one request stand to each other. `missing`: one of the two was not asked yet. */
export type Standing = 'as-now' | 'differs' | 'wrong' | 'mended' | 'right' | 'missing';

export function standingOf({ old, new: next, same }: Compared): Standing {
  if (!next) return 'missing';
  if (!next.ok) return 'wrong';
  if (!old) return 'right';
  if (!old.ok) return 'mended';
  return same ? 'as-now' : 'differs';
}

/** "±0.074": how far the numbers of two answers that say the same are apart at most; "" where nothing is. */
export function apartWords({ places, furthest }: Compared['apart']): string {
  if (places === 0) return '';
  if (furthest !== null) return `±${numberWords(furthest)}`;
  return places === 1 ? '1 place' : `${places} places`;
}

/** What a person has to look at comes first and large; what agrees follows small. */
export function sorted(answers: readonly Compared[]): { large: readonly Compared[]; small: readonly Compared[] } {
  const order: readonly Standing[] = ['wrong', 'differs', 'mended'];
  const rank = (one: Compared) => order.indexOf(standingOf(one));
  return {
    large: answers.filter((one) => rank(one) >= 0).toSorted((a, b) => rank(a) - rank(b)),
    small: answers.filter((one) => rank(one) < 0),
  };
}

/** "2 as now, 1 differs, 1 wrong". */
export function tally(answers: readonly Compared[]): string {
  const words: Readonly<Record<Standing, string>> = {
    'as-now': 'as now',
    right: 'right',
    differs: 'differs',
    mended: 'right only now',
    wrong: 'wrong',
    missing: 'not asked yet',
  };
  const standings = answers.map(standingOf);
  return (Object.keys(words) as Standing[])
    .map((standing) => [standings.filter((one) => one === standing).length, words[standing]] as const)
    .filter(([many]) => many > 0)
    .map(([many, word]) => `${many} ${word}`)
    .join(', ');
}
