import { Problem } from '#contract/problem';
import type { LogLine } from '#contract/service';

/** What somebody wants to read. `since` is ISO 8601, `grep` a regular expression, `replica` a name or "gateway". */
export type LogsWanted = {
  readonly service: string;
  readonly follow: boolean;
  readonly since?: string | undefined;
  readonly replica?: string | undefined;
  readonly grep?: string | undefined;
};

/** `since` is milliseconds since 1970 or null; `named` chooses containers, `keeps` their lines. */
export type LogFilter = {
  readonly since: number | null;
  named(replica: string): boolean;
  keeps(line: LogLine): boolean;
};

/** BAD_COMMAND for a time or an expression that is none. */
export function logFilter({ service, since, replica, grep }: LogsWanted): LogFilter {
  const from = since === undefined ? null : Date.parse(since);
  if (Number.isNaN(from)) {
    throw new Problem('BAD_COMMAND', `"${since}" is no time`, { hint: 'Write it like 2030-01-31T12:00:00Z.' });
  }
  const expression = grep === undefined ? null : compiled(grep);
  const named = (name: string) => replica === undefined || name === replica || name === `slipway-${service}-${replica}`;
  // The gateway's lines that begin so are one a request: figures, which only who asks for the gateway wants to read.
  const accessLines = replica !== undefined;
  return {
    since: from,
    named,
    keeps: (line) =>
      named(line.replica) &&
      (from === null || Date.parse(line.time) >= from) &&
      (accessLines || line.release !== '' || !line.line.startsWith('a ')) &&
      (expression?.test(line.line) ?? true),
  };
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
export function merged(lines: readonly LogLine[]): LogLine[] {
  const unique = new Map(lines.map((line) => [`${line.time} ${line.replica} ${line.stream} ${line.line}`, line]));
  return [...unique.values()].sort((a, b) => order(a.time, b.time));
}

/** The engine writes nanoseconds at a fixed width in UTC, so its times order as text; others only as times. */
function order(a: string, b: string): number {
  const difference = Date.parse(a) - Date.parse(b);
  if (difference !== 0) return difference;
  return a < b ? -1 : a > b ? 1 : 0;
}

function compiled(grep: string): RegExp {
  try {
    return new RegExp(grep);
  } catch (error) {
    throw new Problem('BAD_COMMAND', `"${grep}" is no regular expression`, {
      hint: error instanceof Error ? error.message : 'Mend it.',
      cause: error,
    });
  }
}
