import type { LogLine } from '#contract/service';
import { either } from '../waiting.ts';

/** `hit` is false for a line that is only there around one that was searched for. */
export type HitLine = LogLine & { readonly hit: boolean };
export type NumberedLine = HitLine & { readonly n: number };
export type LogPage = { readonly lines: NumberedLine[]; readonly ended: boolean };

/** Lines that wait for their reader: about 20 s of a chatty service, and at most some megabytes. */
const bufferLimit = 10_000;

/**
 * Lines between those who write and one who reads. Numbers go up from 1; what was read is let go of. Who writes asks for
 * room and waits until there is some; of what comes all the same the oldest are dropped, and a line of Slipway's own in
 * their place says how many.
 */
export function logBuffer(limit: number = bufferLimit) {
  let waiting: NumberedLine[] = [];
  let last = 0;
  let over = false;
  let wake = Promise.withResolvers<void>();
  let read: PromiseWithResolvers<void> | null = null;
  const changed = () => {
    wake.resolve();
    wake = Promise.withResolvers<void>();
  };

  return {
    push(line: HitLine): void {
      if (over) return;
      last += 1;
      waiting.push({ ...line, n: last });
      // Cut seldom and by much, since cutting moves the whole list.
      if (waiting.length > limit * 1.1) waiting = waiting.slice(-limit);
      changed();
    },
    /** Null, or kept as soon as the reader has taken most of what waits. */
    room(): Promise<void> | null {
      if (over || waiting.length < limit / 2) return null;
      read ??= Promise.withResolvers<void>();
      return read.promise;
    },
    end(): void {
      over = true;
      read?.resolve();
      changed();
    },
    /** What came after line `after`, at most `max` lines; waits until there is something, it ended, or the signal fires. */
    async read(after: number, max: number, signal: AbortSignal): Promise<LogPage> {
      for (;;) {
        const page = take(after, max);
        if (page.lines.length > 0 || page.ended || signal.aborted) return page;
        await either(wake.promise, signal);
      }
    },
  };

  function take(after: number, max: number): LogPage {
    const kept = waiting.findIndex(({ n }) => n > after);
    waiting = kept < 0 ? [] : waiting.slice(kept);
    if (waiting.length < limit / 4) {
      read?.resolve();
      read = null;
    }
    const first = waiting[0];
    const missing = first ? first.n - after - 1 : 0;
    const note = first && missing > 0 ? [leftOut(missing, first)] : [];
    const lines = [...note, ...waiting].slice(0, max);
    return { lines, ended: over && (lines.at(-1)?.n ?? last) === last };
  }
}

function leftOut(count: number, before: NumberedLine): NumberedLine {
  const said = `${count} lines were left out here: they came faster than they were read`;
  return { ...ownLine(said, before.time), n: before.n - 1 };
}

/** A line that Slipway says itself among the others. */
export function ownLine(line: string, time: string = new Date().toISOString()): HitLine {
  return { time, replica: 'slipway', release: '', stream: 'stderr', line, hit: true };
}
