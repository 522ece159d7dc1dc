import type { Area, Finding } from '#contract/checklist';
import { areas } from './areas.ts';
import { byUrgency, looks, type Standing, standingOf } from './standing.ts';

/** One area: a segment for each finding that applies, what is well first; `well` of `of` passed or are lived with. */
export type Bar = {
  readonly area: Area;
  readonly segments: readonly Standing[];
  readonly well: number;
  readonly of: number;
  /** "5 of 7: 1 warn, 1 unchecked", for who cannot see it. */
  readonly words: string;
};

/** Pure: the seven bars, in the order of the areas. */
export function barsOf(findings: readonly Finding[]): readonly Bar[] {
  return areas.map((area) => {
    const own = byUrgency(findings.filter((one) => one.area === area && standingOf(one) !== 'idle'));
    const segments = own.map((one) => standingOf(one)).toReversed();
    const well = segments.filter(isWell).length;
    const rest = [...new Set(segments.filter((one) => !isWell(one) || one === 'accepted'))].map(
      (one) => `${segments.filter((it) => it === one).length} ${looks[one].word}`,
    );
    const words = [`${well} of ${segments.length}`, rest.join(', ')].filter(Boolean).join(': ');
    return { area, segments, well, of: segments.length, words };
  });
}

const isWell = (standing: Standing): boolean => standing === 'pass' || standing === 'accepted';

/** "all 6 pass", "2 to look at": an area in a narrow list. */
export function barWords({ segments, well, of }: Bar): string {
  const urgent = segments.filter((one) => one === 'stop' || one === 'fail' || one === 'warn' || one === 'stale').length;
  if (urgent > 0) return `${urgent} to look at`;
  if (of === 0) return 'nothing applies';
  return well === of ? `all ${of} pass` : `${well} of ${of}`;
}
