import * as z from 'zod';

export const diagnosis = z.object({
  ok: z.boolean(),
  problems: z.array(
    z.object({
      severity: z.enum(['blocker', 'warning', 'advice']),
      where: z.string(),
      what: z.string(),
      hint: z.string(),
    }),
  ),
});
export type Diagnosis = z.infer<typeof diagnosis>;

export const paths = z.object({
  home: z.string(),
  database: z.string(),
  logs: z.string(),
  schema: z.string(),
  key: z.string(),
  /** The SSH host keys that were accepted here. */
  knownHosts: z.string(),
});
export type Paths = z.infer<typeof paths>;

/** What `doctor --restore` did: the backup that was put back, null where a new record begins, and the folder with what was there before. */
export const restored = z.object({
  backup: z.object({ file: z.string(), at: z.string(), finished: z.number().int() }).nullable(),
  aside: z.string().nullable(),
});
export type Restored = z.infer<typeof restored>;
