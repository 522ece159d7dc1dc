import * as z from 'zod';

/** A release as people and machines name it: `release` is "r7", `digest` the repository digest or else the image id. */
export const releaseName = z.string().regex(/^r[1-9]\d*$/, 'a release is written r1, r2 …');
export const releaseRef = z.object({ release: releaseName, version: z.string(), digest: z.string() });
export type ReleaseRef = z.infer<typeof releaseRef>;
