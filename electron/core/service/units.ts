import * as z from 'zod';

const scale = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
const powers = { b: 0, k: 1, m: 2, g: 3 } as const;

/** "250ms", "10s", "5m", "2h", "90d" → milliseconds; a bare 0 is allowed, any other bare number is not. */
export const duration = z
  .union([
    z.literal(0),
    z.string().regex(/^\d+(\.\d+)?(ms|s|m|h|d)$/, 'a duration with its unit: 250ms, 10s, 5m, 2h or 90d'),
  ])
  .transform((text) => {
    if (text === 0) return 0;
    const [, number = '0', unit = 's'] = /^([\d.]+)([a-z]+)$/.exec(text) ?? [];
    return Number(number) * scale[unit as keyof typeof scale];
  });

/** "512m", "2g", "64k", or plain bytes → bytes; k, m and g are powers of 1024 as in Docker. */
export const size = z
  .union([z.number().int().min(1), z.string().regex(/^\d+(\.\d+)?[bkmg]?$/i, 'a size: 512m, 2g, 64k or bytes')])
  .transform((text) => {
    if (typeof text === 'number') return text;
    const [, number = '0', unit = 'b'] = /^([\d.]+)([a-z]?)$/i.exec(text) ?? [];
    return Math.round(Number(number) * 1024 ** powers[(unit || 'b').toLowerCase() as keyof typeof powers]);
  });

/** "0.1%" → 0.001; a bare number from 0 to 1 stands for itself. */
export const ratio = z
  .union([z.number().min(0).max(1), z.string().regex(/^\d+(\.\d+)?%$/, 'a share: 0.1% or a number from 0 to 1')])
  .transform((text) => (typeof text === 'number' ? text : Number(text.slice(0, -1)) / 100));
