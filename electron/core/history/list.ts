import type { Deployment } from '#contract/deployment';
import type { HistoryFilter, Said } from '#contract/history';
import type { Hiding } from '../secrets/hiding.ts';
import type { Store } from '../store/store.ts';

/**
 * The deployments that a filter lets through, and what people said around them, which has no kind of deployment and no
 * state: where either is asked for, nothing of it. BAD_COMMAND for a date that is none.
 */
export function listHistory(
  { deployments, said }: Pick<Store, 'deployments' | 'said'>,
  filter: HistoryFilter,
  hiding: Pick<Hiding, 'deep'>,
): { deployments: Deployment[]; said?: Said[] } {
  const found = deployments.list(filter);
  if (filter.kind !== undefined || filter.state !== undefined) return { deployments: found };
  const { service, host, since, text, limit } = filter;
  // What is older than the oldest deployment of a full page belongs to the next one.
  const from = found.length < limit ? since : found.at(-1)?.startedAt;
  const all = said
    .list({ service, host, since: from && new Date(from).toISOString(), limit })
    .filter((it) => holds(it, text));
  return { deployments: found, ...(all.length > 0 ? { said: hiding.deep(all) } : {}) };
}

function holds({ id, service, host, kind, by, text: words }: Said, text: string | undefined): boolean {
  if (text === undefined) return true;
  return [id, service, host, kind, by, words].join(' ').toLowerCase().includes(text.toLowerCase());
}
