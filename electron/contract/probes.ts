import * as z from 'zod';
import { releaseRef } from './release.ts';

/** What came of a request that is wrong on purpose: refused with a 4xx, taken as if it were right, or neither. */
export const probeEnd = z.enum(['refused', 'taken', 'broke', 'silent']);
export type ProbeEnd = z.infer<typeof probeEnd>;

/** `status` is null where no answer came; `said` the beginning of the answer. Milliseconds. */
export const probe = z.object({
  name: z.string(),
  what: z.string(),
  end: probeEnd,
  status: z.number().int().nullable(),
  ms: z.number(),
  said: z.string(),
});
export type Probe = z.infer<typeof probe>;

/**
 * Wrong requests that were sent to a model, and whether its process was the same and answered as before afterwards.
 * `unread` says what could not be tried.
 */
export const probing = z.object({
  service: z.string(),
  host: z.string(),
  to: z.string(),
  release: releaseRef.nullable(),
  probes: z.array(probe),
  alive: z.boolean(),
  unread: z.array(z.string()),
});
export type Probing = z.infer<typeof probing>;
