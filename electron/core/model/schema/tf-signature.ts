import type { ModelSchema, Tensor } from '#contract/schema';
import { isObject } from './pointer.ts';
import { tensorSchema } from './tensors.ts';

/** TensorFlow's datatypes in the Open Inference Protocol's words. */
const datatypes: Readonly<Record<string, string>> = {
  DT_FLOAT: 'FP32',
  DT_DOUBLE: 'FP64',
  DT_HALF: 'FP16',
  DT_BFLOAT16: 'BF16',
  DT_STRING: 'BYTES',
  DT_BOOL: 'BOOL',
  DT_INT8: 'INT8',
  DT_INT16: 'INT16',
  DT_INT32: 'INT32',
  DT_INT64: 'INT64',
  DT_UINT8: 'UINT8',
  DT_UINT16: 'UINT16',
  DT_UINT32: 'UINT32',
  DT_UINT64: 'UINT64',
};

/** TensorFlow Serving's metadata as a ModelSchema: its `serving_default` signature. Null where it has none. `path` is the model's. */
export function schemaOfSignature(answer: unknown, path: string): ModelSchema | null {
  const metadata = under(answer, 'metadata', 'signature_def', 'signature_def', 'serving_default');
  const inputs = tensorsIn(under(metadata, 'inputs'));
  if (inputs.length === 0) return null;
  const outputs = tensorsIn(under(metadata, 'outputs'));
  const from = `GET ${path}/metadata, serving_default`;
  return tensorSchema({ inputs, outputs, path: `${path}:predict`, encoding: 'tf-predict', from });
}

function tensorsIn(named: unknown): Tensor[] {
  return Object.entries(isObject(named) ? named : {}).flatMap(([name, told]) => {
    const dtype = under(told, 'dtype');
    if (typeof dtype !== 'string') return [];
    const sizes = under(told, 'tensor_shape', 'dim');
    const shape = (Array.isArray(sizes) ? sizes : []).map((dim) => Number(under(dim, 'size')));
    return [
      { name, datatype: datatypes[dtype] ?? dtype, shape: shape.map((size) => (Number.isInteger(size) ? size : -1)) },
    ];
  });
}

function under(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((here, step) => (isObject(here) ? here[step] : undefined), value);
}
