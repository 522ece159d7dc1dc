import type { LogLine } from '#contract/service';
import type { Client } from '../../connect.ts';

/** A service, or anybody's container by its id. */
export type LogOf = { readonly service: string } | { readonly container: string };
/** `replica` null for all of them, merged. */
type Asked = { readonly host: string; readonly of: LogOf; readonly replica: string | null };
type Heard = {
  /** Lines that were not handed on before, in the order in which they came. */
  lines(lines: readonly LogLine[]): void;
  /** Null while it is read; else why it is not, until it is again. */
  failed(failure: unknown): void;
};

/** Milliseconds until a reading that ended is opened again, how far before its last line, and how many lines a call brings. */
const pause = 1000;
const overlap = 3000;
const most = 1000;

/** Reads a log from its tail on and follows it until the signal fires; what was lost on the way is opened again. */
export async function readLogs(client: Client, asked: Asked, heard: Heard, signal: AbortSignal): Promise<void> {
  const seen = recent();
  while (!signal.aborted) {
    try {
      const since = seen.since();
      const { id } = await client.logs.open(
        {
          host: asked.host,
          ...asked.of,
          follow: true,
          ...(asked.replica === null ? {} : { replica: asked.replica }),
          ...(since === null ? {} : { since }),
        },
        { signal },
      );
      await follow(client, id, seen, heard, signal);
    } catch (failure) {
      if (!signal.aborted) heard.failed(failure);
    }
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

async function follow(
  client: Client,
  id: string,
  seen: ReturnType<typeof recent>,
  heard: Heard,
  signal: AbortSignal,
): Promise<void> {
  try {
    let after = 0;
    for (;;) {
      const { lines, ended } = await client.logs.next({ id, after, max: most }, { signal });
      heard.failed(null);
      after = lines.at(-1)?.n ?? after;
      const news = seen.news(lines);
      if (news.length > 0) heard.lines(news);
      if (ended) return;
    }
  } finally {
    // Nobody waits for it: a reading that is not read ends by itself.
    void client.logs.close({ id }).catch(() => {});
  }
}

/** The lines of the last seconds, so that a reading opened again brings nothing twice and leaves nothing out. */
export function recent() {
  let newest = 0;
  let boundary = 0;
  let since = 0;
  // Two generations, each of some seconds, so that forgetting costs nothing.
  let young = new Set<string>();
  let old = new Set<string>();
  const keyOf = ({ time, replica, stream, line }: LogLine) => `${time} ${replica} ${stream} ${line.slice(0, 200)}`;
  const isNew = (line: LogLine): boolean => {
    const time = Date.parse(line.time) || 0;
    const key = keyOf(line);
    const known = time <= boundary && (young.has(key) || old.has(key));
    newest = Math.max(newest, time);
    young.add(key);
    if (newest - since > overlap) [old, young, since] = [young, new Set(), newest];
    return !known;
  };
  return {
    /** Where to open it again; null where nothing was read yet. */
    since(): string | null {
      boundary = newest;
      return newest === 0 ? null : new Date(newest - overlap).toISOString();
    },
    news: <L extends LogLine>(lines: readonly L[]): readonly L[] => lines.filter(isNew),
  };
}
