import { Problem } from '#contract/problem';

const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** "10m" ago or an ISO time, as ISO 8601 in UTC. Fails with BAD_COMMAND. */
export function since(text: string | undefined, now: number = Date.now()): string | undefined {
  if (text === undefined) return undefined;
  const ago = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  const at = ago ? now - Number(ago[1]) * units[ago[2] as keyof typeof units] : isoTime(text);
  if (at === undefined || Math.abs(at) > 8.64e15) {
    throw new Problem('BAD_COMMAND', `--since "${text}" is no time.`, {
      hint: 'Write how long ago (90s, 10m, 2h, 7d) or when (2026-01-31 or 2026-01-31T09:15:00Z).',
    });
  }
  return new Date(at).toISOString();
}

function isoTime(text: string): number | undefined {
  const at = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
