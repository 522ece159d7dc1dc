import * as z from 'zod';

/** A service file being written: kept by the core, so that it survives a closed window. `text` is YAML. */
export const draft = z.object({
  id: z.string(),
  /** "new", or the name of the service that it would change. */
  of: z.string(),
  host: z.string(),
  text: z.string().max(1_000_000),
  updatedAt: z.string(),
  /** Greater with every save: what a page started from, so that two pages do not overwrite each other. */
  revision: z.number().int(),
});
export type Draft = z.infer<typeof draft>;

/** Ready to be pasted: the same service said in other tools' words. */
export const commands = z.object({
  yaml: z.string(),
  dockerRun: z.string(),
  compose: z.string(),
  dockerExec: z.string().nullable(),
  curl: z.string().nullable(),
});
export type Commands = z.infer<typeof commands>;
