import type { Golden } from '../service/schema.ts';

/** A request that is wrong on purpose, as it is sent to the route that runs the model. */
export type WrongRequest = {
  readonly name: string;
  readonly what: string;
  readonly body: string;
  readonly type: string;
};

/** More than a server of models takes that has a limit at all; of most frameworks it is 1 to 16 MiB. */
const tooLarge = 32 * 1024 ** 2;
/** A number that no float32 holds, and that a float64 just does. */
const huge = 1e308;

const json = 'application/json';

/**
 * Pure: wrong requests, made of one that is right: without a body, torn, of another type, with a field fewer, with a
 * number beyond all types, in another form, and too large. `unread` says what could not be made of it.
 */
export function wrongRequests(right: Golden['request']): { requests: WrongRequest[]; unread: string[] } {
  const { body } = right;
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const made = (name: string, what: string, value: unknown, type = json): WrongRequest[] =>
    value === undefined ? [] : [{ name, what, body: typeof value === 'string' ? value : JSON.stringify(value), type }];
  const requests = [
    ...made('empty', 'no body at all', ''),
    ...made('torn', 'JSON that breaks off', '{"inputs": [{"na'),
    ...made(
      'wrong type',
      'a text in place of the first number or list',
      isObject ? withFirst(body, 'not a number') : undefined,
    ),
    ...made('missing field', 'the first field left out', isObject ? withoutFirst(body) : undefined),
    ...made('huge number', `${huge} in place of the first number`, isObject ? withFirst(body, huge) : undefined),
    ...made('wrong content type', 'plain text, and said to be', 'a seven, please', 'text/plain; charset=utf-8'),
    ...made('too large', `a body of ${tooLarge / 1024 ** 2} MiB`, `{"inputs":"${'x'.repeat(tooLarge)}"}`),
  ];
  const unread = isObject ? [] : ['No request is known whose fields could be made wrong: keep a golden request.'];
  return { requests, unread };
}

/** A copy in which the first number, as one reads it from the start, is another value; undefined where there is none. */
export function withFirst(body: unknown, instead: unknown): unknown {
  let done = false;
  const copy = (value: unknown): unknown => {
    if (done) return value;
    if (typeof value === 'number') {
      done = true;
      return instead;
    }
    if (Array.isArray(value)) return value.map(copy);
    if (typeof value !== 'object' || value === null) return value;
    // What says how the data is laid out is checked before the data: of a tensor the data is what is made wrong.
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, name === 'shape' ? inner : copy(inner)]),
    );
  };
  const made = copy(body);
  return done ? made : undefined;
}

/** A copy without the first field that is more than a name for the request. */
export function withoutFirst(body: Readonly<Record<string, unknown>>): unknown {
  const gone = Object.keys(body).find((name) => name !== 'id' && name !== 'model');
  if (gone === undefined) return undefined;
  return Object.fromEntries(Object.entries(body).filter(([name]) => name !== gone));
}
