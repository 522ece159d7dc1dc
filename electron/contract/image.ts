import * as z from 'zod';
import { problemShape } from './problem.ts';

const reference = z.string().min(1).max(1_000);
const onHost = z.string().max(63).optional();
const agreed = z.string().optional();

/** How an image is brought to a host: from its registry, from an archive at a full path of the core's machine, or from another host. */
export const imageWork = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pull'), reference, host: onHost, agreed }),
  z.object({ kind: z.literal('load'), file: z.string().min(1).max(4_000), host: onHost, agreed }),
  z.object({ kind: z.literal('move'), reference, from: onHost, to: z.string().max(63), agreed }),
]);
export type ImageWork = z.infer<typeof imageWork>;

/** What is on the host now: its name, null for one that came without any, and the engine's id of it. */
const broughtImage = z.object({ name: z.string().nullable(), id: z.string() });
export type BroughtImage = z.infer<typeof broughtImage>;

/**
 * An image on its way, as far as it is known. Bytes: `done` of `total`, each null where nobody tells; `text` is what the
 * engine says last. `images` are there once it is done; `same` where it was there already, and nothing was sent.
 */
export const bringing = z.object({
  n: z.number().int(),
  phase: z.enum(['running', 'done', 'failed']),
  kind: z.enum(['pull', 'load', 'move']),
  host: z.string(),
  from: z.string().nullable(),
  done: z.number().nullable(),
  total: z.number().nullable(),
  text: z.string().nullable(),
  images: z.array(broughtImage),
  same: z.boolean(),
  tookMs: z.number().nullable(),
  problem: problemShape.nullable(),
});
export type Bringing = z.infer<typeof bringing>;
