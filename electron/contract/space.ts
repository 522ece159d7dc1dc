import * as z from 'zod';

/** What lies on a host's disk. `bytes` is what only it takes, null where the engine does not tell; `why` it goes or stays. */
export const spaceItem = z.object({
  kind: z.enum(['image', 'volume', 'build cache']),
  /** What it is called, or the id of what has no name. */
  name: z.string(),
  bytes: z.number().nullable(),
  why: z.string(),
});
export type SpaceItem = z.infer<typeof spaceItem>;

/** What else may go, when somebody says so: images with a name that nothing uses, and volumes without one. */
export const alsoFree = z.enum(['images', 'volumes']);
export type AlsoFree = z.infer<typeof alsoFree>;

/** `free` is nobody's way back and used by nothing; `kept` is what looks unused and is not. `bytes` are those of `free`. */
export const space = z.object({
  host: z.string(),
  free: z.array(spaceItem),
  kept: z.array(spaceItem),
  bytes: z.number(),
});
export type Space = z.infer<typeof space>;

/** `bytes` as they were measured on the host before and after; `left` is what the engine did not let go, and why. */
export const reclaimed = z.object({
  host: z.string(),
  freed: z.array(spaceItem),
  left: z.array(spaceItem.extend({ reason: z.string() })),
  kept: z.array(spaceItem),
  bytes: z.number(),
});
export type Reclaimed = z.infer<typeof reclaimed>;
