import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { infer, inferenceOf, type Sample, startReadySample } from './start.ts';

const row = Array.from({ length: 64 }, () => 1);
const input = { name: 'pixels', datatype: 'FP32', shape: [1, 64], data: row };
let sample: Sample;
beforeAll(async () => {
  sample = await startReadySample();
});
afterAll(() => sample[Symbol.asyncDispose]());

test.each([
  ['broken JSON', '{"inputs": [', /not JSON/],
  ['an empty body', '', /not JSON/],
  ['a list', [], /JSON object/],
  ['null', 'null', /JSON object/],
  ['no inputs', {}, /"inputs" is missing/],
  ['an empty list of inputs', { inputs: [] }, /0 inputs/],
  ['the input twice', { inputs: [input, input] }, /2 inputs/],
  ['an unknown input', { inputs: [{ ...input, name: 'image' }] }, /unknown input "image"/],
  ['an input that is null', { inputs: [null] }, /unknown input null/],
  ['a wrong datatype', { inputs: [{ ...input, datatype: 'INT64' }] }, /datatype "INT64", wanted "FP32"/],
  ['no datatype', { inputs: [{ ...input, datatype: undefined }] }, /wanted "FP32"/],
  ['a shape of another width', { inputs: [{ ...input, shape: [1, 63] }] }, /shape \[1,63\]/],
  ['a shape of three numbers', { inputs: [{ ...input, shape: [1, 8, 8] }] }, /shape/],
  ['no rows', { inputs: [{ ...input, shape: [0, 64], data: [] }] }, /one row or more/],
  ['a shape that is text', { inputs: [{ ...input, shape: ['1', 64] }] }, /shape/],
  ['too little data', { inputs: [{ ...input, data: row.slice(1) }] }, /63 values/],
  ['more rows in the shape than in the data', { inputs: [{ ...input, shape: [1e9, 64] }] }, /64 values/],
  ['uneven nested rows', { inputs: [{ ...input, data: [row, [1]] }] }, /rows of 64/],
  ['text among the numbers', { inputs: [{ ...input, data: [...row.slice(1), '7'] }] }, /"7" at 63/],
  ['null among the numbers', { inputs: [{ ...input, data: [null, ...row.slice(1)] }] }, /null at 0/],
  ['NaN, which JSON lacks', JSON.stringify({ inputs: [input] }).replace('[1,1', '[NaN,1'), /not JSON/],
  ['a number beyond all bounds', JSON.stringify({ inputs: [input] }).replace('"data":[1,', '"data":[1e999,'), /at 0/],
  ['data that is text', { inputs: [{ ...input, data: 'AAAA' }] }, /not a list/],
  ['binary data', { inputs: [{ ...input, parameters: { binary_data_size: 256 } }] }, /binary/],
  ['an unknown output', { inputs: [input], outputs: [{ name: 'mood' }] }, /unknown output "mood"/],
  ['an id that is a number', { id: 7, inputs: [input] }, /"id"/],
])('refuses %s with 400 and says why', async (_what, body, why) => {
  const { status, body: answer } = await infer(sample, body);
  expect({ status, answer }).toEqual({ status: 400, answer: { error: expect.stringMatching(why) } });
});

test('refuses a body above 8 MiB with 413, announced or not, and a compressed one with 415', async () => {
  const large = 'x'.repeat(8 * 1024 * 1024 + 1);
  const head = 'POST /v2/models/digits/infer HTTP/1.1\r\nHost: x\r\n';
  const size = large.length.toString(16);
  expect(await raw(`${head}Content-Length: ${large.length}\r\n\r\n`)).toMatch(/^HTTP\/1.1 413 .*larger than 8388608/s);
  expect(await raw(`${head}Transfer-Encoding: chunked\r\n\r\n${size}\r\n${large}\r\n`)).toMatch(/^HTTP\/1.1 413 /);
  expect((await infer(sample, { inputs: [input] }, { 'content-encoding': 'gzip' })).status).toBe(415);
});

test.each([
  ['GET', '/nothing', 404],
  ['GET', '/v2/models/other', 404],
  ['POST', '/v2/models/other/infer', 404],
  ['GET', '/v2/models/digits/versions/9.9.9', 404],
  ['GET', '/v2/models/digits/infer', 405],
  ['DELETE', '/v2/health/ready', 405],
  ['POST', '/v2', 405],
])('%s %s is %i', async (method, path, status) => {
  const response = await fetch(`${sample.url}${path}`, { method });
  expect(response.status).toBe(status);
  expect(JSON.parse(await response.text())).toEqual({ error: expect.any(String) });
});

test('bytes that are no HTTP get 400', async () => {
  expect(await raw('\x16\x03\x01 hello\r\n\r\n')).toMatch(/^HTTP\/1.1 400 /);
});

test('after all this it still answers', async () => {
  expect((await infer(sample, inferenceOf([row]))).status).toBe(200);
  expect(sample.process.exitCode).toBeNull();
});

async function raw(text: string): Promise<string> {
  const socket = connect(sample.port, '127.0.0.1');
  let answer = '';
  socket.on('data', (part) => {
    answer += part;
    if (answer.includes('\r\n\r\n')) socket.end();
  });
  // The server may close while the rest of a refused body is still on its way.
  socket.on('error', () => {});
  socket.write(text);
  await once(socket, 'close');
  return answer;
}
