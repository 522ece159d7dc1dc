import type { Deployment } from '#contract/deployment';
import type { Underway } from '#contract/inventory';
import { Problem } from '#contract/problem';
import { label } from '../docker/labels.ts';
import type { ListedContainer } from '../docker/types.ts';
import type { Store } from '../store/store.ts';
import { type SeenHost, serviceOf } from './inventory.ts';

/** What is carried out in this console. */
export type Conducted = {
  ongoing(): readonly string[];
  watch(onChange: () => void, signal: AbortSignal): void;
};

export type Recorded = { readonly store: Pick<Store, 'deployments'>; readonly conductor: Conducted };

/** Deployments that go on now: those of this console, and whatever holds a service's lock on a host. Oldest first. */
export function underwayOn(hosts: readonly SeenHost[], { store, conductor }: Recorded): Underway[] {
  const locks = hosts.flatMap((host) => locksOn(host).map((lock) => ({ host: host.name, lock })));
  const held = locks.flatMap(({ host, lock }) => {
    const record = recordOf(store, lock.labels[label.deployment] ?? '');
    if (record) return record.finishedAt === null ? [ofRecord(record)] : [];
    return [ofLock(host, lock)];
  });
  const seen = new Set(held.map(({ id }) => id));
  const own = conductor.ongoing().filter((id) => !seen.has(id));
  const begun = own.flatMap((id) => recordOf(store, id) ?? []).filter(({ finishedAt }) => finishedAt === null);
  return [...held, ...begun.map(ofRecord)].toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
}

const locksOn = ({ containers }: SeenHost): ListedContainer[] =>
  [...containers.values()].filter(
    (it) => it.labels[label.role] === 'lock' && it.state === 'running' && serviceOf(it) !== null,
  );

/** Null for a deployment of another console's record. */
function recordOf(store: Pick<Store, 'deployments'>, id: string): Deployment | null {
  try {
    return /^[0-9A-Z]{26}$/.test(id) ? store.deployments.get(id) : null;
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

function ofRecord({ id, service, host, kind, from, to, operator, startedAt, steps }: Deployment): Underway {
  const step = steps.findLast(({ state }) => state === 'started') ?? steps.at(-1);
  return {
    id,
    service,
    host,
    kind,
    from,
    to,
    operator,
    startedAt,
    step: step ? { n: step.n, of: step.of, do: step.do } : null,
  };
}

/** What its labels tell, which any console may have written. */
function ofLock(host: string, lock: ListedContainer): Underway {
  const since = Date.parse(lock.labels[label.since] ?? '');
  return {
    id: null,
    service: serviceOf(lock) ?? '',
    host,
    kind: null,
    from: null,
    to: null,
    operator: (lock.labels[label.holder] ?? '').slice(0, 1_000),
    startedAt: new Date(Number.isNaN(since) ? lock.createdAt : since).toISOString(),
    step: null,
  };
}
