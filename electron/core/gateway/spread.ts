import type { Figures } from '#contract/deployment';
import { type AccessLine, isError } from './traffic.ts';

/** Nearest rank over the lines' weights, of whole and right answers alone; null when there are none. */
export function spreadOf(lines: readonly AccessLine[]): Figures['latency'] {
  const sorted = lines.filter(isAnswer).toSorted((a, b) => a.total - b.total);
  const last = sorted.at(-1);
  if (!last) return null;
  const all = weigh(sorted);
  const at = (share: number): number => {
    let passed = 0;
    for (const line of sorted) {
      passed += line.weight;
      if (passed >= share * all) return line.total;
    }
    return last.total;
  };
  return { answers: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: last.total };
}

const isAnswer = (line: AccessLine): boolean =>
  line.total >= 0 && !isError(line) && !'Cc'.includes(line.ended[0] ?? '');

const weigh = (lines: readonly AccessLine[]): number => lines.reduce((sum, { weight }) => sum + weight, 0);
