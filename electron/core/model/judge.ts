import { runInNewContext } from 'node:vm';
import type { Options } from 'ajv';
import type { Expectation } from '../service/schema.ts';
import { inWords } from './deadline.ts';
import { at, differences, parsePath } from './json-path.ts';
import type { ReachAnswer } from './reach.ts';

/** Characters that a pattern is run on, and the milliseconds it may take: a careless one would stop the console. */
const matchedText = 64 * 1024;
const matchTime = 200;
const mostSentences = 8;

/**
 * What is wrong with an answer, one sentence each; empty when it is as expected. `expect.schema` is the text of a JSON
 * Schema (draft 7 or 2020-12). Without `expect.status` anything from 200 to 299 is right.
 */
export async function judge(expect: Expectation, answer: ReachAnswer): Promise<string[]> {
  const body = parseBody(answer);
  const wrong = [
    ...status(expect, answer),
    ...times(expect, answer),
    ...(answer.cut ? ['the answer is longer than 8 MiB, and only that much was read'] : []),
    ...(wantsJson(expect) && 'error' in body ? [`the body is not JSON (${body.error})`] : []),
    ...('value' in body ? [...json(expect, body.value), ...(await schema(expect.schema, body.value))] : []),
    ...text(expect, answer.body),
  ];
  const more = wrong.length - mostSentences;
  return more > 0 ? [...wrong.slice(0, mostSentences), `and ${more} more`] : wrong;
}

type Body = { readonly value: unknown } | { readonly error: string };

function parseBody(answer: ReachAnswer): Body {
  try {
    return { value: JSON.parse(answer.body) };
  } catch (error) {
    return { error: answer.body === '' ? 'it is empty' : String((error as Error).message).slice(0, 200) };
  }
}

function wantsJson(expect: Expectation): boolean {
  return expect.validJson === true || expect.json !== undefined || expect.schema !== undefined;
}

function status(expect: Expectation, answer: ReachAnswer): string[] {
  if (expect.status !== undefined) {
    return answer.status === expect.status ? [] : [`the status is ${answer.status}, wanted ${expect.status}`];
  }
  return answer.status >= 200 && answer.status <= 299 ? [] : [`the status is ${answer.status}, wanted 200 to 299`];
}

function times(expect: Expectation, answer: ReachAnswer): string[] {
  const { within, firstTokenWithin: first } = expect;
  const wrong: string[] = [];
  if (within !== undefined && answer.ms > within)
    wrong.push(`it took ${inWords(answer.ms)}, wanted ${inWords(within)}`);
  if (first !== undefined && answer.firstByteMs > first) {
    wrong.push(`the first token took ${inWords(answer.firstByteMs)}, wanted ${inWords(first)}`);
  }
  return wrong;
}

function json(expect: Expectation, value: unknown): string[] {
  return Object.entries(expect.json ?? {}).flatMap(([path, wanted]) => {
    const keys = parsePath(path);
    if (!keys) return [`"${path}" is not a path like a.b[0]`];
    return differences(path, at(value, keys), wanted, expect.tolerance);
  });
}

const options: Options = { strict: false, allErrors: false, validateFormats: false, logger: false };

async function schema(written: string | undefined, value: unknown): Promise<string[]> {
  if (written === undefined) return [];
  // Loaded where it is asked for: it is slow to load, and few commands and files use it.
  const { Ajv } = await import('ajv');
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  try {
    const parsed: unknown = JSON.parse(written);
    const ajv = written.includes('json-schema.org/draft/2020-12') ? new Ajv2020(options) : new Ajv(options);
    const validate = ajv.compile(parsed as object);
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      (error) => `against its schema: ${error.instancePath || 'the body'} ${error.message}`,
    );
  } catch (error) {
    return [`its schema cannot be used: ${String((error as Error).message).slice(0, 200)}`];
  }
}

function text(expect: Expectation, body: string): string[] {
  const { contains, matches, minLength } = expect;
  const wrong: string[] = [];
  if (contains !== undefined && !body.includes(contains)) wrong.push(`the body does not contain "${contains}"`);
  if (minLength !== undefined && body.length < minLength) {
    wrong.push(`the body has ${body.length} characters, wanted at least ${minLength}`);
  }
  return matches === undefined ? wrong : [...wrong, ...matched(matches, body)];
}

function matched(pattern: string, body: string): string[] {
  try {
    const context = { pattern, text: body.slice(0, matchedText) };
    const found: unknown = runInNewContext('new RegExp(pattern).test(text)', context, { timeout: matchTime });
    return found === true ? [] : [`the body does not match /${pattern}/`];
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ERR_SCRIPT_EXECUTION_TIMEOUT')
      return [`/${pattern}/ takes longer than ${matchTime} ms on this answer`];
    return [`/${pattern}/ is not a pattern: ${(error as Error).message}`];
  }
}
