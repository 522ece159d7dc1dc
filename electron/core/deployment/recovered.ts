import type { Settled } from '#contract/deployment';
import { Problem } from '#contract/problem';
import { label } from '../docker/labels.ts';
import type { OpenHost } from '../host/hosts.ts';
import type { Vault } from '../secrets/vault.ts';
import { intentWithin } from '../store/patience.ts';
import type { Store } from '../store/store.ts';
import { evidenceOf } from './evidence.ts';
import type { CarryingOut } from './job.ts';
import type { Lock } from './lock.ts';
import { noteOutcome } from './note.ts';
import { sweepProbes } from './probes.ts';
import { removeReplica } from './replicas.ts';
import type { Left } from './run.ts';
import type { Found, Site } from './site.ts';
import { isUnknown } from './surely.ts';
import type { Progress } from './undertaking.ts';

export type Recovering = {
  readonly id: string;
  readonly host: OpenHost;
  readonly store: Store;
  readonly vault: Vault;
  /** Held: nobody else changes the service meanwhile. */
  readonly lock: Lock;
  /** An image to read the service's volume with when its gateway is gone. */
  readonly reader: string;
  readonly signal: AbortSignal;
  /** Why it ended, when this process knows: it then ends as taken back or succeeded, else as interrupted. */
  readonly because?: Problem;
  /** What this process found until then, for the record. */
  readonly found?: Found;
};

/** Calls that were under way when the console died may land late: what of it nobody counts on goes, by its labels. */
export async function sweep(
  site: Site,
  { signal, lock }: Recovering,
  used: ReadonlySet<string> = new Set(),
): Promise<void> {
  const { engine, wanted, id } = site;
  const admitted = new Set([...used, ...site.found.switchedTo]);
  await sweepProbes(engine, wanted.service, lock, signal);
  const found = await engine.listContainers([`${label.service}=${wanted.service}`], signal);
  for (const it of found) {
    lock.check();
    if (it.labels[label.deployment] !== id || it.labels[label.role] !== 'replica' || admitted.has(it.name)) continue;
    site.containers.set(it.name, it.id);
    await removeReplica(it.name, site, signal);
  }
}

/** "at create digits-r2-1", or where nothing had begun. */
export function where({ plan, begun, done }: Progress): string {
  const last = plan.findLast((step) => begun.has(step));
  if (!last) return 'before its first step';
  return `${done.has(last) ? 'after' : 'at'} "${last.do} ${last.target}"`;
}

export function refuseOpen(left: readonly Left[]): void {
  const open = left.find(({ cause }) => isUnknown(cause) || (cause instanceof Problem && cause.code === 'BUSY'));
  if (open) throw open.cause;
}

type Outcome = Settled['outcome'];

export async function seal(
  { id, host, store, vault, because }: Recovering,
  outcome: Outcome,
  told: string,
  site?: Site,
  job?: CarryingOut,
): Promise<Settled> {
  const own = outcome === 'completed' ? 'succeeded' : 'taken-back';
  const state = outcome === 'failed' ? 'failed' : because ? own : 'interrupted';
  const reason = vault.hiding().text(because && outcome !== 'completed' ? `${because.message} (${told})` : told);
  // On the host too, where there is a gateway that can be told; it must not keep the record from ending.
  if (site?.found.gateway && outcome !== 'completed')
    await noteOutcome(state, site, AbortSignal.timeout(10_000)).catch(() => {});
  const evidence = site && job ? { evidence: await evidenceOf(site, job) } : {};
  const finish = () => store.deployments.finish(id, { state, reason, ...evidence });
  const { service, kind, operator, startedAt } = await store.patiently(finish, { within: intentWithin });
  return { id, service, host: host.name, kind, operator, startedAt, outcome, reason: vault.hiding().text(told) };
}
