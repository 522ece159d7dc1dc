import * as z from 'zod';
import { protocolName } from '#contract/model';
import { secretName } from '#contract/secret';
import { serviceName, stage } from '#contract/service';
import { secretPlaces, volumesBesideSecrets } from './secret-places.ts';
import { duration, ratio, size, span, wait } from './units.ts';
import { weightsClash, weightsTarget } from './weights.ts';

// A message here says what is wanted; mistakes.ts adds what was found, where, and the nearest right thing.

const port = z.number().int().min(1).max(65_535);
const path = z.string().regex(/^\/[\x21\x22\x24-\x7e]*$/, 'a path that starts with "/", without spaces and "#"');
/** Docker writes a mount as one word with commas and quotes in it: in a path they would make another mount of it. */
const mounted = z
  .string()
  .regex(
    /^\/[\x21\x24-\x26\x28-\x2b\x2d-\x7e]*$/,
    'a path that starts with "/", without spaces, commas, quotes and "#"',
  );
const envName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'letters, digits and "_", not starting with a digit');
const envValue = z.union([z.string(), z.number(), z.boolean()], { error: 'text' }).transform(String);
const hex = (length: number) => z.string().regex(new RegExp(`^[0-9a-f]{${length}}$`), `${length} hexadecimal digits`);
const volumeName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/, 'the name of a volume, two characters or more');
const dockerName = z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, 'a Docker name: letters, digits, "_", "." and "-"');
const capability = z.string().regex(/^[A-Z_]+$/, 'a capability in capitals: ALL, NET_BIND_SERVICE');
const user = z.string().regex(/^[\w.-]+(:[\w.-]+)?$/, 'a user or user:group');
const words = z.array(z.string());

const expression = z
  .string()
  .max(1000)
  .check((context) => {
    const wrong = expressionError(context.value);
    if (wrong)
      context.issues.push({ code: 'custom', input: context.value, message: `a regular expression (${wrong})` });
  });

const secret = z.union(
  [z.strictObject({ name: secretName, file: mounted }), z.strictObject({ name: secretName, env: envName })],
  { error: '{ name, file } or { name, env }' },
);
const insidePath = z
  .string()
  .regex(
    /^(?!\/)(?!(?:.*\/)?\.\.(?:\/|$))[^\\,"'\p{Cc}]*$/u,
    'a path inside the volume, without "..", commas, quotes and "/" before it',
  );
const weights = z.union(
  [
    z.literal('image'),
    z.strictObject({ volume: volumeName, path: insidePath.optional(), sha256: hex(64).optional() }),
    z.strictObject({ hf: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'org/name'), revision: hex(40) }),
  ],
  { error: 'image, { volume, path, sha256 } or { hf, revision }' },
);

