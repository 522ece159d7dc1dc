import { PIXELS } from './model.mjs';

/** A request that cannot be answered as it is; `status` is the HTTP status, the message says what to change. */
export class Refusal extends Error {
  constructor(status, message, headers = {}) {
    super(message);
    this.status = status;
    this.headers = headers;
  }
}

export const INPUTS = [{ name: 'pixels', datatype: 'FP32', shape: [-1, PIXELS] }];
export const OUTPUTS = [
  { name: 'digit', datatype: 'INT64', shape: [-1] },
  { name: 'probabilities', datatype: 'FP32', shape: [-1, 10] },
];

/** The text of an inference request to its rows, the names of the outputs wanted and its id. Throws a Refusal. */
export function readRequest(text) {
  const request = parse(text);
  if (!isObject(request)) throw new Refusal(400, 'the body must be a JSON object with "inputs"');
  if (request.id !== undefined && typeof request.id !== 'string') throw new Refusal(400, '"id" must be a string');
  if (!Array.isArray(request.inputs)) throw new Refusal(400, '"inputs" is missing or not a list');
  for (const input of request.inputs)
    if (!isObject(input) || input.name !== 'pixels')
      throw new Refusal(400, `unknown input ${JSON.stringify(input?.name ?? null)}: this model has "pixels"`);
  if (request.inputs.length !== 1)
    throw new Refusal(400, `${request.inputs.length} inputs: this model wants "pixels" once`);
  return { id: request.id, rows: readRows(request.inputs[0]), outputs: readOutputs(request.outputs) };
}

/** The rows and the answers to them, as the response's outputs. */
export function writeOutputs(answers, names) {
  const all = {
    digit: { name: 'digit', datatype: 'INT64', shape: [answers.length], data: answers.map((a) => a.digit) },
    probabilities: {
      name: 'probabilities',
      datatype: 'FP32',
      shape: [answers.length, 10],
      data: answers.flatMap((a) => a.probabilities),
    },
  };
  return names.map((name) => all[name]);
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Refusal(400, `the body is not JSON: ${error.message}`);
  }
}

function readRows({ datatype, shape, data, parameters }) {
  if (datatype !== 'FP32') throw new Refusal(400, `"pixels" has datatype ${JSON.stringify(datatype)}, wanted "FP32"`);
  if (parameters?.binary_data_size !== undefined)
    throw new Refusal(400, 'binary tensor data is not supported: send "data" as JSON numbers');
  if (!Array.isArray(shape) || shape.length !== 2 || shape[1] !== PIXELS || !Number.isInteger(shape[0]) || shape[0] < 1)
    throw new Refusal(
      400,
      `"pixels" has shape ${JSON.stringify(shape)}, wanted [rows, ${PIXELS}] with one row or more`,
    );
  if (!Array.isArray(data)) throw new Refusal(400, '"data" of "pixels" is missing or not a list');
  if (Array.isArray(data[0]) && data.some((row) => !Array.isArray(row) || row.length !== PIXELS))
    throw new Refusal(400, `nested "data" of "pixels" must be rows of ${PIXELS} numbers each`);
  const flat = data.flat();
  if (flat.length !== shape[0] * PIXELS)
    throw new Refusal(400, `"data" of "pixels" has ${flat.length} values, shape [${shape}] wants ${shape[0] * PIXELS}`);
  const wrong = flat.findIndex((value) => !Number.isFinite(value));
  if (wrong !== -1)
    throw new Refusal(400, `"data" of "pixels" has ${JSON.stringify(flat[wrong])} at ${wrong}, wanted a finite number`);
  return Array.from({ length: shape[0] }, (_, row) => flat.slice(row * PIXELS, (row + 1) * PIXELS));
}

function readOutputs(outputs) {
  const known = OUTPUTS.map((output) => output.name);
  if (outputs === undefined) return known;
  if (!Array.isArray(outputs) || outputs.length === 0) throw new Refusal(400, '"outputs" must be a list of names');
  for (const output of outputs)
    if (!known.includes(output?.name))
      throw new Refusal(
        400,
        `unknown output ${JSON.stringify(output?.name ?? null)}: this model has ${known.join(', ')}`,
      );
  return outputs.map((output) => output.name);
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
