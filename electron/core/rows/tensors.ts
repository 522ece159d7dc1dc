import type { TypeNode } from '#contract/schema';
import { type Fault, type Faults, isOfKind, outside, shown } from './fault.ts';

/** Elements of a tensor that are looked at one by one. */
const mostElements = 100_000;

/** A value beside the tensor that it has to become: one row of it, nested or flat; how it is nested has to be even. */
export function* tensorFaults(value: unknown, node: TypeNode, field: string): Faults {
  const fault = (kind: Fault['kind'], why: string): Fault => ({ field, kind, why });
  const data: unknown[] = [];
  const sizes = sizesOf(value);
  if (!gather(value, data)) yield fault('shape', `it has more than ${mostElements} elements`);
  else if (sizes === null) yield fault('shape', 'its lists are of different lengths');
  else {
    const why = node.shape ? misfit(sizes, data.length, node.shape) : null;
    if (why) yield fault('shape', why);
    yield* elementFaults(data, node, field);
  }
}

function* elementFaults(data: readonly unknown[], { items, datatype }: TypeNode, field: string): Faults {
  const there = data.filter((each) => each !== null && each !== undefined);
  if (there.length < data.length)
    yield { field, kind: 'null', why: `${data.length - there.length} of its ${data.length} elements are null` };
  if (!items || items.kind === 'any') return;
  const wrong = there.find((each) => !isOfKind(each, items));
  if (wrong !== undefined) yield { field, kind: 'type', why: `an element is ${shown(wrong)}, and it is ${datatype}` };
  const range = there.flatMap((each) => (isOfKind(each, items) ? (outside(each as number, items) ?? []) : []))[0];
  if (range !== undefined) yield { field, kind: 'range', why: range };
}

/** A tensor as somebody wrote it into a whole request: with its own shape and datatype. */
export function* writtenTensorFaults(
  { shape, datatype, data }: Readonly<Record<string, unknown>>,
  node: TypeNode,
  field: string,
): Faults {
  const fault = (kind: Fault['kind'], why: string): Fault => ({ field, kind, why });
  if (datatype !== node.datatype)
    yield fault('type', `its datatype is ${shown(datatype)}, and the model has ${node.datatype}`);
  if (!Array.isArray(shape) || !shape.every((size) => Number.isInteger(size) && size >= 0))
    return yield fault('shape', 'its shape is no list of whole numbers');
  const fits = node.shape?.length === shape.length && node.shape.every((size, at) => size < 0 || size === shape[at]);
  if (node.shape && !fits) yield fault('shape', `its shape is [${shape}], and the model takes [${node.shape}]`);
  const elements: unknown[] = [];
  if (!gather(data, elements)) return yield fault('shape', `it has more than ${mostElements} elements`);
  const count = shape.reduce((product: number, size: number) => product * size, 1);
  if (elements.length !== count)
    yield fault('shape', `its shape holds ${count} elements, and there are ${elements.length}`);
  yield* elementFaults(elements, node, field);
}

/** The elements in their order; false where there are too many. */
function gather(value: unknown, into: unknown[]): boolean {
  if (!Array.isArray(value)) return into.push(value) <= mostElements;
  return value.every((each) => gather(each, into));
}

/** The length of the lists at each depth; null where they differ. [] for a value that is none. */
function sizesOf(value: unknown): number[] | null {
  if (!Array.isArray(value)) return [];
  if (!value.some(Array.isArray)) return [value.length];
  const inner = value.map(sizesOf);
  const [first] = inner;
  if (!first || inner.some((each) => each === null || each.join() !== first.join())) return null;
  return [value.length, ...first];
}

/** One row of a batch may come without the batch's dimension, and all of it as one flat list. */
function misfit(sizes: readonly number[], count: number, shape: readonly number[]): string | null {
  const fits = (of: readonly number[]) =>
    of.length === sizes.length && of.every((size, at) => size < 0 || size === sizes[at]);
  const isBatch = shape.length > 0 && (shape[0] ?? 0) < 0;
  if (fits(shape) || (isBatch && fits(shape.slice(1)))) return null;
  const known = shape.reduce((product, size) => (size < 0 ? product : product * size), 1);
  const open = shape.filter((size) => size < 0).length;
  const isFlat = sizes.length <= 1;
  if (isFlat && (open === 0 ? count === known : open === 1 && count > 0 && count % known === 0)) return null;
  const came = isFlat ? `${count} ${count === 1 ? 'element' : 'elements'}` : `[${sizes.join(', ')}]`;
  return `it has ${came}, and the model takes [${shape.join(', ')}]`;
}
