import type { Release } from '../release/release.ts';
import type { Kept, Present } from './observed.ts';

/** Releases that stay on the host beside what serves: the newest of them are the ways back. */
export const keptReleases = 20;

/** A release's file on the host. Its golden requests stand in it once: their bodies may be megabytes. */
export function keptText(release: Release, present: Present): string {
  const slim = <T extends { readonly policy: Present['policy'] }>(part: T): T => ({
    ...part,
    policy: { ...part.policy, golden: [] },
  });
  return JSON.stringify({ ...release, with: slim(release.with), present: slim(present) });
}

/** Null for what is damaged or was written in another form: it is then not a way back. */
export function readKept(value: unknown): Kept | null {
  const kept = value as Partial<Kept> | null;
  if (!kept?.number || !kept.identity || !kept.run?.model || !kept.with || !kept.present?.front) return null;
  const { golden = [] } = kept;
  const whole = <T extends { readonly policy: Present['policy'] }>(part: T): T => ({
    ...part,
    policy: { ...part.policy, golden: [...golden] },
  });
  return { ...(kept as Kept), golden, with: whole(kept.with), present: whole(kept.present) };
}

/** What may go: neither serves nor is among the newest. */
export function outdated(numbers: Iterable<number>, serving: number): number[] {
  return [...numbers]
    .filter((number) => number !== serving)
    .sort((a, b) => b - a)
    .slice(keptReleases);
}
