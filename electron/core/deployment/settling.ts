import type { Deployment, Settled } from '#contract/deployment';
import { Problem } from '#contract/problem';
import type { Hosts, OpenHost } from '../host/hosts.ts';
import { refuseReadOnly } from '../host/permit.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Store } from '../store/store.ts';
import { acquire, type Lock } from './lock.ts';
import { recover } from './recover.ts';
import { reasonOf } from './run.ts';

export type Settling = {
  readonly hosts: Hosts;
  readonly store: Store;
  readonly vault: Vault;
  readonly operator: string;
  /** Whether this process is carrying it out right now. */
  readonly isRunning: (id: string) => boolean;
  /** Deployments that this process is settling right now: two at once would take each other's lock for a dead one's. */
  readonly underway: Set<string>;
  /** The image for the lock, and to read a volume with. */
  readonly imageFor: (service: string, host: OpenHost, signal: AbortSignal) => Promise<string>;
};

/** Unfinished here and carried out by nobody here: this data folder has one writer, so its process is dead. */
export const isInterrupted =
  ({ store, isRunning, underway }: Pick<Settling, 'store' | 'isRunning' | 'underway'>) =>
  (id: string): boolean =>
    !isRunning(id) && !underway.has(id) && store.deployments.unfinished().some((it) => it.id === id);

/** Settles what was left of one service, with its lock held. What cannot be settled now is thrown. */
export async function settleService(service: string, held: Held, settling: Settling): Promise<Settled[]> {
  return alone(interrupted(settling, service), settling, (some) => settleThese(some, held, settling));
}

type Held = {
  readonly host: OpenHost;
  readonly lock: Lock;
  readonly image: string;
  readonly signal: AbortSignal;
};

async function settleThese(some: readonly Deployment[], held: Held, settling: Settling): Promise<Settled[]> {
  const { host, lock, image, signal } = held;
  const settled: Settled[] = [];
  for (const { id, engine } of some) {
    if (engine !== host.info.id) continue;
    settled.push(await recover({ ...settling, id, host, lock, reader: image, signal }));
  }
  return settled;
}

/** Settles all that can be settled now, of one service or of every one; the rest is `left`, with the reason. */
export async function settleAll(service: string | undefined, settling: Settling): Promise<Settled[]> {
  const waiting = Map.groupBy(interrupted(settling, service), (it) => `${it.host} ${it.service}`);
  const all = await Promise.all(
    [...waiting.values()].map((some) => alone(some, settling, (these) => settleSome(these, settling))),
  );
  return all.flat();
}

/** From before anything is waited for until it is over, so that nobody else here begins with the same. */
async function alone<T>(
  some: readonly Deployment[],
  { underway }: Settling,
  work: (some: readonly Deployment[]) => Promise<T>,
): Promise<T> {
  const ids = some.map(({ id }) => id);
  for (const id of ids) underway.add(id);
  try {
    return await work(some);
  } finally {
    for (const id of ids) underway.delete(id);
  }
}

async function settleSome(some: readonly Deployment[], settling: Settling): Promise<Settled[]> {
  const [first] = some;
  if (!first) return [];
  const { signal } = new AbortController();
  const isOurs = (id: string) => some.some((it) => it.id === id);
  const isOver = isInterrupted(settling);
  const settled: Settled[] = [];
  try {
    const host = await settling.hosts.open(first.host);
    refuseOther(first, host);
    refuseReadOnly(host, `Settling the ${first.kind} of ${first.service}`);
    const image = await settling.imageFor(first.service, host, signal);
    const holder = { service: first.service, deployment: first.id, operator: settling.operator, image };
    const isDead = (id: string) => isOurs(id) || isOver(id);
    await using lock = await acquire(host.engine, { ...holder, isDead }, signal);
    for (const one of some) settled.push(...(await settleThese([one], { host, lock, image, signal }, settling)));
    return settled;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const left = some.filter(({ id }) => !settled.some((it) => it.id === id));
    return [...settled, ...left.map((it) => leftOver(it, reasonOf(error)))];
  }
}

function refuseOther({ engine, host }: Deployment, { info }: OpenHost): void {
  if (engine === info.id) return;
  throw new Problem('HOST_UNREACHABLE', `${host} is another engine now than the one it was begun on`, {
    hint: 'Point the host at that engine again ("slipway hosts", DOCKER_HOST).',
  });
}

const interrupted = (settling: Settling, service: string | undefined): Deployment[] =>
  settling.store.deployments
    .unfinished()
    .filter(
      (it) =>
        !settling.isRunning(it.id) &&
        !settling.underway.has(it.id) &&
        (service === undefined || it.service === service),
    );

const leftOver = ({ id, service, host, kind, operator, startedAt }: Deployment, reason: string): Settled => ({
  id,
  service,
  host,
  kind,
  operator,
  startedAt,
  outcome: 'left',
  reason,
});
