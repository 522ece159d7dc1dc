import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Problem } from '#contract/problem';

/** Milliseconds that are left of those in which all searches of one request have to be done. */
export type Patience = { left: number };

/** A fair expression takes a hundredth of it, but a machine may be busy. */
export const patience = (): Patience => ({ left: 2_000 });

/** Disposing ends the thread in which it searches, and whatever that still searches. */
export type Expression = Disposable & {
  /** Which of the lines it finds something in. BAD_COMMAND when that takes longer than there is patience. */
  finds(lines: readonly string[], patience: Patience): Promise<boolean[]>;
};

/** Characters of a line that are looked at, and of an expression that are taken. */
const longestLine = 16 * 1024;
const longestExpression = 1_000;
/** Lines that are handed over at a time, since each is copied where everything else waits. */
const batch = 2_000;
/** Milliseconds more for each line of many. */
const perLine = 0.02;

// As text, so that there is no file of its own to be found beside each bundle.
const searching = `
  const { parentPort, workerData: { source, flags } } = require('node:worker_threads');
  const expression = new RegExp(source, flags);
  parentPort.on('message', (lines) => parentPort.postMessage(lines.map((line) => expression.test(line))));
`;

/**
 * A regular expression as people write them for JavaScript. It runs in a thread that can be ended: some take years for a
 * line, and nobody else waits for it. BAD_COMMAND, with the place, for one that is malformed.
 */
export function expressionOf(source: string, ignoreCase: boolean): Expression {
  if (source.length > longestExpression)
    throw malformed(source, 'it is longer than 1,000 characters', longestExpression);
  try {
    new RegExp(source);
  } catch (error) {
    throw malformed(source, reasonIn(error), wrongAt(source), error);
  }
  const workerData = { source, flags: ignoreCase ? 'i' : '' };
  const over = new AbortController();
  let worker: Worker | null = null;
  let turn: Promise<unknown> = Promise.resolve();

  const started = async (): Promise<Worker> => {
    const made = new Worker(searching, { eval: true, execArgv: [], workerData });
    await once(made, 'online');
    return made;
  };
  const end = () => {
    void worker?.terminate();
    worker = null;
  };
  /** The time that it takes to start the thread is not the expression's. */
  async function search(lines: readonly string[], { left }: Patience): Promise<{ found: boolean[]; took: number }> {
    const thread = worker ?? (await started());
    worker = thread;
    const began = performance.now();
    const late = AbortSignal.timeout(Math.max(0, Math.ceil(left + lines.length * perLine)));
    try {
      const answered = once(worker, 'message', { signal: AbortSignal.any([late, over.signal]) });
      thread.ref();
      thread.postMessage(lines.map((line) => (line.length > longestLine ? line.slice(0, longestLine) : line)));
      const [found] = await answered;
      thread.unref();
      return { found, took: performance.now() - began };
    } catch (error) {
      end();
      throw over.signal.aborted ? error : tooSlow(source, error);
    }
  }
  async function finds(lines: readonly string[], patience: Patience): Promise<boolean[]> {
    const found: boolean[] = [];
    for (let from = 0; from < lines.length; from += batch) {
      over.signal.throwIfAborted();
      if (patience.left <= 0) throw tooSlow(source, null);
      const some = lines.slice(from, from + batch);
      const searched = await search(some, patience).catch((error: unknown) => {
        patience.left = 0;
        throw error;
      });
      patience.left -= Math.max(0, searched.took - some.length * perLine);
      found.push(...searched.found);
    }
    return found;
  }
  return {
    finds(lines, patience) {
      const mine = turn.then(() => finds(lines, patience));
      turn = mine.catch(() => {});
      return mine;
    },
    [Symbol.dispose]() {
      over.abort();
      end();
    },
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
function wrongAt(source: string): number | null {
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
