import * as z from 'zod';

const scale = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const powers = { b: 0, k: 1, m: 2, g: 3 } as const;
const day = scale.d;

/** What each unit wants, in the words of its errors (a union's own are used only where none of its kinds fits). */
export const wanted = {
  duration: 'a duration with its unit: 250ms, 10s, 5m, 2h or 90d',
  size: 'a size: 512m, 2g, 64k or bytes',
  ratio: 'a share: 0.1% or a number from 0 to 1',
} as const;

/** "250ms", "10s", "5m", "2h", "90d" → milliseconds; a bare 0 is allowed, any other bare number is not. */
export const duration = z
  .union([z.literal(0), z.string().regex(/^\d{1,9}(\.\d{1,9})?(ms|s|m|h|d)$/, wanted.duration)], {
    error: wanted.duration,
  })
  .transform((text) => {
    if (text === 0) return 0;
    const [, number = '0', unit = 's'] = /^([\d.]+)([a-z]+)$/.exec(text) ?? [];
    return Number(number) * scale[unit as keyof typeof scale];
  });

/** A duration that something waits for; longer ones would overflow the timers of Node (2^31 ms) and help nobody. */
export const wait = duration.refine((ms) => ms <= day, 'a duration of at most 24h');
/** A wait that must not be nothing. */
export const span = duration.refine((ms) => ms >= 1 && ms <= day, 'a duration from 1ms to 24h');

/** "512m", "2g", "64k", or plain bytes → bytes, at least 1; k, m and g are powers of 1024 as in Docker. */
export const size = z
  .union(
    [z.number().int(wanted.size).min(1, wanted.size), z.string().regex(/^\d{1,12}(\.\d{1,9})?[bkmg]?$/i, wanted.size)],
    { error: wanted.size },
  )
  .transform((text) => {
    if (typeof text === 'number') return text;
    const [, number = '0', unit = 'b'] = /^([\d.]+)([a-z]?)$/i.exec(text) ?? [];
    return Math.round(Number(number) * 1024 ** powers[(unit || 'b').toLowerCase() as keyof typeof powers]);
  })
  .refine((bytes) => bytes >= 1 && bytes <= Number.MAX_SAFE_INTEGER, wanted.size);

/** "0.1%" → 0.001; a bare number from 0 to 1 stands for itself. */
export const ratio = z
  .union(
    [z.number().min(0, wanted.ratio).max(1, wanted.ratio), z.string().regex(/^\d{1,3}(\.\d{1,9})?%$/, wanted.ratio)],
    { error: wanted.ratio },
  )
  .transform((text) => (typeof text === 'number' ? text : Number(text.slice(0, -1)) / 100))
  .refine((share) => share <= 1, wanted.ratio);
