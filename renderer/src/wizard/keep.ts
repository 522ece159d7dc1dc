import type { FieldEdit } from '#contract/checklist';
import type { Question } from '#contract/model';
import { valueAt } from './fields.ts';

/** A request that is tried, and will be golden once somebody says that its answer is right. */
export type Asking = { readonly name: string; readonly method: string; readonly path: string; readonly body: string };

export const askingOf = ({ method, path, body }: Question, count: number): Asking => ({
  name: count === 0 ? 'the first answer' : `answer ${count + 1}`,
  method,
  path,
  body: body ?? '',
});

/** As the file has it; the body as JSON where it is JSON. */
export function requestOf({ method, path, body }: Asking): Record<string, unknown> {
  return { method, path, ...(body.trim() === '' ? {} : { body: jsonOr(body) }) };
}

/** The file with this one golden request and nothing that is expected of it but an answer. */
export const askOnly = (asking: Asking): readonly FieldEdit[] => [
  { path: ['golden'], value: [{ name: asking.name, request: requestOf(asking), expect: { status: 200 } }] },
];

/** The golden request that an answer makes, once it was said to be right. */
export function keepAnswer(asking: Asking, body: string, count: number): readonly FieldEdit[] {
  const golden = { name: asking.name, request: requestOf(asking), expect: expectationOf(body) };
  return [{ path: ['golden', count], value: golden }];
}

/** What of a right answer will be right the next time too: what it decides, not how sure it was, when, or by which id. */
export function expectationOf(body: string): Record<string, unknown> {
  const answer = jsonOr(body);
  const outputs = valueAt(answer, ['outputs']);
  if (Array.isArray(outputs)) {
    const at = outputs.findIndex((one) => !/^(prob|score|confidence)/i.test(String(valueAt(one, ['name']))));
    const first = valueAt(outputs[at], ['data', 0]);
    if (isPlain(first)) return { status: 200, json: { [`outputs[${at}].data[0]`]: first }, ...tolerance(first) };
  }
  if (valueAt(answer, ['choices', 0]) !== undefined) return { status: 200, validJson: true };
  if (typeof answer === 'object' && answer !== null && !Array.isArray(answer)) {
    const fixed = Object.entries(answer).filter(
      ([key, value]) => isPlain(value) && /^\w+$/.test(key) && !passing.test(key),
    );
    if (fixed.length > 0) {
      const json = Object.fromEntries(fixed.slice(0, 8));
      return {
        status: 200,
        json,
        ...Object.values(json)
          .map(tolerance)
          .find((one) => 'tolerance' in one),
      };
    }
  }
  return typeof answer === 'string' && answer.trim() !== ''
    ? { status: 200, minLength: 1 }
    : { status: 200, validJson: true };
}

/** Keys that tell of the one answer and not of the model. */
const passing =
  /(^|_)(id|time|timestamp|created|date|ms|seconds|took|latency|duration|seed|request|score|confidence)(_|$)/i;

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

const tolerance = (value: unknown): { tolerance?: number } =>
  typeof value === 'number' && !Number.isInteger(value) ? { tolerance: 0.001 } : {};

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
