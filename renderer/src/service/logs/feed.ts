import type { LogLine } from '#contract/service';
import { type LogRing, logRing, type RingLimits } from './ring.ts';

/** A log on the page: whoever reads it adds lines, whoever shows it hears of them at most once a frame. */
export type LogFeed = {
  readonly ring: LogRing;
  add(lines: readonly LogLine[]): void;
  clear(): void;
  /** Goes up with every change. */
  version(): number;
  subscribe(listener: () => void): () => void;
};

export function logFeed(limits?: RingLimits): LogFeed {
  const ring = logRing(limits);
  const listeners = new Set<() => void>();
  let version = 0;
  let told = true;
  const changed = () => {
    if (!told) return;
    told = false;
    requestAnimationFrame(() => {
      told = true;
      version += 1;
      for (const listener of [...listeners]) listener();
    });
  };
  return {
    ring,
    add(lines) {
      ring.push(lines);
      changed();
    },
    clear() {
      ring.clear();
      changed();
    },
    version: () => version,
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
