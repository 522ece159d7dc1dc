import * as z from 'zod';

/** Kinds of a value. `any` is one of which nothing is known (`unread` may say why), `union` one of several forms. */
export const nodeKind = z.enum([
  'object',
  'array',
  'string',
  'number',
  'integer',
  'boolean',
  'tensor',
  'null',
  'union',
  'any',
]);
export type NodeKind = z.infer<typeof nodeKind>;

/**
 * What a value must be, whoever described it: the part of JSON Schema that model servers use, with every `$ref` followed
 * and every `allOf` merged, so that two of them are compared member by member and a row is checked by walking one.
 * What a description leaves open is absent. Limits include their own value, but for `above` and `below`.
 */
export type TypeNode = {
  readonly kind: NodeKind;
  /** True where null is accepted beside what `kind` says. */
  readonly nullable?: boolean | undefined;
  /** Of an object: its members by name, and whether the sender must give each. */
  readonly properties?: Readonly<Record<string, { readonly node: TypeNode; readonly required: boolean }>> | undefined;
  /** Of an object: what members may be that it does not name. False refuses them; absent leaves it open. */
  readonly additional?: boolean | TypeNode | undefined;
  /** Of an array or a tensor: what each element is. */
  readonly items?: TypeNode | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  /** The forms of a union, of which a value has to fit one; beside another kind it has to fit one of them as well. */
  readonly anyOf?: readonly TypeNode[] | undefined;
  /** The only values that are accepted. */
  readonly enum?: readonly (string | number | boolean | null)[] | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  /** The value has to be more, or less, than this one. */
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  /** A regular expression in the server's own dialect; never run unbounded. */
  readonly pattern?: string | undefined;
  /** What the text or number means: date-time, byte, binary, int64 … */
  readonly format?: string | undefined;
  /** Of a tensor: Open Inference Protocol's name (FP32, INT64, BYTES, BOOL …), whatever the server calls it. */
  readonly datatype?: string | undefined;
  /** Of a tensor: elements in each dimension, -1 where the sender chooses; [] is a scalar. Absent where the rank is open. */
  readonly shape?: readonly number[] | undefined;
  /** What is used where the member is left out. */
  readonly default?: unknown;
  readonly description?: string | undefined;
  /** Why this is `any`: "refers to itself", "deeper than 24 levels". What stands here was not compared or checked. */
  readonly unread?: string | undefined;
};

const limit = z.number().optional();
const count = z.number().int().min(0).optional();

export const typeNode: z.ZodType<TypeNode> = z.lazy(() =>
  z.object({
    kind: nodeKind,
    nullable: z.boolean().optional(),
    properties: z.record(z.string(), z.object({ node: typeNode, required: z.boolean() })).optional(),
    additional: z.union([z.boolean(), typeNode]).optional(),
    items: typeNode.optional(),
    minItems: count,
    maxItems: count,
    anyOf: z.array(typeNode).optional(),
    enum: z.array(z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
    minimum: limit,
    maximum: limit,
    above: limit,
    below: limit,
    minLength: count,
    maxLength: count,
    pattern: z.string().optional(),
    format: z.string().optional(),
    datatype: z.string().optional(),
    shape: z.array(z.number().int()).optional(),
    default: z.unknown().optional(),
    description: z.string().optional(),
    unread: z.string().optional(),
  }),
);

/**
 * How the value that `request` describes travels as a body. `json` is the value itself; the others are an object whose
 * members are named inputs, which the protocol wraps: `oip-v2` {"inputs":[{name,shape,datatype,data}]}, `tf-predict`
 * {"instances":[{…}]}, `mlflow` {"dataframe_split":{…}} or {"inputs":{…}}. `form` is multipart or urlencoded, `bytes` raw.
 */
export const encoding = z.enum(['json', 'oip-v2', 'tf-predict', 'mlflow', 'form', 'bytes']);
export type Encoding = z.infer<typeof encoding>;

/** One thing that can be asked of a server. `id` is stable between releases: "POST /v2/models/digits/infer". */
export const operation = z.object({
  id: z.string(),
  method: z.string(),
  path: z.string(),
  encoding,
  /** Null where it takes no body; `any` where nobody said what it takes. */
  request: typeNode.nullable(),
  requestRequired: z.boolean(),
  /** What is given in the path, the query or a header. */
  parameters: z.array(
    z.object({
      name: z.string(),
      in: z.enum(['path', 'query', 'header', 'cookie']),
      required: z.boolean(),
      node: typeNode,
    }),
  ),
  /** The body of a successful answer, encoded as the request is; `any` where nobody said. */
  response: typeNode.nullable(),
  /** True where it can answer in pieces (server-sent events); `response` is then the whole answer. */
  streaming: z.boolean(),
  deprecated: z.boolean(),
});
export type Operation = z.infer<typeof operation>;

export const tensor = z.object({ name: z.string(), datatype: z.string(), shape: z.array(z.number().int()) });
/** One input or output of a tensor model; -1 in its shape is a dimension that the caller chooses. */
export type Tensor = z.infer<typeof tensor>;

/**
 * What a model takes and gives back, as its server tells it, in one form for every server. `kind` is where it comes from;
 * `inputs` and `outputs` are a tensor model's own list, of which `operations` holds the same as request and response;
 * `predict` is the id of the operation that runs the model, null where the description does not show which does.
 */
export const modelSchema = z.object({
  kind: z.enum(['tensors', 'text', 'openapi', 'signature']),
  /** "GET /v2/models/digits", for the reader. */
  from: z.string(),
  predict: z.string().nullable(),
  operations: z.array(operation),
  inputs: z.array(tensor).optional(),
  outputs: z.array(tensor).optional(),
  /** The longest input and output together, in tokens, where the server tells. */
  maxTokens: z.number().int().nullable().optional(),
  /** What of the description could not be read, one sentence each. Nothing is left out without being named here. */
  unread: z.array(z.string()),
});
export type ModelSchema = z.infer<typeof modelSchema>;
