/** About 8 MiB of JSON: a larger sample would measure the network more than the model. */
export const largestSample = 1_000_000;

type Zero = number | boolean | string;
export type Zeros = Zero | Zeros[];

/** The smallest value of an Open Inference Protocol datatype; null for one that is not known. */
export function scalarOf(datatype: string): Zero | null {
  if (datatype === 'BOOL') return false;
  if (datatype === 'BYTES') return 'a';
  return /^(U?INT(8|16|32|64)|B?FP(16|32|64)|BF16)$/.test(datatype) ? 0 : null;
}

/** A nested list of that shape, one element where a dimension is open; null where it is not known how, or too large. */
export function zeroOf(datatype: string, shape: readonly number[]): Zeros | null {
  const zero = scalarOf(datatype);
  const sizes = shape.map((size) => (size < 0 ? 1 : size));
  if (zero === null || sizes.reduce((product, size) => product * size, 1) > largestSample) return null;
  return sizes.reduceRight<Zeros>((inner, size) => new Array<Zeros>(size).fill(inner), zero);
}
