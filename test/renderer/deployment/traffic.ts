import type { LiveSample } from '#contract/live';

const began = Date.parse('2026-11-20T14:00:00.000Z');
export const at = (seconds: number): string => new Date(began + seconds * 1000).toISOString();

/** What callers got in the second that ended `to` seconds after the start: requests by release. */
export function sample(to: number, requests: Readonly<Record<string, number>>, errors = 0): LiveSample {
  const rates = Object.entries(requests).map(([release, n]) => ({
    name: release,
    release,
    requests: n,
    errors,
    p50: 10,
    p95: 20,
  }));
  const replicas = rates.map((one) => ({ ...one, name: `slipway-digits-${one.release}-1` }));
  return { n: Math.round(to * 10) + 1000, at: at(to), ms: 1000, releases: rates, replicas, memory: [] };
}
