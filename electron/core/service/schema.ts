import * as z from 'zod';
import { protocolName } from '#contract/model';
import { serviceName, stage } from '#contract/service';
import { duration, ratio, size } from './units.ts';

const port = z.number().int().min(1).max(65_535);
const path = z.string().regex(/^\/[\x21-\x7e]*$/, 'a path that starts with "/", without spaces');
const envName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and "_", not starting with a digit');
const envValue = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`), `${length} hexadecimal digits`);
const dockerName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'a Docker name: letters, digits, "_", "." and "-"');
const words = z.array(z.string());

const secret = z.union([
  z.strictObject({ name: dockerName, file: path }),
  z.strictObject({ name: dockerName, env: envName }),
]);
const weights = z.union([
  z.literal('image'),
  z.strictObject({ volume: dockerName, path: z.string().optional(), sha256: hex(64).optional() }),
  z.strictObject({ hf: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'org/name'), revision: hex(40) }),
]);

const model = z.strictObject({
  image: z
    .string()
    .min(1)
    .max(512)
    .regex(/^[^\s]+$/, 'an image reference without spaces'),
  version: z.union([z.string().min(1).max(128), z.number().transform(String)]).optional(),
  protocol: z.union([z.literal('auto'), protocolName]).default('auto'),
  name: z
    .string()
    .regex(/^[\w.:/-]{1,200}$/, 'a model name: letters, digits and . _ : / -')
    .optional(),
  port: port.optional(),
  command: words.optional(),
  args: words.optional(),
  env: z.record(envName, envValue).default({}),
  secrets: z.array(secret).default([]),
  weights: weights.default('image'),
  volumes: z
    .array(z.strictObject({ source: dockerName, target: path, readOnly: z.boolean().default(false) }))
    .default([]),
  gpus: z.union([z.literal('none'), z.number().int().min(1), z.array(z.string())]).default('none'),
  sharedGpu: z.boolean().default(false),
  shm: size.optional(),
  ready: z
    .strictObject({ path: path.optional(), within: duration.default(120_000), every: duration.default(100) })
    .prefault({}),
  metrics: z.strictObject({ path: path, port: port.optional() }).optional(),
  quality: z.record(z.string(), z.number()).default({}),
});

const expectation = z.strictObject({
  status: z.number().int().min(100).max(599).optional(),
  within: duration.optional(),
  json: z.record(z.string(), z.json()).optional(),
  tolerance: z.number().min(0).default(0),
  schema: z.string().optional(),
  contains: z.string().optional(),
  matches: z.string().optional(),
  minLength: z.number().int().min(0).optional(),
  validJson: z.boolean().optional(),
  firstTokenWithin: duration.optional(),
});

export const goldenSchema = z.strictObject({
  name: z.string().min(1).max(200),
  request: z.strictObject({
    method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']).default('POST'),
    path: path,
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/), z.string().regex(/^[\x20-\x7e]*$/)).default({}),
    body: z.json().optional(),
    bodyFile: z.string().optional(),
  }),
  expect: expectation.prefault({}),
});

const front = z.strictObject({
  callers: z.enum(['machine', 'network', 'others', 'internet']).default('machine'),
  port: port.optional(),
  networks: z.array(z.strictObject({ name: dockerName, alias: dockerName.optional() })).default([]),
  keys: z.array(dockerName).default([]),
  tls: z.strictObject({ certificate: z.string(), key: z.string() }).optional(),
  limit: z
    .strictObject({
      requestsPerSecond: z.number().positive().max(1_000_000).optional(),
      burst: z.number().int().min(1).max(1_000_000).optional(),
      body: size.optional(),
      timeout: duration.default(60_000),
    })
    .prefault({}),
});

const scale = z.strictObject({
  replicas: z.number().int().min(1).max(100).optional(),
  cpus: z.number().positive().max(1024).optional(),
  memory: size.optional(),
  concurrency: z.number().int().min(1).max(100_000).optional(),
  queue: z.number().int().min(0).max(1_000_000).optional(),
  peak: z.number().positive().optional(),
  slo: z.strictObject({ p95: duration.optional(), p99: duration.optional(), errors: ratio.optional() }).optional(),
});

const strategy = z.strictObject({
  kind: z.enum(['rolling', 'in-place', 'blue-green', 'canary']).default('rolling'),
  drain: duration.default(10_000),
  watch: duration.optional(),
});

const security = z.strictObject({
  user: z
    .string()
    .regex(/^[\w.-]+(:[\w.-]+)?$/, 'a user or user:group')
    .optional(),
  readOnly: z.boolean().default(false),
  tmpfs: z.array(path).default([]),
  capDrop: z.array(z.string().regex(/^[A-Z_]+$/)).default([]),
  capAdd: z.array(z.string().regex(/^[A-Z_]+$/)).default([]),
});

/** The whole service file. What is written here is validation, the editors' JSON Schema and the type in one. */
export const serviceFileSchema = z.strictObject({
  service: serviceName,
  host: z.string().optional(),
  stage: stage.default('trial'),
  note: z.string().max(2000).optional(),
  model: model,
  golden: z.array(goldenSchema).max(1000).default([]),
  front: front.prefault({}),
  scale: scale.prefault({}),
  strategy: strategy.prefault({}),
  reliability: z
    .strictObject({
      restart: z.enum(['always', 'unless-stopped', 'on-failure', 'no']).default('always'),
      stopGrace: duration.default(30_000),
    })
    .prefault({}),
  security: security.prefault({}),
  monitoring: z.strictObject({ every: duration.default(30_000), tell: words.default([]) }).prefault({}),
  integration: z
    .strictObject({
      owner: z.string().optional(),
      deputy: z.string().optional(),
      consumers: z.array(z.union([z.string(), z.record(z.string(), z.json())])).default([]),
      sample: z.string().optional(),
      personalData: z.union([z.boolean(), z.string()]).optional(),
    })
    .prefault({}),
  review: z.strictObject({ every: duration }).optional(),
});

/** A validated file: durations in milliseconds, sizes in bytes, shares from 0 to 1, defaults filled in. */
export type ServiceFile = z.output<typeof serviceFileSchema>;
export type Golden = z.output<typeof goldenSchema>;
export type Expectation = z.output<typeof expectation>;
