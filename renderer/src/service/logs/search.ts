/** What somebody looks for: `problem` says what is wrong with an expression. */
export type Search = { readonly kind: 'none' } | { readonly kind: 'wrong'; readonly problem: string } | Sought;
export type Sought = { readonly kind: 'sought'; readonly pattern: RegExp };
export type Range = readonly [from: number, to: number];

/** Places that are marked in one line; beyond, a line is one hit all the same. */
const mostMarked = 200;

/** Small letters find both, a capital finds itself, as in most search fields of editors. Pure. */
export function searchFor(text: string, isExpression: boolean): Search {
  if (text === '') return { kind: 'none' };
  const source = isExpression ? text : text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const letters = isExpression ? text.replace(/\\./g, '') : text;
  const flags = /\p{Lu}/u.test(letters) ? 'g' : 'gi';
  try {
    return { kind: 'sought', pattern: new RegExp(source, flags) };
  } catch (error) {
    return { kind: 'wrong', problem: error instanceof Error ? error.message : 'This is no regular expression.' };
  }
}

export function matches({ pattern }: Sought, text: string): boolean {
  pattern.lastIndex = 0;
  return pattern.test(text);
}

/** Where it occurs in a line, in order and not overlapping; places without a character are none. */
export function rangesIn({ pattern }: Sought, text: string): readonly Range[] {
  const found: Range[] = [];
  pattern.lastIndex = 0;
  for (let hit = pattern.exec(text); hit && found.length < mostMarked; hit = pattern.exec(text)) {
    if (hit[0] === '') pattern.lastIndex += 1;
    else found.push([hit.index, hit.index + hit[0].length]);
  }
  return found;
}

/** A text in pieces, those that were found among them marked; `at` is where the text begins in its line. Pure. */
export function pieces(text: string, at: number, ranges: readonly Range[]): readonly { text: string; hit: boolean }[] {
  const made: { text: string; hit: boolean }[] = [];
  let done = 0;
  for (const [from, to] of ranges) {
    const start = Math.max(from - at, done);
    const end = Math.min(to - at, text.length);
    if (end <= start) continue;
    if (start > done) made.push({ text: text.slice(done, start), hit: false });
    made.push({ text: text.slice(start, end), hit: true });
    done = end;
  }
  if (done < text.length || made.length === 0) made.push({ text: text.slice(done), hit: false });
  return made;
}
