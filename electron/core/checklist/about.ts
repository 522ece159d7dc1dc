import type { Deployment, Plan } from '#contract/deployment';
import { repositoryOf } from '../deployment/image.ts';
import type { ServiceFile } from '../service/schema.ts';
import type { Store } from '../store/store.ts';

/** Of the earlier deployments so many are enough to tell by. */
const looked = 20;
const counted = 5;

/**
 * Milliseconds until it serves: the middle one of the last deployments of the service, else of those with the same image's
 * other releases; null when nothing was ever deployed like it. What changes nothing takes no time.
 */
export function aboutMs({ deployments }: Pick<Store, 'deployments'>, plan: Plan, file: ServiceFile): number | null {
  if (plan.steps.length === 0) return 0;
  const { service, host, kind } = plan;
  const own = timesOf(deployments.list({ service, host, kind, state: 'succeeded', limit: looked }));
  if (own.length > 0) return middle(own);
  const like = deployments
    .list({ kind, state: 'succeeded', limit: looked })
    .filter(({ id }) => repositoryIn(deployments.record(id).file) === repositoryOf(file.model.image));
  return middle(timesOf(like));
}

const timesOf = (all: readonly Deployment[]): number[] =>
  all
    .flatMap(({ startedAt, servingAt }) => (servingAt === null ? [] : [Date.parse(servingAt) - Date.parse(startedAt)]))
    .slice(0, counted);

function middle(times: readonly number[]): number | null {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? null;
}

function repositoryIn(file: unknown): string | null {
  const image = (file as { run?: { model?: { image?: string } } } | null)?.run?.model?.image;
  return image === undefined ? null : repositoryOf(image);
}
