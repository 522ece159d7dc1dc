import { Problem } from '#contract/problem';
import { begin, type LogsDeps } from './log-begin.ts';
import { type LogPage, logBuffer, ownLine } from './log-buffer.ts';
import type { LogsWanted } from './log-filter.ts';

/** Open readings of logs, each with one reader that asks for the lines after the last that it saw. */
export type Logs = {
  /** UNKNOWN_SERVICE, UNKNOWN_CONTAINER, HOST_UNREACHABLE, or BAD_COMMAND for a wrong filter. */
  open(wanted: LogsWanted): Promise<{ id: string }>;
  /** Waits up to 20 s for something to say. BAD_COMMAND when there is no such reading (any more). */
  next(asked: { id: string; after: number; max: number }, signal?: AbortSignal): Promise<LogPage>;
  close(asked: { id: string }): Promise<{ closed: boolean }>;
  closeAll(): Promise<void>;
};

const longestWait = 20_000;
/** A reader that is away for so long does not come back: its reading, though nothing is read, holds a connection a container. */
const unreadFor = 600_000;

type Reading = {
  readonly buffer: ReturnType<typeof logBuffer>;
  readonly end: AbortController;
  readonly done: Promise<unknown>;
  reading: number;
  timer: NodeJS.Timeout | undefined;
};

export function openLogs(deps: LogsDeps): Logs {
  const open = new Map<string, Reading>();

  const close = async (id: string) => {
    const found = open.get(id);
    open.delete(id);
    clearTimeout(found?.timer);
    found?.end.abort();
    found?.buffer.end();
    await found?.done;
    return found !== undefined;
  };
  /** Counts the time that nobody reads. */
  const restart = (id: string, found: Reading) => {
    clearTimeout(found.timer);
    if (found.reading > 0 || !open.has(id)) return;
    found.timer = setTimeout(() => void close(id), unreadFor).unref();
  };

  return {
    async open(wanted) {
      const { lines, follow } = await begin(deps, wanted);
      const id = crypto.randomUUID();
      const buffer = logBuffer();
      const end = new AbortController();
      for (const line of lines) buffer.push(line);
      if (!wanted.follow) buffer.end();
      // A failure ends the reading and says so in it: nobody waits for this promise but close.
      const done = follow(buffer, end.signal)
        .catch((error: unknown) => buffer.push(ownLine(`following ended: ${saidBy(error)}`)))
        .finally(buffer.end);
      const found: Reading = { buffer, end, done, reading: 0, timer: undefined };
      open.set(id, found);
      restart(id, found);
      return { id };
    },
    async next({ id, after, max }, signal) {
      const found = open.get(id);
      if (!found) throw closed();
      const late = AbortSignal.timeout(longestWait);
      found.reading += 1;
      restart(id, found);
      try {
        return await found.buffer.read(after, max, signal ? AbortSignal.any([signal, late]) : late);
      } finally {
        found.reading -= 1;
        restart(id, found);
      }
    },
    close: async ({ id }) => ({ closed: await close(id) }),
    async closeAll() {
      await Promise.all([...open.keys()].map(close));
    },
  };
}

const saidBy = (error: unknown): string => (error instanceof Problem ? error.message : String(error));

const closed = (): Problem =>
  new Problem('BAD_COMMAND', 'This reading of logs is over: it was closed, or not read for ten minutes', {
    hint: 'Open the logs again, with the time of the last line as since.',
  });
