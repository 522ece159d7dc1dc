import type { Compared } from '#contract/candidate';
import type { GoldenResult } from '#contract/model';
import { valueAt } from './fields.ts';

/** What an answer says, short enough to be read beside another one; `sure` is the highest probability, where it gives any. */
export type Saying = { readonly text: string; readonly sure: number | null };

/** In the words of the protocols that Slipway speaks; anything else as it came, cut by whoever shows it. */
export function sayingOf(result: Pick<GoldenResult, 'body' | 'status'> | null): Saying | null {
  if (!result) return null;
  const body = parsed(result.body);
  const outputs = valueAt(body, ['outputs']);
  if (Array.isArray(outputs)) return tensorsSaying(outputs);
  const message = valueAt(body, ['choices', 0, 'message', 'content']) ?? valueAt(body, ['choices', 0, 'text']);
  if (typeof message === 'string') return { text: message, sure: null };
  const error = valueAt(body, ['error']);
  if (typeof error === 'string') return { text: error, sure: null };
  if (body !== undefined) return { text: compact(body), sure: null };
  return { text: result.body.trim() || (result.status === null ? 'no answer' : `status ${result.status}`), sure: null };
}

function tensorsSaying(outputs: readonly unknown[]): Saying {
  const isSure = (one: unknown) => /^(prob|score|confidence)/i.test(String(valueAt(one, ['name'])));
  const told = outputs.find((one) => !isSure(one)) ?? outputs[0];
  const sure = valueAt(
    outputs.find((one) => one !== told && isSure(one)),
    ['data'],
  );
  const numbers = Array.isArray(sure) ? sure.filter((one): one is number => typeof one === 'number') : [];
  const data = valueAt(told, ['data']);
  const text = Array.isArray(data) && data.length === 1 ? plain(data[0]) : compact(data ?? null);
  return { text, sure: numbers.length > 0 ? Math.max(...numbers) : null };
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : compact(value));
const compact = (value: unknown): string => JSON.stringify(value) ?? '';

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

/** A grey picture: numbers from 0 to 1, row by row, `side` of them in each. */
export type Picture = { readonly side: number; readonly greys: readonly number[] };

/** The picture in a request whose one input is a square of numbers; null where there is none. */
export function pictureIn(request: unknown): Picture | null {
  const body = valueAt(request, ['body']) ?? request;
  const inputs = valueAt(body, ['inputs']);
  const data = Array.isArray(inputs) && inputs.length === 1 ? valueAt(inputs[0], ['data']) : undefined;
  if (!Array.isArray(data)) return null;
  const numbers: unknown[] = data.flat(3);
  const side = Math.sqrt(numbers.length);
  if (!Number.isInteger(side) || side < 6 || side > 32) return null;
  if (!numbers.every((one): one is number => typeof one === 'number' && Number.isFinite(one) && one >= 0)) return null;
  const most = Math.max(...numbers);
  return most > 0 ? { side, greys: numbers.map((one) => one / most) } : null;
}
