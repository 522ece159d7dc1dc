import type { Deployment, Settled } from '#contract/deployment';
import { Problem } from '#contract/problem';
import type { Hosts, OpenHost } from '../host/hosts.ts';
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
  /** The image for the lock, and to read a volume with. */
  readonly imageFor: (service: string, host: OpenHost, signal: AbortSignal) => Promise<string>;
};

/** Unfinished here and carried out by nobody here: this data folder has one writer, so its process is dead. */
export const isInterrupted =
  ({ store, isRunning }: Pick<Settling, 'store' | 'isRunning'>) =>
  (id: string): boolean =>
    !isRunning(id) && store.deployments.unfinished().some((it) => it.id === id);

/** Settles what was left of one service, with its lock held. What cannot be settled now is thrown. */
export async function settleService(
  service: string,
  held: { host: OpenHost; lock: Lock; image: string; signal: AbortSignal },
  settling: Settling,
): Promise<Settled[]> {
  const { host, lock, image, signal } = held;
  const settled: Settled[] = [];
  for (const { id } of interrupted(settling, service)) {
    const { engine } = settling.store.deployments.get(id);
    if (engine !== host.info.id) continue;
    settled.push(await recover({ ...settling, id, host, lock, reader: image, signal }));
  }
  return settled;
}

/** Settles all that can be settled now, of one service or of every one; the rest is `left`, with the reason. */
export async function settleAll(service: string | undefined, settling: Settling): Promise<Settled[]> {
  const waiting = Map.groupBy(interrupted(settling, service), (it) => `${it.host} ${it.service}`);
  const all = await Promise.all([...waiting.values()].map((some) => settleSome(some, settling)));
  return all.flat();
}

async function settleSome(some: readonly Deployment[], settling: Settling): Promise<Settled[]> {
  const [first] = some;
  if (!first) return [];
  const { signal } = new AbortController();
  try {
    const host = await settling.hosts.open(first.host);
    refuseOther(first, host);
    const image = await settling.imageFor(first.service, host, signal);
    const holder = { service: first.service, deployment: first.id, operator: settling.operator, image };
    await using lock = await acquire(host.engine, { ...holder, isDead: isInterrupted(settling) }, signal);
    return await settleService(first.service, { host, lock, image, signal }, settling);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const left = interrupted(settling, first.service).filter(({ host }) => host === first.host);
    return left.map((it) => leftOver(it, reasonOf(error)));
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
    .filter((it) => !settling.isRunning(it.id) && (service === undefined || it.service === service));

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
