import type { Deployment } from '#contract/deployment';
import type { Problem } from '#contract/problem';
import type { ServiceStatus } from '#contract/service';
import type { Store } from '../store/store.ts';

/** Deployments of one host that are looked through, the newest first. */
const looked = 1_000;

/** The services that the record last knew on a host which does not answer, in state `unknown`, with the age of that knowledge. */
export function lastKnown(
  store: Pick<Store, 'deployments'>,
  silent: { readonly host: string; readonly problem: Problem },
  service: string | undefined,
  now: number = Date.now(),
): ServiceStatus[] {
  const { host, problem } = silent;
  const done = store.deployments.list({ host, service, state: 'succeeded', limit: looked });
  const newest = new Map<string, Deployment>();
  for (const deployment of done) if (!newest.has(deployment.service)) newest.set(deployment.service, deployment);
  return [...newest.values()]
    .filter(({ kind }) => kind !== 'retire')
    .map((deployment) => ({
      service: deployment.service,
      host,
      address: null,
      state: 'unknown' as const,
      release: deployment.to,
      replicas: [],
      gateway: null,
      traffic: [],
      reason: `${problem.message}; last known ${ageOf(deployment, now)} ago, after a ${deployment.kind}`,
    }));
}

function ageOf({ finishedAt, startedAt }: Deployment, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(finishedAt ?? startedAt)) / 60_000));
  if (minutes < 1) return 'less than a minute';
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}
