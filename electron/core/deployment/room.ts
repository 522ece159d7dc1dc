import { Problem } from '#contract/problem';
import type { Disk } from '../host/disk.ts';
import type { Observed } from './observed.ts';
import type { Step } from './steps.ts';

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

const size = (bytes: number): string => `${(bytes / gib).toFixed(1)} GiB`;
