import { label, type Role } from '../docker/labels.ts';
import type { ContainerSummary } from '../docker/types.ts';

/** A deployment that made replicas and has no line on the host: its console ended in the middle. `by` null: not known. */
export type Unended = { readonly deployment: string; readonly by: string | null; readonly replicas: readonly string[] };

/** Pure: from a service's containers and the lines of its deployments. One that holds the service's lock goes on. */
export function unendedIn(containers: readonly ContainerSummary[], lines: readonly unknown[]): Unended[] {
  const inRole = (role: Role) => containers.filter((it) => it.labels[label.role] === role);
  const over = new Set(lines.flatMap(idsIn));
  for (const { state, labels } of inRole('lock')) if (state === 'running') over.add(labels[label.deployment] ?? '');
  const made = Map.groupBy(inRole('replica'), ({ labels }) => labels[label.deployment] ?? '');
  return [...made]
    .filter(([deployment]) => deployment !== '' && !over.has(deployment))
    .map(([deployment, replicas]) => ({
      deployment,
      by: replicas.map(({ labels }) => labels[label.holder]).find(Boolean) ?? null,
      replicas: replicas.map(({ name }) => name).sort(),
    }));
}

/** Its own, and those that it settled. */
function idsIn(line: unknown): string[] {
  const { id, settles } = line as { id?: unknown; settles?: unknown };
  return [id, ...(Array.isArray(settles) ? settles : [])].filter((it) => typeof it === 'string');
}

/** "an interrupted deployment of ada". */
export const unendedText = ({ by }: Unended): string => `an interrupted deployment of ${by ?? 'somebody'}`;
