import type { FieldEdit } from '#contract/checklist';
import type { Draft } from '#contract/draft';
import type { Client } from '../connect.ts';
import { failureIn } from '../wire/failure.ts';

/** A draft as it is written now. `pending` was typed and is not in the text yet; `kept` once the core has all of it. */
export type Writing = {
  readonly text: string;
  readonly host: string;
  readonly pending: readonly FieldEdit[];
  readonly kept: boolean;
  readonly failure: unknown;
  /** What another window did to the draft meanwhile; somebody has to choose then. */
  readonly elsewhere: 'changed' | 'removed' | null;
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
  /** Keeps what is written here in place of what another window wrote; as a new draft where that removed it. */
  overwrite(): Promise<unknown>;
  /** Takes what another window wrote in place of what is written here; false where there is no such draft any more. */
  load(): Promise<boolean>;
  /** The revision that the core has of it. */
  revision(): number;
  /** Nothing is kept any more: the draft is gone. */
  end(): void;
};

type Desk = Pick<Client['draft'], 'edit' | 'save' | 'list'>;

/** Milliseconds without another change until it is written. */
const pause = 150;

/**
 * Keeps a draft with the core after every change. Edits are made by the core, which leaves the rest of the text alone, one
 * after the other, and are on screen before that; what fails stays where it was typed, and says why.
 */
export function keeping(
  desk: Desk,
  { id, host, text, revision }: Pick<Draft, 'id' | 'host' | 'text' | 'revision'>,
): Keeping {
  const listeners = new Set<() => void>();
  let writing: Writing = { text, host, pending: [], kept: true, failure: null, elsewhere: null };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let work: Promise<void> = Promise.resolve();
  let ended = false;
  let since = revision;
  let unanswered: readonly Pick<Draft, 'host' | 'text'>[] = [];
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
    await save({ host, text });
    const same = writing.text === text && writing.host === host;
    become({ failure: null, kept: same && writing.pending.length === 0 });
  };
  const there = async () => (await desk.list()).drafts.find((one) => one.id === id) ?? null;
  /** What was sent and never answered may have been kept: that is no other's writing. */
  const save = async (writes: Pick<Draft, 'host' | 'text'>) => {
    const before = unanswered;
    unanswered = [...before.filter((one) => !isSame(one, writes)), writes];
    try {
      since = (await desk.save({ id, ...writes, since })).revision;
    } catch (failure) {
      if (!isChanged(failure)) throw failure;
      const now = await there();
      if (!now || !before.some((one) => isSame(one, now))) {
        // That is an answer, too: what was sent on the revision before can be kept no more.
        unanswered = [];
        become({ elsewhere: now ? 'changed' : 'removed' });
        throw failure;
      }
      since = (await desk.save({ id, ...writes, since: now.revision })).revision;
    }
    unanswered = [];
    become({ elsewhere: null });
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
    async overwrite() {
      since = (await there())?.revision ?? 0;
      become({ kept: false, failure: null });
      return this.settle();
    },
    async load() {
      const now = await there();
      if (!now) return false;
      since = now.revision;
      become({ text: now.text, host: now.host, pending: [], kept: true, failure: null, elsewhere: null });
      return true;
    },
    revision: () => since,
    end() {
      ended = true;
      clearTimeout(timer);
    },
  };
}

const isSame = (one: Pick<Draft, 'host' | 'text'>, other: Pick<Draft, 'host' | 'text'>): boolean =>
  one.host === other.host && one.text === other.text;

function isChanged(thrown: unknown): boolean {
  const failure = failureIn(thrown);
  return failure.kind === 'problem' && failure.code === 'CHANGED_MEANWHILE';
}
