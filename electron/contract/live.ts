import * as z from 'zod';

/** Requests of one release or replica within one sample; latencies in milliseconds, null when nothing was answered. */
export const rate = z.object({
  name: z.string(),
  release: z.string(),
  requests: z.number().int(),
  errors: z.number().int(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
});
export type Rate = z.infer<typeof rate>;

/** What a service's callers got in `ms` milliseconds that ended `at`; `memory` in bytes by replica, `limit` null for none. */
export const liveSample = z.object({
  n: z.number().int(),
  at: z.string(),
  ms: z.number(),
  releases: z.array(rate),
  replicas: z.array(rate),
  memory: z.array(z.object({ name: z.string(), used: z.number(), limit: z.number().nullable() })),
});
export type LiveSample = z.infer<typeof liveSample>;
