import { readFile } from 'node:fs/promises';

export const PIXELS = 64;
export const CLASSES = 10;

/**
 * Reads weights from `path`, checks their shapes and answers one blank row, so that a model that is called ready has
 * computed something. Throws with the reason.
 */
export async function loadModel(path) {
  const weights = JSON.parse(await readFile(path, 'utf8'));
  let width = PIXELS;
  for (const [index, { w, b }] of weights.layers.entries()) {
    if (w.length !== width || w.some((row) => row.length !== b.length))
      throw new Error(`${path}: layer ${index} is ${w.length} x ${b.length}, wanted ${width} rows`);
    width = b.length;
  }
  if (width !== CLASSES) throw new Error(`${path}: the last layer has ${width} outputs, wanted ${CLASSES}`);
  const { name, version, kind, accuracy, layers } = weights;
  const { probabilities } = predict(layers, new Array(PIXELS).fill(0));
  const sum = probabilities.reduce((a, p) => a + p, 0);
  if (!(Math.abs(sum - 1) < 1e-6)) throw new Error(`${path}: probabilities of a blank row sum to ${sum}`);
  return { name, version, kind, accuracy, predict: (row) => predict(layers, row) };
}

/** One row of 64 pixels (0 to 16) to the digit and ten probabilities: layers with a relu between two, then softmax. */
function predict(layers, row) {
  let values = row;
  for (const [index, { w, b }] of layers.entries()) {
    const next = b.slice();
    for (const [i, weights] of w.entries()) {
      const value = values[i];
      if (value !== 0) for (let j = 0; j < next.length; j++) next[j] += value * weights[j];
    }
    values = index < layers.length - 1 ? next.map((v) => Math.max(v, 0)) : next;
  }
  const largest = Math.max(...values);
  const powers = values.map((v) => Math.exp(v - largest));
  const sum = powers.reduce((a, p) => a + p, 0);
  return { digit: values.indexOf(largest), probabilities: powers.map((p) => p / sum) };
}
