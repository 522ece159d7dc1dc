import * as z from 'zod';
import { modelSchema } from './schema.ts';
import { serverProfile } from './server.ts';

export const protocolName = z.enum([
  'oip-v2',
  'openai',
  'ollama',
  'tgi',
  'tei',
  'triton',
  'tf-serving',
  'torchserve',
  'mlflow',
  'sagemaker',
  'bentoml',
  'http',
]);
export type ProtocolName = z.infer<typeof protocolName>;

/** What came of one golden request. `ms` is to the last byte; `firstTokenMs` to the first of the body. */
export const goldenResult = z.object({
  name: z.string(),
  ok: z.boolean(),
  /** True when Slipway made the request from the schema: it answers, whether rightly is unknown. */
  generated: z.boolean(),
  status: z.number().int().nullable(),
  ms: z.number(),
  firstTokenMs: z.number().nullable(),
  /** Why it is not ok, one sentence each; empty when it is. */
  wrong: z.array(z.string()),
  /** The first 2,000 characters of the answer. */
  body: z.string(),
  /** "POST /v2/models/digits/infer"; "" in records from before it was kept. */
  asked: z.string().default(''),
});
export type GoldenResult = z.infer<typeof goldenResult>;

/** One request and its answer: `body` is the parsed JSON where it is JSON, else the text. */
export const answer = z.object({
  status: z.number().int(),
  ms: z.number(),
  body: z.unknown(),
  golden: z.array(goldenResult),
});
export type Answer = z.infer<typeof answer>;

/** A question to a server and what came of it: "404 application/json", "no answer within 2 s". */
export const tried = z.object({ path: z.string(), came: z.string() });
export type Tried = z.infer<typeof tried>;

/** A request to begin with, which has to be looked at before it is kept as a golden one. */
export const firstRequest = z.object({
  method: z.string(),
  path: z.string(),
  body: z.unknown(),
  /** "the schema" where its fields are the model's; "the server" where it only fits the kind of server. */
  from: z.enum(['the schema', 'the server']),
});
export type FirstRequest = z.infer<typeof firstRequest>;

/** What an image or a container serves, as far as it can be told, with the reason for each conclusion. */
export const inspection = z.object({
  subject: z.enum(['image', 'container']),
  name: z.string(),
  digest: z.string(),
  protocol: z.union([protocolName, z.literal('unknown')]),
  confidence: z.enum(['certain', 'likely', 'guess', 'none']),
  reasons: z.array(z.string()),
  version: z.string().nullable(),
  ports: z.array(z.number().int()),
  port: z.number().int().nullable(),
  paths: z.object({
    ready: z.string().nullable(),
    predict: z.string().nullable(),
    metadata: z.string().nullable(),
    metrics: z.string().nullable(),
  }),
  models: z.array(z.string()),
  /** What the model takes and gives back; null where nothing tells. */
  schema: modelSchema.nullable(),
  /** Which server it is, and what is known of such a server; null where it is none that is known. */
  server: serverProfile.extend({ told: z.string().nullable() }).nullable(),
  /** A request to begin with; null where none can be made. */
  request: firstRequest.nullable(),
  /** Every question that was asked and what came of it, port by port; empty where it was not asked. */
  tried: z.array(tried.extend({ port: z.number().int() })),
  user: z.string(),
  architecture: z.string(),
});
export type Inspection = z.infer<typeof inspection>;

/** A request to try: `fields` says in words what is sent; `body` is JSON text, or null for none. */
export const question = z.object({
  method: z.enum(['GET', 'POST']),
  path: z.string(),
  body: z.string().nullable(),
  /** Where it comes from: "the first golden request", "the schema", "the protocol". */
  from: z.string(),
});
export type Question = z.infer<typeof question>;
