/** What somebody looks for: `problem` says what is wrong with an expression. */
export type Search = { readonly kind: 'none' } | { readonly kind: 'wrong'; readonly problem: string } | Sought;
/** Of a line only the first `most` characters are searched: an expression may take long for each of them. */
type Sought = { readonly kind: 'sought'; readonly pattern: RegExp; readonly most: number };
export type Range = readonly [from: number, to: number];

/** Places that are marked in one line; beyond, a line is one hit all the same. */
const mostMarked = 200;

/** Small letters find both, a capital finds itself, as in most search fields of editors. Pure. */
export function searchFor(text: string, isExpression: boolean): Search {
  if (text === '') return { kind: 'none' };
  const source = isExpression ? text : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (isExpression && repeatsRepeated(text)) {
    return {
      kind: 'wrong',
      problem: 'A repeated group must not hold a repetition or a choice: that may take for ever.',
    };
  }
  const letters = isExpression ? text.replace(/\\./g, '') : text;
  const flags = /\p{Lu}/u.test(letters) ? 'g' : 'gi';
  try {
    return {
      kind: 'sought',
      pattern: new RegExp(source, flags),
      most: isExpression ? 2_000 : Number.POSITIVE_INFINITY,
    };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : 'This is no regular expression.' };
  }
}

/** Whether a group that is repeated without a bound holds a repetition or a choice itself, such as (a+)+. Pure. */
function repeatsRepeated(expression: string): boolean {
  const plain = expression.replace(/\\./gs, 'x').replace(/\[[^\]]*\]/g, 'x');
  const groups: boolean[] = [false];
  for (let at = 0; at < plain.length; at += 1) {
    const rest = plain.slice(at);
    if (rest.startsWith('(')) {
      groups.push(false);
      if (rest[1] === '?') at += 1;
    } else if (rest.startsWith(')')) {
      const holds = groups.pop() ?? false;
      if (holds && /^\)(?:[*+]|\{\d+,\}|\{(?:\d+,)?\d{2,}\})/.test(rest)) return true;
      groups.push((groups.pop() ?? false) || holds);
    } else if (/^(?:[*+?|]|\{\d)/.test(rest)) {
      groups.pop();
      groups.push(true);
    }
  }
  return false;
}

export function matches({ pattern, most }: Sought, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text.slice(0, most));
}

/** Where it occurs in a line, in order and not overlapping; places without a character are none. */
export function rangesIn({ pattern, most }: Sought, text: string): readonly Range[] {
  const looked = text.slice(0, most);
  const found: Range[] = [];
  pattern.lastIndex = 0;
  for (let hit = pattern.exec(looked); hit && found.length < mostMarked; hit = pattern.exec(looked)) {
    if (hit[0] === '') pattern.lastIndex += 1;
    else found.push([hit.index, hit.index + hit[0].length]);
  }
  return found;
}

/** A part of a text, from its character `at` on; `hit` where it was found. */
type Piece = { readonly at: number; readonly text: string; readonly hit: boolean };

/** A text in pieces, those that were found among them marked; `at` is where the text begins in its line. Pure. */
export function pieces(text: string, at: number, ranges: readonly Range[]): readonly Piece[] {
  const made: Piece[] = [];
  let done = 0;
  for (const [from, to] of ranges) {
    const start = Math.max(from - at, done);
    const end = Math.min(to - at, text.length);
    if (end <= start) continue;
    if (start > done) made.push({ at: done, text: text.slice(done, start), hit: false });
    made.push({ at: start, text: text.slice(start, end), hit: true });
    done = end;
  }
  if (done < text.length || made.length === 0) made.push({ at: done, text: text.slice(done), hit: false });
  return made;
}
