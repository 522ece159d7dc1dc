import * as z from 'zod';

export const hostName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, 'letters, digits, ".", "_" and "-", up to 63');
const hostState = z.enum(['connected', 'unreachable', 'unknown']);

/** A Docker engine as the console sees it now. `containers` counts all of them, `services` only ours. */
export const host = z.object({
  name: hostName,
  url: z.string(),
  state: hostState,
  engine: z
    .object({
      id: z.string(),
      version: z.string(),
      api: z.string(),
      architecture: z.string(),
      cpus: z.number(),
      memory: z.number(),
    })
    .nullable(),
  containers: z.number().int().nullable(),
  services: z.number().int().nullable(),
  reason: z.string().optional(),
});
export type Host = z.infer<typeof host>;
