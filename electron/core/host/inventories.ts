import type { Safety } from '#contract/host';
import type { Inventory, ListedHost, ListedService, Underway } from '#contract/inventory';
import { Problem } from '#contract/problem';
import type { ServiceStatus } from '#contract/service';
import { lastKnown } from '../service/last-known.ts';
import { stageRecorded, stageServed } from '../service/stage.ts';
import type { SeenService } from '../service/standing.ts';
import type { Store } from '../store/store.ts';
import { either } from '../waiting.ts';
import type { Hosts } from './hosts.ts';
import { isWhole, listedHost, type Read, type SeenHost, type Told, unread } from './inventory.ts';
import { type Conducted, underwayOn } from './underway.ts';
import { watchHost } from './watching.ts';

/** What this console sees on its hosts, looked at while somebody asks. */
export type Inventories = {
  /** What is newer than `after`, waiting for it up to `within` ms; then the same again, which may only have been read anew. */
  next(asked: { after: number; within: number }, signal?: AbortSignal): Promise<Inventory>;
  close(): void;
};

export type InventoryParts = {
  readonly hosts: Pick<Hosts, 'known' | 'open' | 'safety'>;
  readonly store: Pick<Store, 'deployments'>;
  readonly conductor: Conducted;
};

/** Milliseconds after the last question in which the hosts are still watched. */
const unasked = 60_000;
/** Milliseconds between two looks at what no event tells: which hosts are known, and what the record says. No host is asked. */
const beat = 1_000;

/** `text` is what it shows without its strangers and the time of reading; `ready` once it may be shown. */
type Watched = {
  readonly ends: AbortController;
  seen: SeenHost;
  shown: ListedHost;
  text: string;
  ready: boolean;
};

