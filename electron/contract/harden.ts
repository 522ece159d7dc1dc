import * as z from 'zod';
import { fieldEdit } from './checklist.ts';
import { problemShape } from './problem.ts';

export const hardenAxis = z.enum(['as it is', 'together', 'user', 'capabilities', 'files', 'memory', 'network']);

/** One thing that was tried on a container of its own; `reason` says why it could not be kept, `ms` until it was known. */
export const hardenTry = z.object({
  of: hardenAxis,
  what: z.string(),
  ok: z.boolean(),
  reason: z.string().nullable(),
  ms: z.number(),
});
export type HardenTry = z.infer<typeof hardenTry>;

/** The service file's part of that name. Without `user` it is the image's own. */
export const hardSecurity = z.object({
  user: z.string().optional(),
  readOnly: z.boolean(),
  tmpfs: z.array(z.string()),
  capDrop: z.array(z.string()),
  capAdd: z.array(z.string()),
});

/**
 * What a replica used while it was asked: memory in bytes, processes and threads. `outgoing` says whether it answers with
 * no way out of its network; null where that was not tried.
 */
export const hardMeasured = z.object({
  memory: z.number().nullable(),
  processes: z.number().nullable(),
  outgoing: z.enum(['not needed', 'needed']).nullable(),
});

/**
 * The tightest settings under which the golden requests still pass, as far as they are known. `set` are the fields of the
 * file that differ from it, `text` the file with them; both are there once it is done.
 */
export const hardening = z.object({
  n: z.number().int(),
  phase: z.enum(['starting', 'trying', 'done', 'failed']),
  service: z.string(),
  host: z.string(),
  tried: z.array(hardenTry),
  security: hardSecurity.nullable(),
  measured: hardMeasured.nullable(),
  set: z.array(fieldEdit),
  text: z.string().nullable(),
  problem: problemShape.nullable(),
});
export type Hardening = z.infer<typeof hardening>;
