import type { FieldEdit } from '#contract/checklist';
import type { Draft } from '#contract/draft';
import type { Client } from '../connect.ts';

/** A draft as it is written now. `pending` was typed and is not in the text yet; `kept` once the core has all of it. */
export type Writing = {
  readonly text: string;
  readonly host: string;
  readonly pending: readonly FieldEdit[];
  readonly kept: boolean;
  readonly failure: unknown;
};

export type Keeping = {
  now(): Writing;
  subscribe(listener: () => void): () => void;
  /** What a form or a remedy sets. */
  edit(set: readonly FieldEdit[]): void;
  /** What was typed as text, or pasted. */
  replace(text: string): void;
  moveTo(host: string): void;
  /** Writes and keeps everything; the text as it is then. Rejects with the reason where it could not. */
  settle(): Promise<string>;
  /** Nothing is kept any more: the draft is gone. */
  end(): void;
};

type Desk = Pick<Client['draft'], 'edit' | 'save'>;

/** Milliseconds without another change until it is written. */
const pause = 150;

/**
 * Keeps a draft with the core after every change. Edits are made by the core, which leaves the rest of the text alone, one
 * after the other, and are on screen before that; what fails stays where it was typed, and says why.
 */
export function keeping(desk: Desk, { id, host, text }: Pick<Draft, 'id' | 'host' | 'text'>): Keeping {
  const listeners = new Set<() => void>();
  let writing: Writing = { text, host, pending: [], kept: true, failure: null };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let work: Promise<void> = Promise.resolve();
  let ended = false;
  const become = (change: Partial<Writing>) => {
    writing = { ...writing, ...change };
    for (const listener of [...listeners]) listener();
  };
  const flush = () => {
    clearTimeout(timer);
    work = work.then(write).catch((failure: unknown) => become({ failure }));
    return work;
  };
  const write = async () => {
    if (ended || writing.kept) return;
    const set = writing.pending;
    if (set.length > 0) {
      const before = writing.text;
      const edited = await desk.edit({ text: before, set: [...set] });
      // What was typed as text meanwhile is newer than the edit.
      const text = writing.text === before ? edited.text : writing.text;
      become({ text, pending: writing.pending.filter((one) => !set.includes(one)) });
    }
    const { text, host } = writing;
    if (ended) return;
    await desk.save({ id, host, text });
    const same = writing.text === text && writing.host === host;
    become({ failure: null, kept: same && writing.pending.length === 0 });
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(() => void flush(), pause);
  };
  return {
    now: () => writing,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    edit(set) {
      const isNewer = ({ path }: FieldEdit) => set.some((one) => one.path.join('\0') === path.join('\0'));
      become({ pending: [...writing.pending.filter((one) => !isNewer(one)), ...set], kept: false });
      later();
    },
    replace(text) {
      become({ text, pending: [], kept: false });
      later();
    },
    moveTo(host) {
      become({ host, kept: false });
      later();
    },
    async settle() {
      for (let tries = 0; tries < 3 && !writing.kept; tries += 1) {
        await flush();
        if (writing.failure !== null) throw writing.failure;
      }
      return writing.text;
    },
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}
