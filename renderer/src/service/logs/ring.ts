import type { LogLine } from '#contract/service';
import { cleaned } from './clean.ts';

/** A line that is held; `time` in milliseconds since 1970, `cells` how wide it is. */
export type HeldLine = {
  readonly n: number;
  readonly time: number;
  readonly replica: string;
  readonly stream: LogLine['stream'];
  readonly text: string;
  readonly cells: number;
};

/** The newest lines of a log, numbered from 0 in the order in which they came. Numbers below `first` were let go of. */
export type LogRing = {
  readonly first: number;
  readonly end: number;
  /** Every name that ever wrote, in the order in which they were first seen. */
  readonly replicas: readonly string[];
  push(lines: readonly LogLine[]): void;
  clear(): void;
  text(n: number): string;
  cells(n: number): number;
  isError(n: number): boolean;
  at(n: number): HeldLine;
};

export type RingLimits = { readonly lines: number; readonly characters: number };
/** A million lines as long as they usually are, or fewer that are longer: some 300 MB at the most. */
const limits: RingLimits = { lines: 1_000_000, characters: 150_000_000 };

/** Strings stay as the engine's; all else of a line is in columns, which cost 15 bytes a line and nothing to collect. */
export function logRing({ lines: most, characters }: RingLimits = limits): LogRing {
  let size = Math.min(most, 4096);
  let texts: string[] = new Array(size).fill('');
  let times = new Float64Array(size);
  let widths = new Uint32Array(size);
  let names = new Uint16Array(size);
  let errors = new Uint8Array(size);
  let first = 0;
  let end = 0;
  let held = 0;
  const replicas: string[] = [];

  const drop = () => {
    const slot = first % size;
    held -= texts[slot]?.length ?? 0;
    texts[slot] = '';
    first += 1;
  };
  const grow = () => {
    const wider = Math.min(most, size * 2);
    const before = { texts, times, widths, names, errors, size };
    texts = new Array(wider).fill('');
    times = new Float64Array(wider);
    widths = new Uint32Array(wider);
    names = new Uint16Array(wider);
    errors = new Uint8Array(wider);
    for (let n = first; n < end; n += 1) {
      const from = n % before.size;
      const to = n % wider;
      texts[to] = before.texts[from] ?? '';
      times[to] = before.times[from] ?? 0;
      widths[to] = before.widths[from] ?? 0;
      names[to] = before.names[from] ?? 0;
      errors[to] = before.errors[from] ?? 0;
    }
    size = wider;
  };
  const nameOf = (replica: string): number => {
    const known = replicas.indexOf(replica);
    if (known >= 0) return known;
    // A column of 16 bits; names beyond are written as the last one, which no service reaches.
    return Math.min(replicas.push(replica) - 1, 0xffff);
  };
  const add = ({ line, time, replica, stream }: LogLine) => {
    if (end - first === size && size < most) grow();
    const { text, cells } = cleaned(line);
    while (end > first && (end - first === size || held + text.length > characters)) drop();
    const slot = end % size;
    texts[slot] = text;
    times[slot] = Date.parse(time) || 0;
    widths[slot] = cells;
    names[slot] = nameOf(replica);
    errors[slot] = stream === 'stderr' ? 1 : 0;
    held += text.length;
    end += 1;
  };

  return {
    get first() {
      return first;
    },
    get end() {
      return end;
    },
    replicas,
    push(lines) {
      for (const line of lines) add(line);
    },
    clear() {
      while (first < end) drop();
    },
    text: (n) => texts[n % size] ?? '',
    cells: (n) => widths[n % size] ?? 0,
    isError: (n) => errors[n % size] === 1,
    at(n) {
      const slot = n % size;
      return {
        n,
        time: times[slot] ?? 0,
        replica: replicas[names[slot] ?? 0] ?? '',
        stream: errors[slot] === 1 ? 'stderr' : 'stdout',
        text: texts[slot] ?? '',
        cells: widths[slot] ?? 0,
      };
    },
  };
}
