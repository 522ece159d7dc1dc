import { Problem } from '#contract/problem';
import type { LogLine } from '#contract/service';
import { expressionOf, type Patience } from './expression.ts';

/**
 * What somebody wants to read: a service's logs, or those of one `container` of anybody's on `host`. `since` is ISO 8601,
 * `grep` a regular expression, `text` to be found as it stands, `replica` a name or "gateway"; `context` lines are kept
 * around each that fits, and `tail` of the newest are there at first.
 */
export type LogsWanted = {
  readonly service?: string | undefined;
  readonly container?: string | undefined;
  readonly host?: string | undefined;
  readonly follow: boolean;
  readonly since?: string | undefined;
  readonly replica?: string | undefined;
  readonly grep?: string | undefined;
  readonly text?: string | undefined;
  readonly ignoreCase?: boolean | undefined;
  readonly context?: number | undefined;
  readonly tail?: number | undefined;
};

/** `since` is milliseconds since 1970 or null; `named` chooses containers, `keeps` their lines, `hits` among those what was searched for. */
export type LogFilter = Disposable & {
  readonly since: number | null;
  readonly searches: boolean;
  readonly context: number;
  named(replica: string): boolean;
  keeps(line: LogLine): boolean;
  /** BAD_COMMAND when the expression takes longer than there is patience. */
  hits(lines: readonly LogLine[], patience: Patience): Promise<boolean[]>;
};

/** BAD_COMMAND for a time or an expression that is none. */
export function logFilter(wanted: LogsWanted): LogFilter {
  const { service, since, replica, grep, context = 0 } = wanted;
  const from = since === undefined ? null : Date.parse(since);
  if (Number.isNaN(from)) {
    throw new Problem('BAD_COMMAND', `"${since}" is no time`, { hint: 'Write it like 2030-01-31T12:00:00Z.' });
  }
  const expression = grep === undefined ? null : expressionOf(grep, wanted.ignoreCase ?? false);
  const contains = wanted.text === undefined ? null : finder(wanted.text, wanted.ignoreCase ?? false);
  const named = (name: string) => replica === undefined || name === replica || name === `slipway-${service}-${replica}`;
  // The gateway's lines that begin so are one a request: figures, which only who asks for the gateway wants to read.
  const accessLines = replica !== undefined || wanted.container !== undefined;
  return {
    since: from,
    searches: expression !== null || contains !== null,
    context,
    named,
    keeps: (line) =>
      named(line.replica) &&
      (from === null || Date.parse(line.time) >= from) &&
      (accessLines || line.release !== '' || !line.line.startsWith('a ')),
    async hits(lines, patience) {
      const texts = lines.map(({ line }) => line);
      const found = await expression?.finds(texts, patience);
      return texts.map((line, index) => (found?.[index] ?? true) && (contains?.(line) ?? true));
    },
    [Symbol.dispose]: () => expression?.[Symbol.dispose](),
  };
}

function finder(text: string, ignoreCase: boolean): (line: string) => boolean {
  if (!ignoreCase) return (line) => line.includes(text);
  const small = text.toLowerCase();
  return (line) => line.toLowerCase().includes(small);
}

/** The release in a replica's name, as r7; "" for the gateway. */
export function releaseIn(replica: string): string {
  return /-(r[1-9]\d*)-\d+$/.exec(replica)?.[1] ?? '';
}

/** A kept log, one "TIME STREAM LINE" a line, as deployments store the last words of replicas that are gone. */
export function keptLines(replica: string, text: string): LogLine[] {
  return text.split('\n').flatMap((entry) => {
    const [, time, stream, line] = /^(\S+) (stdout|stderr) (.*)$/.exec(entry) ?? [];
    if (time === undefined || line === undefined) return [];
    return [{ time, replica, release: releaseIn(replica), stream: stream === 'stderr' ? 'stderr' : 'stdout', line }];
  });
}

/** By time, each line once: what a deployment kept of a replica may still be in its container's own log. */
export function merged<T extends LogLine>(lines: readonly T[]): T[] {
  const unique = new Map(lines.map((line) => [`${line.time} ${line.replica} ${line.stream} ${line.line}`, line]));
  return [...unique.values()].sort((a, b) => order(a.time, b.time));
}

/** The engine writes nanoseconds at a fixed width in UTC, so its times order as text; others only as times. */
function order(a: string, b: string): number {
  const difference = Date.parse(a) - Date.parse(b);
  if (difference !== 0) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}