/** After the grammar of Docker's own reference package, and image ids. */
const imageReference =
  /^(?:(?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?|sha256:[0-9a-f]{64})$/;

const model = z.strictObject({
  image: z
    .string()
    .min(1)
    .max(512)
    .regex(
      imageReference,
      'an image reference: name:tag, registry/name@sha256:… or an image id, the name in small letters',
    ),
  version: z.union([z.string().min(1).max(128), z.number().transform(String)], { error: 'text' }).optional(),
  protocol: z.union([z.literal('auto'), protocolName]).default('auto'),
  name: z
    .string()
    .regex(/^[\w.:/-]{1,200}$/, 'a model name: letters, digits and . _ : / -')
    .optional(),
  port: port.optional(),
  command: words.optional(),
  args: words.optional(),
  env: z.record(envName, envValue).default({}),
  secrets: z.array(secret).check(secretPlaces).default([]),
  weights: weights.default('image'),
  volumes: z
    .array(z.strictObject({ source: volumeName, target: mounted, readOnly: z.boolean().default(false) }))
    .refine((volumes) => new Set(volumes.map(({ target }) => target)).size === volumes.length, 'each target once')
    .default([]),
  gpus: z
    .union([z.literal('none'), z.number().int().min(1), words], { error: 'none, a count, or a list of device ids' })
    .default('none'),
  sharedGpu: z.boolean().default(false),
  shm: size.optional(),
  ready: z
    .strictObject({ path: path.optional(), within: span.default(120_000), every: span.default(100) })
    .prefault({}),
  metrics: z.strictObject({ path: path, port: port.optional() }).optional(),
  quality: z.record(z.string(), z.number()).default({}),
});

const headerName = z.string().regex(/^[A-Za-z0-9-]+$/, 'a header name: letters, digits and "-"');
const headerValue = z.string().regex(/^[\x20-\x7e]*$/, 'ASCII text on one line');

const expectation = z.strictObject({
  status: z.number().int().min(100).max(599).optional(),
  within: span.optional(),
  json: z.record(z.string(), z.json()).optional(),
  tolerance: z.number().min(0).default(0),
  schema: z.string().optional(),
  contains: z.string().optional(),
  matches: expression.optional(),
  minLength: z.number().int().min(0).optional(),
  validJson: z.boolean().optional(),
  firstTokenWithin: span.optional(),
});

export const goldenSchema = z.strictObject({
  name: z
    .string()
    .min(1)
    .max(200)
    .regex(/^\P{Cc}*$/u, 'a name on one line'),
  request: z
    .strictObject({
      method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']).default('POST'),
      path: path,
      headers: z.record(headerName, headerValue).default({}),
      body: z.json().optional(),
      bodyFile: z.string().min(1).optional(),
    })
    .refine(({ body, bodyFile }) => body === undefined || bodyFile === undefined, 'either body or bodyFile'),
  expect: expectation.prefault({}),
});

const front = z.strictObject({
  callers: z.enum(['machine', 'network', 'others', 'internet']).default('machine'),
  port: port.optional(),
  networks: z.array(z.strictObject({ name: dockerName, alias: dockerName.optional() })).default([]),
  keys: z.array(secretName).default([]),
  tls: z.strictObject({ certificate: z.string(), key: z.string() }).optional(),
  limit: z
    .strictObject({
      requestsPerSecond: z.number().positive().max(1_000_000).optional(),
      burst: z.number().int().min(1).max(1_000_000).optional(),
      body: size.optional(),
      timeout: span.default(60_000),
    })
    .prefault({}),
});

const leastMemory = 6 * 1024 ** 2;

const scale = z.strictObject({
  replicas: z.number().int().min(1).max(100).optional(),
  cpus: z.number().min(0.01).max(1024).optional(),
  memory: size.refine((bytes) => bytes >= leastMemory, 'at least 6m: engines allow no less').optional(),
  concurrency: z.number().int().min(1).max(100_000).optional(),
  queue: z.number().int().min(0).max(1_000_000).optional(),
  peak: z.number().positive().optional(),
  slo: z.strictObject({ p95: duration.optional(), p99: duration.optional(), errors: ratio.optional() }).optional(),
});

const strategy = z.strictObject({
  kind: z.enum(['rolling', 'in-place', 'blue-green', 'canary']).default('rolling'),
  drain: wait.default(10_000),
  watch: wait.optional(),
});

const security = z.strictObject({
  user: z.union([user, z.number().int().min(0).transform(String)], { error: 'a user or user:group' }).optional(),
  readOnly: z.boolean().default(false),
  tmpfs: z.array(mounted).default([]),
  capDrop: z.array(capability).default([]),
  capAdd: z.array(capability).default([]),
});

/** How a field of what the model takes is made of what its callers have; `core/rows/adapt.ts` does it. */
const mappedField = z
  .strictObject({
    from: z.string().min(1).max(200).optional(),
    default: z.json().optional(),
    cast: z.enum(['number', 'integer', 'string', 'boolean']).optional(),
    factor: z.number().optional(),
    offset: z.number().optional(),
    drop: z.boolean().optional(),
  })
  .refine(
    ({ drop, ...rest }) => drop !== true || Object.keys(rest).length === 0,
    'drop: true alone, or how it is made',
  );

const wholeFile = z.strictObject({
  service: serviceName,
  host: z.string().optional(),
  stage: stage.default('trial'),
  note: z.string().max(2000).optional(),
  model: model.check(volumesBesideSecrets),
  golden: z
    .array(goldenSchema)
    .max(1000)
    .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, 'names that differ from each other')
    .default([]),
  front: front.prefault({}),
  scale: scale.prefault({}),
  strategy: strategy.prefault({}),
  reliability: z
    .strictObject({
      restart: z.enum(['always', 'unless-stopped', 'on-failure', 'no']).default('always'),
      stopGrace: wait.default(30_000),
    })
    .prefault({}),
  security: security.prefault({}),
  monitoring: z.strictObject({ every: span.default(30_000), tell: words.default([]) }).prefault({}),
  integration: z
    .strictObject({
      owner: z.string().optional(),
      deputy: z.string().optional(),
      consumers: z
        .array(z.union([z.string(), z.record(z.string(), z.json())], { error: 'text or a mapping' }))
        .default([]),
      sample: z.string().optional(),
      mapping: z.record(z.string().min(1).max(200), mappedField).optional(),
      personalData: z.union([z.boolean(), z.string()], { error: 'yes, no or text' }).optional(),
    })
    .prefault({}),
  review: z.strictObject({ every: duration }).optional(),
});

/** The whole service file. What is written here is validation, the editors' JSON Schema and the type in one. */
export const serviceFileSchema = wholeFile.check(({ value, issues }) => {
  const other = weightsClash(value);
  if (other === null) return;
  const message = `its volume in model.volumes, or ${weightsTarget} left to it, where it is mounted otherwise (there is ${other})`;
  issues.push({ code: 'custom', input: value.model.weights, path: ['model', 'weights'], message });
});

/** A validated file: durations in milliseconds, sizes in bytes, shares from 0 to 1, defaults filled in. */
export type ServiceFile = z.output<typeof wholeFile>;
export type Golden = z.output<typeof goldenSchema>;
export type Expectation = z.output<typeof expectation>;

/** Golden answers are matched without flags, so the expression is tried without any. */
function expressionError(text: string): string | null {
  try {
    new RegExp(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^Invalid regular expression: /, '') : String(error);
  }
}
