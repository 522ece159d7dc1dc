import type { Deployment, DeploymentKind, DeploymentState } from '#contract/deployment';

/** What the list is narrowed to; "" is everything. */
export type Filter = {
  readonly text: string;
  readonly service: string;
  readonly host: string;
  readonly kind: DeploymentKind | '';
  readonly state: DeploymentState | '';
};

export const everything: Filter = { text: '', service: '', host: '', kind: '', state: '' };

/** As the core is asked: what is empty is left out. Pure. */
export function questionOf({ text, service, host, kind, state }: Filter, limit: number) {
  return {
    limit,
    ...(text.trim() ? { text: text.trim() } : {}),
    ...(service ? { service } : {}),
    ...(host ? { host } : {}),
    ...(kind ? { kind } : {}),
    ...(state ? { state } : {}),
  };
}

/** The two chosen to be compared, oldest first; a third takes the place of the one chosen before the last. Pure. */
export function chosen(before: readonly string[], id: string): readonly string[] {
  if (before.includes(id)) return before.filter((one) => one !== id);
  return [...before, id].slice(-2);
}

/** ULIDs sort by the time they were made. Pure. */
export const inOrder = (ids: readonly string[]): readonly string[] => ids.toSorted();

/** Milliseconds from its start to its end, null while it goes on. Pure. */
export const tookMs = ({ startedAt, finishedAt }: Pick<Deployment, 'startedAt' | 'finishedAt'>): number | null =>
  finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : null;
