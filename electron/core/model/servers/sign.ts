import { at, parsePath } from '../json-path.ts';
import type { ReachAnswer } from '../reach.ts';

/** What gives a server away in one answer. All that is named has to hold. */
export type Sign = {
  /** Asked with GET. */
  readonly path: string;
  /** Statuses that count; 200 to 299 where none is named. */
  readonly status?: readonly number[];
  /** Members of the JSON answer that have to be there: "data[0].id". */
  readonly has?: readonly string[];
  /** Members whose text has to match. */
  readonly equals?: Readonly<Record<string, RegExp>>;
  readonly text?: RegExp;
  readonly header?: readonly [name: string, value: RegExp];
  /** True where no other known server answers so. Without one of these a server is not recognised by its answers. */
  readonly own: boolean;
  /** What it shows, after "GET /path": "describes llama.cpp's slots". */
  readonly says: string;
};

/** An answer to a question, with its JSON where it has some; null where none came. */
export type Heard = { readonly answer: ReachAnswer; readonly json: unknown } | null;

/** Pure: whether an answer is the sign. `status` of a server that answers a path that nobody has with it tells nothing: then `untold` is true. */
export function shows(sign: Sign, heard: Heard, untold: boolean): boolean {
  if (!heard) return false;
  const { answer, json } = heard;
  const fine = sign.status ? sign.status.includes(answer.status) : answer.status >= 200 && answer.status <= 299;
  const tells = sign.has || sign.equals || sign.text || sign.header;
  if (!fine || (untold && !tells)) return false;
  if (sign.header && !sign.header[1].test(answer.headers[sign.header[0]] ?? '')) return false;
  if (sign.text && !sign.text.test(answer.body.slice(0, textLooked))) return false;
  if (sign.has && !sign.has.every((path) => member(json, path) !== undefined)) return false;
  return Object.entries(sign.equals ?? {}).every(([path, wanted]) => {
    const value = member(json, path);
    return typeof value === 'string' && wanted.test(value.slice(0, 200));
  });
}

/** Characters that a pattern is run on; every pattern is linear. */
const textLooked = 64 * 1024;

const member = (json: unknown, path: string): unknown => at(json, parsePath(path) ?? []);
