import { createContext, Script } from 'node:vm';
import { Problem } from '#contract/problem';

/** Which of some lines an expression finds something in. BAD_COMMAND when it would take too long to say. */
export type Expression = (lines: readonly string[]) => boolean[];

/** Characters of a line that are looked at, and of an expression that are taken. */
const longestLine = 16 * 1024;
const longestExpression = 1_000;
/** Milliseconds for a batch, and more for each line of a large one: a fair expression takes a thousandth of that, but a machine may be busy. */
const patience = 1_000;
const perLine = 0.02;

// The lookups are made local: each through the context would cost more than the search.
const search = new Script('((lines, expression) => lines.map((line) => expression.test(line)))(lines, expression)');
const compile = new Script('expression = new RegExp(source, flags)');

/**
 * A regular expression as people write them for JavaScript. It runs where it can be ended: some take years for a line,
 * and nothing else would go on meanwhile. BAD_COMMAND, with the place, for one that is malformed.
 */
export function expressionOf(source: string, ignoreCase: boolean): Expression {
  if (source.length > longestExpression)
    throw malformed(source, 'it is longer than 1,000 characters', longestExpression);
  try {
    new RegExp(source);
  } catch (error) {
    throw malformed(source, reasonIn(error), wrongAt(source), error);
  }
  const flags = ignoreCase ? 'i' : '';
  const context = createContext({ source, flags, expression: null, lines: [] as string[] });
  compile.runInContext(context);
  return (lines) => {
    if (lines.length === 0) return [];
    context.lines = lines.map((line) => (line.length > longestLine ? line.slice(0, longestLine) : line));
    try {
      return [
        ...(search.runInContext(context, { timeout: Math.ceil(patience + lines.length * perLine) }) as boolean[]),
      ];
    } catch (error) {
      if ((error as { code?: string }).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw tooSlow(source, error);
      throw error;
    } finally {
      context.lines = [];
    }
  };
}

const malformed = (source: string, reason: string, at: number | null, cause?: unknown): Problem => {
  const place = at === null ? '' : ` at character ${at + 1}`;
  return new Problem('BAD_COMMAND', `"${source.slice(0, 100)}" is no regular expression: ${reason}${place}`, {
    hint: 'Write "\\" before a character that is meant as it stands: \\( \\[ \\* \\?',
    ...(at === null ? {} : { where: { file: 'expression', line: 1, column: at + 1 } }),
    cause,
  });
};

const tooSlow = (source: string, cause: unknown): Problem =>
  new Problem('BAD_COMMAND', `"${source}" takes too long on these lines`, {
    hint: 'A repetition inside a repetition, like (a+)+, does: write it without.',
    cause,
  });

/** The engine's own words without the expression, which it repeats. */
function reasonIn(error: unknown): string {
  const [, reason] = /: ([^:]+)$/.exec(error instanceof Error ? error.message : '') ?? [];
  return (reason ?? 'it cannot be read').toLowerCase();
}

/** Where it goes wrong, from 0; null where that is not one of the usual slips. The engine does not tell. */
export function wrongAt(source: string): number | null {
  const open: number[] = [];
  let set: number | null = null;
  let repeatable = false;
  for (let at = 0; at < source.length; at++) {
    const char = source[at] ?? '';
    if (char === '\\') {
      if (at === source.length - 1) return at;
      at += 1;
      repeatable = true;
    } else if (set !== null) {
      if (char === ']') set = null;
      repeatable = true;
    } else if (char === '[') set = at;
    else if (char === '(') {
      open.push(at);
      repeatable = false;
      // What stands behind "(?" is no repetition of nothing.
      if (source[at + 1] === '?') at += 1;
    } else if (char === ')') {
      if (open.pop() === undefined) return at;
      repeatable = true;
    } else if ('*+?'.includes(char)) {
      if (!repeatable) return at;
      // Once more, and it is what makes it lazy.
      if (source[at + 1] === '?') at += 1;
      repeatable = false;
    } else repeatable = char !== '|' && char !== '^';
  }
  return set ?? open.at(-1) ?? null;
}
