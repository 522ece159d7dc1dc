import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { infer, inferenceOf, type Sample, startReadySample } from './start.ts';

const digits = new URL('../../resources/sample/digits/', import.meta.url);
const read = (name: string) => readFileSync(new URL(name, digits), 'utf8');
const heldOut: { rows: number[][]; labels: number[] } = JSON.parse(read('weights/heldout.json'));

describe.each(['v1', 'v2'])('the sample model %s', (name) => {
  const weights = JSON.parse(read(`weights/${name}.json`));
  const file = parse(read(`${name}.yaml`));
  let sample: Sample;
  beforeAll(async () => {
    sample = await startReadySample({ MODEL: name });
  });
  afterAll(() => sample?.[Symbol.asyncDispose]());

  test('has on the held-out rows exactly the accuracy that its weights and its service file state', async () => {
    const { body } = await infer(sample, inferenceOf(heldOut.rows));
    const [digit] = body.outputs;
    const right = digit.data.filter((value: number, row: number) => value === heldOut.labels[row]).length;
    expect(heldOut.rows).toHaveLength(weights.heldOutRows);
    expect(Number((right / heldOut.rows.length).toFixed(4))).toBe(weights.accuracy);
    expect(file.model.quality.accuracy).toBe(weights.accuracy);
    expect(file.model.version).toBe(weights.version);
  });

  test('answers its golden requests rightly, and they are held-out rows', async () => {
    for (const { request, expect: wanted } of file.golden) {
      const { status, body } = await infer(sample, request.body);
      const data: number[] = request.body.inputs[0].data;
      const row = heldOut.rows.findIndex((pixels) => pixels.every((pixel, i) => pixel === data[i]));
      expect(row).toBeGreaterThanOrEqual(0);
      expect(status).toBe(wanted.status);
      expect(body.outputs[0].data[0]).toBe(wanted.json['outputs[0].data[0]']);
    }
  });

  test('answers in the shape that its metadata promises', async () => {
    const metadata = JSON.parse(await (await fetch(`${sample.url}/v2/models/digits`)).text());
    const { body } = await infer(sample, { id: 'mine', ...inferenceOf(heldOut.rows.slice(0, 3)) });
    expect(metadata.versions).toEqual([weights.version]);
    expect(metadata.inputs).toEqual([{ name: 'pixels', datatype: 'FP32', shape: [-1, 64] }]);
    expect(body).toMatchObject({ model_name: 'digits', model_version: weights.version, id: 'mine' });
    expect(
      body.outputs.map((o: { name: string; datatype: string; shape: number[] }) => [o.name, o.datatype, o.shape]),
    ).toEqual([
      ['digit', 'INT64', [3]],
      ['probabilities', 'FP32', [3, 10]],
    ]);
    expect(body.outputs[1].data).toHaveLength(30);
  });
});

test('nested rows and flat ones get the same answer, and only the outputs asked for come back', async () => {
  await using sample = await startReadySample();
  const rows = heldOut.rows.slice(0, 2);
  const input = inferenceOf(rows).inputs[0];
  const nested = await infer(sample, { inputs: [{ ...input, data: rows }], outputs: [{ name: 'digit' }] });
  const flat = await infer(sample, { inputs: [input], outputs: [{ name: 'digit' }] });
  expect(nested.body.outputs).toHaveLength(1);
  expect(nested.body).toEqual(flat.body);
});