export function openInventories({ hosts, store, conductor }: InventoryParts): Inventories {
  const watched = new Map<string, Watched>();
  const told = new Map<string, Told>();
  let n = 0;
  let underway: Underway[] = [];
  let changed = Promise.withResolvers<void>();
  let looking: AbortController | null = null;
  let asking = 0;
  let idle: NodeJS.Timeout | undefined;
  /** What went wrong while nobody waited for it; told to whoever asks next, until all is well again. */
  let failure: { readonly error: unknown } | null = null;

  return {
    async next({ after, within }, signal) {
      asking += 1;
      clearTimeout(idle);
      look();
      try {
        // A number from another life of this console is as good as none.
        const seen = after > n ? -1 : after;
        const late = AbortSignal.any([AbortSignal.timeout(within), ...(signal ? [signal] : [])]);
        while (n <= seen && !failure && !late.aborted) await either(changed.promise, late);
        // A record that cannot be read must not hide what runs.
        if (failure && (watched.size === 0 || !(failure.error instanceof Problem))) throw failure.error;
        if (failure && n <= seen) await either(changed.promise, late);
        return { n, hosts: [...watched.values()].map(({ shown }) => shown), underway };
      } finally {
        asking -= 1;
        if (asking === 0 && looking) idle = setTimeout(rest, unasked).unref();
      }
    },
    close: rest,
  };

  function look(): void {
    if (looking) return;
    looking = new AbortController();
    const timer = setInterval(() => quietly(lookAround), beat).unref();
    looking.signal.addEventListener('abort', () => clearInterval(timer), { once: true });
    conductor.watch(() => quietly(refresh), looking.signal);
    quietly(lookAround);
  }

  function quietly(work: () => void): void {
    try {
      work();
      failure = null;
    } catch (error) {
      failed(error);
    }
  }

  function failed(error: unknown): void {
    const isNew = failure === null;
    failure = { error };
    if (isNew) wake();
  }

  function rest(): void {
    clearTimeout(idle);
    looking?.abort();
    looking = null;
    for (const { ends } of watched.values()) ends.abort();
  }

  function lookAround(): void {
    const known = hosts.known();
    for (const [name, { ends, seen }] of watched) {
      if (known.some((host) => host.name === name && host.url === seen.url)) continue;
      ends.abort();
      watched.delete(name);
      bump();
    }
    for (const { name, url } of known) {
      const there = watched.get(name);
      if (!there || there.ends.signal.aborted) watch(there?.seen ?? unread(name, url));
      else if (isGuardedOtherwise(there.shown, guardOf(name))) update(there);
    }
    refresh();
  }

  function watch(seen: SeenHost): void {
    const it: Watched = { ends: new AbortController(), seen, shown: show(seen), text: '', ready: false };
    watched.set(seen.name, it);
    const onSeen = (now: SeenHost, read: Read) => {
      it.seen = now;
      if (read.what === 'everything') forget(now.name);
      update(it);
      refresh();
    };
    watchHost(hosts, { seen, onSeen }, it.ends.signal).catch(failed);
  }

  function update(it: Watched): void {
    it.ready ||= isWhole(it.seen);
    if (!it.ready) return;
    const { others } = it.shown;
    it.shown = show(it.seen);
    const text = JSON.stringify({ ...it.shown, others: [], readAt: null, tookMs: null });
    if (text === it.text && sameItems(others, it.shown.others)) return;
    it.text = text;
    bump();
  }

  /** What goes on, and what it changes in the record when it is over. */
  function refresh(): void {
    const before = underway;
    underway = underwayOn(
      [...watched.values()].map(({ seen }) => seen),
      { store, conductor },
    );
    const over = before.filter(
      (it) => !underway.some(({ service, host }) => service === it.service && host === it.host),
    );
    for (const { host, service } of over) told.delete(key(host, service));
    for (const it of watched.values()) if (!it.ready || over.some(({ host }) => host === it.seen.name)) update(it);
    if (JSON.stringify(underway) !== JSON.stringify(before)) bump();
  }

  function bump(): void {
    n += 1;
    wake();
  }

  function wake(): void {
    changed.resolve();
    changed = Promise.withResolvers();
  }

  function show(seen: SeenHost): ListedHost {
    const silent = seen.readAt === null && seen.reach.state === 'unreachable' ? seen.reach.reason : 'not read yet';
    const known = seen.readAt === null ? remembered(seen.name, silent) : [];
    const said = listedHost(seen, known, (service, found) => tell(seen.name, service, found));
    return { ...said, ...guardOf(seen.name) };
  }

  function guardOf(host: string): Safety {
    return recorded(() => hosts.safety(host), { mode: 'silent', production: false });
  }

  function remembered(host: string, reason: string): ServiceStatus[] {
    const problem = new Problem('HOST_UNREACHABLE', reason, { hint: '' });
    return recorded(() => lastKnown(store, { host, problem }, undefined), []);
  }

  function tell(host: string, service: string, found: SeenService | null): Told {
    const known = told.get(key(host, service)) ?? recorded(() => toldBy(store, host, service), nothing);
    told.set(key(host, service), known);
    return { ...known, stage: stageServed(found?.gateway?.state) ?? known.stage };
  }

  function forget(host: string): void {
    for (const it of told.keys()) if (it.startsWith(key(host, ''))) told.delete(it);
  }
}

const isGuardedOtherwise = (shown: Safety, now: Safety): boolean =>
  shown.mode !== now.mode || shown.production !== now.production;

const key = (host: string, service: string): string => `${host} ${service}`;
const nothing: Told = { stage: 'trial', last: null };

function toldBy(store: Pick<Store, 'deployments'>, host: string, service: string): Told {
  return { stage: stageRecorded(store, { service, host }) ?? 'trial', last: lastOf(store, host, service) };
}

/** The newest deployment that is over; at most one goes on beside it. */
function lastOf(store: Pick<Store, 'deployments'>, host: string, service: string): ListedService['last'] {
  const newest = store.deployments.list({ host, service, limit: 2 }).find(({ finishedAt }) => finishedAt !== null);
  if (!newest?.finishedAt) return null;
  const { id, kind, state, startedAt, finishedAt } = newest;
  return { id, kind, state, finishedAt, ms: Date.parse(finishedAt) - Date.parse(startedAt) };
}

/** A record that cannot be read must not hide what runs. */
function recorded<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem) return otherwise;
    throw error;
  }
}

const sameItems = <T>(a: readonly T[], b: readonly T[]): boolean =>
  a.length === b.length && a.every((it, index) => it === b[index]);
