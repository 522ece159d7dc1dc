import { cancelled, unknown } from './candidate/wrong.ts';
import { ulid } from './store/ulid.ts';
import { type Told, told } from './told.ts';

/** Work that goes on by itself, is followed as one value, and ends when somebody closes it or nobody follows it any more. */
export type Followed<S> = {
  /** Begins it and returns its id; `work` tells of it and of its failures, and does not throw. */
  begin(first: S, work: (state: Told<S>, signal: AbortSignal) => Promise<void>): string;
  /** What is known once that is more than `after`; the same again after 20 s. UNKNOWN_CONTAINER. */
  next(asked: { id: string; after: number }): Promise<S>;
  /** Ends it, and waits until it has taken away what it made; false when it was over. */
  close(id: string): Promise<boolean>;
  closeAll(): Promise<void>;
};

/** Milliseconds after which what nobody follows is ended: what comes of it would be for nobody. And how many ended ones are kept. */
const patience = 60_000;
const remembered = 20;

type Running = { readonly abort: AbortController; readonly ended: Promise<void> };

export function openFollowed<S extends { readonly n: number }>(): Followed<S> {
  const running = new Map<string, Running>();
  const followed = new Map<string, Told<S>>();
  const watch = setInterval(() => {
    for (const id of running.keys()) if ((followed.get(id)?.idle() ?? 0) > patience) void close(id);
  }, 5_000).unref();

  async function close(id: string): Promise<boolean> {
    const it = running.get(id);
    if (!it) return false;
    it.abort.abort(cancelled());
    await it.ended;
    return true;
  }

  return {
    begin(first, work) {
      const id = ulid();
      const abort = new AbortController();
      const state = told<S>(first);
      followed.set(id, state);
      for (const old of [...followed.keys()].slice(0, -remembered)) if (!running.has(old)) followed.delete(old);
      const ended = work(state, abort.signal).finally(() => running.delete(id));
      running.set(id, { abort, ended });
      return id;
    },
    next: async ({ id, after }) => {
      const it = followed.get(id);
      if (!it) throw unknown(id);
      return it.next(after);
    },
    close,
    async closeAll() {
      clearInterval(watch);
      await Promise.all([...running.keys()].map(close));
    },
  };
}
