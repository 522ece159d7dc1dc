import * as z from 'zod';
import type { Encoding, ModelSchema, Operation, Tensor, TypeNode } from '#contract/schema';
import { bounded } from './budget.ts';

const size = z
  .union([z.number(), z.string().regex(/^-?\d+$/)])
  .transform(Number)
  .pipe(z.number().int());
const told = z.object({
  name: z.string().transform(bounded),
  datatype: z.string().transform(bounded),
  shape: z.array(size).max(32),
});
const metadata = z.object({ inputs: z.array(told).max(500), outputs: z.array(told).max(500).default([]) });

/** Open Inference Protocol v2's model metadata as a ModelSchema; null where it is none. `path` is the model's own, `from` where it was read. */
export function schemaOfOip(answer: unknown, path: string, from: string): ModelSchema | null {
  const parsed = metadata.safeParse(answer);
  return parsed.success ? tensorSchema({ ...parsed.data, path: `${path}/infer`, encoding: 'oip-v2', from }) : null;
}

export type TensorModel = {
  readonly inputs: readonly Tensor[];
  readonly outputs: readonly Tensor[];
  readonly path: string;
  readonly encoding: Encoding;
  readonly from: string;
};

export function tensorSchema({ inputs, outputs, path, encoding, from }: TensorModel): ModelSchema {
  const predict: Operation = {
    id: `POST ${path}`,
    method: 'POST',
    path,
    encoding,
    request: named(inputs),
    requestRequired: true,
    parameters: [],
    response: outputs.length > 0 ? named(outputs) : { kind: 'any' },
    streaming: false,
    deprecated: false,
  };
  return {
    kind: 'tensors',
    from,
    predict: predict.id,
    operations: [predict],
    inputs: [...inputs],
    outputs: [...outputs],
    unread: [],
  };
}

/** A server refuses tensors that it does not know. */
function named(tensors: readonly Tensor[]): TypeNode {
  const members = tensors.map((each) => [each.name, { node: tensorNode(each), required: true }] as const);
  return { kind: 'object', properties: Object.fromEntries(members), additional: false };
}

const tensorNode = ({ datatype, shape }: Tensor): TypeNode => ({
  kind: 'tensor',
  datatype,
  shape: [...shape],
  items: elementOf(datatype),
});

/** What one element is in JSON (Open Inference Protocol, "Tensor data types"). */
export function elementOf(datatype: string): TypeNode {
  if (datatype === 'BOOL') return { kind: 'boolean' };
  if (datatype === 'BYTES') return { kind: 'string' };
  if (/^B?FP\d+$/.test(datatype)) return { kind: 'number' };
  const bits = /^(U?)INT(8|16|32|64)$/.exec(datatype);
  if (!bits) return { kind: 'any', unread: `the datatype ${datatype} is not known` };
  const width = Number(bits[2]);
  // Beyond 2^53 JSON's numbers are not exact, so 64 bits have no limit that could be checked.
  if (width === 64) return { kind: 'integer', ...(bits[1] ? { minimum: 0 } : {}) };
  return bits[1]
    ? { kind: 'integer', minimum: 0, maximum: 2 ** width - 1 }
    : { kind: 'integer', minimum: -(2 ** (width - 1)), maximum: 2 ** (width - 1) - 1 };
}
