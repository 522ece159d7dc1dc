import { Problem } from '#contract/problem';
import type { Disk } from '../host/disk.ts';
import type { Observed } from './observed.ts';
import type { Step } from './steps.ts';
import type { Wanted } from './wanted.ts';

const gib = 1024 ** 3;
/** Bytes: less than this and hardly any image can be unpacked, and what runs there can soon not write either. */
const least = gib / 4;
/** Bytes below which it is said: what a host wants free for itself (RELIABILITY.md, rule 27). */
const scarce = 2 * gib;

/** Bytes of the image that serves: what comes in its place is seldom far from it; null where none is known. */
export type Fetching = { readonly disk: Disk | null; readonly present: number | null; readonly root: string };

/** Whether something is brought to the host that takes room under the engine's data. */
export const fetches = (steps: readonly Step[]): boolean => steps.some((step) => step.do === 'pull');

/**
 * Pure: what is to be said of the room for an image that is fetched; nothing where there is plenty. STOPPED where there is
 * none to speak of. How large it is its registry does not tell beforehand: the one that serves is the measure.
 */
export function roomFor({ service }: Pick<Observed, 'service'>, { disk, present, root }: Fetching): string[] {
  if (disk === null) return [`How much room is left under ${root} is not known before something of ours runs there.`];
  const left = `${size(disk.free)} of ${size(disk.total)} are free under ${root}`;
  if (disk.free < least) {
    throw new Problem('STOPPED', `There is no room for the image of ${service}: ${left}`, {
      stop: 'does-not-fit',
      hint: 'Free some there ("docker system df" says what takes it), or choose another host.',
    });
  }
  const likely = present === null ? '' : `; the image that serves takes ${size(present)}`;
  return disk.free < Math.max(scarce, (present ?? 0) * 1.5) ? [`Room is scarce: ${left}${likely}.`] : [];
}

/** Bytes of memory that replicas may come to take beyond what is given back before they start; 0 where nothing limits them. */
export function memoryFor({ replicas, releases }: Observed, wanted: Wanted, steps: readonly Step[]): number {
  const arriving = steps.filter((step) => step.do === 'create').length;
  const stopped = new Set(steps.flatMap((step) => (step.do === 'stop' ? [step.target] : [])));
  const givenBack = replicas
    .filter(({ name }) => stopped.has(name))
    .reduce((sum, { release }) => sum + (releases.get(release)?.run.memory ?? 0), 0);
  return Math.max(0, arriving * (wanted.release.run.memory ?? 0) - givenBack);
}

/**
 * Pure: what is to be said of the memory for replicas that are started. Only said: a limit is what they may take, and no
 * more than what they are known to take once they run. What cannot fit at all is a stop (stops.ts).
 */
export const memoryText = (needed: number, available: number | null, total: number): string[] =>
  available === null || needed <= available
    ? []
    : [
        `Memory is scarce: the new replicas may take ${size(needed)}, and ${size(available)} of ${size(total)} are available there.`,
      ];

const size = (bytes: number): string => `${(bytes / gib).toFixed(1)} GiB`;
