import * as z from 'zod';
import { asked } from './problem.ts';

export const hostName = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,62}$/i, 'letters, digits, ".", "_" and "-", up to 63');
/** Full paths of the files by which an engine is recognised (`ca`), and which show it who we are. Never what is in them. */
export const tlsFiles = z.object({ ca: z.string(), cert: z.string(), key: z.string() });
export type TlsFiles = z.infer<typeof tlsFiles>;

/**
 * A host to be added: `url` is `unix:///…`, `npipe:…`, `ssh://user@host[:port][/socket]`, `tcp://host:2376` or `context:NAME`
 * of the docker command. `accepts` are fingerprints of SSH host keys that a person says are right.
 */
export const newHost = z.object({
  name: hostName,
  url: z.string().max(500),
  tls: tlsFiles.optional(),
  accepts: z.array(z.string().max(200)).max(10).default([]),
});
export type NewHost = z.input<typeof newHost>;

/**
 * What this console wants before it changes what is on a host: nothing (`silent`), a yes (`confirm`), the host's name
 * typed out (`type-name`); `read-only` refuses all of it. From the most lenient to the strictest.
 */
export const safeModes = ['silent', 'confirm', 'type-name', 'read-only'] as const;
export const safeMode = z.enum(safeModes);
export type SafeMode = z.infer<typeof safeMode>;

/** How a host is guarded in this console; `production` shows its name in a colour of its own wherever it stands. */
export const safety = z.object({ mode: safeMode, production: z.boolean() });
export type Safety = z.infer<typeof safety>;

/** A change of that; less than before wants an agreement, as an act on the host would. */
export const newSafety = safety.partial().extend({ name: hostName, agreed: z.string().max(63).optional() });

export type NewSafety = z.infer<typeof newSafety>;

const hostState = z.enum(['connected', 'unreachable', 'unknown']);

/** A Docker engine as the console sees it now. `containers` counts all of them, `services` only ours. */
export const host = z.object({
  name: hostName,
  url: z.string(),
  state: hostState,
  ...safety.shape,
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
  /** What will soon be in the way to it: a certificate that ends. */
  warnings: z.array(z.string()).optional(),
  /** What a person could answer so that it can be reached. */
  asks: asked.optional(),
});
export type Host = z.infer<typeof host>;

/**
 * A close look at a host. Bytes; `clock` is milliseconds that it is ahead of the console's machine; `disk` is the file system
 * under the engine's data, null where nobody could see it; `warnings` are the engine's own words.
 */
export const hostDetail = z.object({
  name: hostName,
  at: z.string(),
  engine: z.object({
    version: z.string(),
    api: z.string(),
    architecture: z.string(),
    cpus: z.number(),
    memory: z.number(),
    system: z.string(),
    kernel: z.string(),
    root: z.string(),
    storage: z.string(),
    cgroup: z.string(),
    security: z.array(z.string()),
    runtimes: z.array(z.string()),
    liveRestore: z.boolean(),
    warnings: z.array(z.string()),
  }),
  clock: z.number(),
  disk: z.object({ free: z.number(), total: z.number() }).nullable(),
  /** Of its memory, what new processes could have without anything being pushed out; null where nobody could see it. */
  available: z.number().nullable(),
  /** `complete` where the engine lists them; else `devices` are only those that somebody has. `anywhere` may have any. */
  gpus: z.object({
    by: z.enum(['runtime', 'cdi', 'none']),
    complete: z.boolean(),
    devices: z.array(z.object({ id: z.string(), users: z.array(z.string()) })),
    anywhere: z.array(z.string()),
  }),
});
export type HostDetail = z.infer<typeof hostDetail>;
