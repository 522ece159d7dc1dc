import type { ProblemShape } from '#contract/problem';
import { exitOfProblem } from './exit.ts';
import type { Io, Sink } from './io.ts';
import { escaped, jsonLine, wrapped } from './text.ts';

export type Ink = Readonly<Record<'good' | 'bad' | 'dim' | 'bold', (text: string) => string>>;

/** How a command speaks: results to standard output, all else to standard error; under --json only results. */
export type Printer = {
  readonly json: boolean;
  /** Characters that a line of a result may have; without end where nobody looks at it on a terminal. */
  readonly width: number;
  readonly ink: Ink;
  /** Colours for standard error, which may be a terminal where standard output is not. */
  readonly noteInk: Ink;
  /** A result: one line of JSON, or the text that `text` makes. */
  readonly result: (value: unknown, text: () => string) => Promise<void>;
  /** Progress and remarks for people. */
  readonly note: (text: string) => Promise<void>;
  /** A failure, with what is known besides in the same JSON object; returns its exit status. */
  readonly failed: (problem: ProblemShape, besides?: object) => Promise<number>;
  /** From a full path to how the operator wrote it, for the places in errors. */
  readonly written: Map<string, string>;
};

export function printer(
  io: Pick<Io, 'stdout' | 'stderr' | 'env'>,
  options: { json: boolean; color: boolean },
): Printer {
  const { json } = options;
  const written = new Map<string, string>();
  const colour = options.color && !io.env.NO_COLOR && io.env.TERM !== 'dumb';
  const noteInk = inkFor(io.stderr, colour);
  const note = (text: string) => (json ? Promise.resolve() : io.stderr.write(text));
  return {
    json,
    width: widthOf(io.stdout),
    ink: inkFor(io.stdout, colour),
    noteInk,
    written,
    note,
    result: (value, text) => io.stdout.write(json ? jsonLine(value) : text()),
    failed: async (problem, besides = {}) => {
      const error = asWritten(problem, written);
      if (json) await io.stdout.write(jsonLine({ ...besides, error }));
      else await note(errorText(error, widthOf(io.stderr), noteInk));
      return exitOfProblem[problem.code];
    },
  };
}

/** What happened, where if it has a place, and what to do: a line each. */
function errorText({ message, where, hint, stop }: ProblemShape, width: number, ink: Ink): string {
  const said = wrapped(escaped(message) + (stop ? ` [${stop}]` : ''), width);
  const place = where ? `  ${escaped(where.file)}:${where.line}:${where.column}\n` : '';
  return `${ink.bad(said.trimEnd())}\n${place}${hint ? wrapped(escaped(hint), width, '  ') : ''}`;
}

function widthOf({ tty, columns }: Sink): number {
  return tty ? columns : Number.POSITIVE_INFINITY;
}

function asWritten(problem: ProblemShape, written: ReadonlyMap<string, string>): ProblemShape {
  const { where } = problem;
  return where ? { ...problem, where: { ...where, file: written.get(where.file) ?? where.file } } : problem;
}

function inkFor(sink: Sink, colour: boolean): Ink {
  const paint = (code: string) => (text: string) => (colour && sink.tty ? `\x1b[${code}m${text}\x1b[0m` : text);
  return { good: paint('32'), bad: paint('31'), dim: paint('2'), bold: paint('1') };
}
