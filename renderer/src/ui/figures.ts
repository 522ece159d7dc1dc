/** Numbers as they are read: value and unit apart, so that the unit can stand back. */
export type Figure = readonly [value: string, unit: string];

/** Milliseconds to "9 ms", "1.92 s", "3.1 min". */
export function duration(ms: number): Figure {
  if (ms < 10) return [fixed(ms, ms < 1 ? 2 : 1), 'ms'];
  if (ms < 1000) return [fixed(ms, 0), 'ms'];
  if (ms < 10_000) return [fixed(ms / 1000, 2), 's'];
  if (ms < 120_000) return [fixed(ms / 1000, 1), 's'];
  if (ms < 7_200_000) return [fixed(ms / 60_000, 0), 'min'];
  return [fixed(ms / 3_600_000, 1), 'h'];
}

/** Bytes to "412 MB": powers of 1,000, as registries and disks count. */
export function bytes(size: number): Figure {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const at = Math.min(units.length - 1, size < 1 ? 0 : Math.floor(Math.log10(size) / 3));
  const value = size / 1000 ** at;
  return [fixed(value, value < 10 && at > 2 ? 1 : 0), units[at] ?? 'B'];
}

export const joined = ([value, unit]: Figure): string => `${value} ${unit}`;

export const count = (n: number): string => n.toLocaleString('en-US');

/** "just now", "38 s ago", "4 min ago", "3 h ago", "2 d ago". */
export function ago(at: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  if (seconds < 2) return 'just now';
  return `${span(seconds)} ago`;
}

/** Seconds to "38 s", "4 min", "3 h", "2 d". */
export function span(seconds: number): string {
  if (seconds < 100) return `${Math.floor(seconds)} s`;
  if (seconds < 6000) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** "today 14:02", "18 Nov 09:41", "3 Mar 2025". */
export function moment(at: string, now: number): string {
  const then = new Date(at);
  const today = new Date(now);
  const time = then.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (then.toDateString() === today.toDateString()) return `today ${time}`;
  const day = then.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' });
  return then.getFullYear() === today.getFullYear() ? `${day} ${time}` : `${day} ${then.getFullYear()}`;
}

/** "sha256:9f2c…61ab" to "9f2c…61ab". */
export function shortDigest(digest: string): string {
  const hash = digest.split(':').at(-1) ?? digest;
  return hash.length > 12 ? `${hash.slice(0, 4)}…${hash.slice(-4)}` : hash;
}

const fixed = (value: number, digits: number): string => value.toFixed(digits);
