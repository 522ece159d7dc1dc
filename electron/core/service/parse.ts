import { Problem, type ProblemCode } from '#contract/problem';
import { type Document, type Mistake, readDocument, type Spot } from './document.ts';
import { mistakesOf, spotAt } from './mistakes.ts';
import { type ServiceFile, serviceFileSchema } from './schema.ts';
import { unsupportedIn } from './unsupported.ts';
import { wantedBy } from './wording.ts';

/** The text of a service file, and the name by which errors call it. */
export type Source = { readonly name: string; readonly text: string };

export const mostBytes = 1024 * 1024;
const mostLines = 20;
const example = 'Two lines are enough:\nservice: digits\nmodel: { image: "digits:1.4.0" }';

/**
 * A service file with units resolved and defaults filled in. Fails with BAD_FILE, or with NOT_SUPPORTED for what is right
 * and cannot be done yet; `where` is the first mistake, and several are listed with line and column (from 1).
 */
export function parseServiceFile(source: Source): ServiceFile {
  const document = readSource(source);
  const parsed = serviceFileSchema.safeParse(document.value, { error: wantedBy });
  const unread = new Set(document.mistakes.map(({ at }) => at));
  const misfits = isMapping(document.value) && !parsed.success ? parsed.error.issues : [];
  const mistakes = [
    ...document.mistakes,
    ...mistakesOf(misfits, document.value, document.root).filter(({ at }) => !unread.has(at)),
  ];
  if (mistakes.length > 0 || !parsed.success) throw problemOf('BAD_FILE', source.name, document, mistakes);

  const unsupported = unsupportedIn(parsed.data).map(({ path, what, hint }) => {
    const spot = spotAt(document.root, path);
    return { at: spot.keyAt ?? spot.at, what, hint };
  });
  if (unsupported.length > 0) throw problemOf('NOT_SUPPORTED', source.name, document, unsupported);
  return parsed.data;
}

/** The text as plain data with a place for each value, and what is wrong with it as YAML in `mistakes`. BAD_FILE where it is no mapping. */
export function readSource(source: Source): Document {
  const whole = (what: string, hint: string) =>
    new Problem('BAD_FILE', `the service file ${what}`, { hint, where: { file: source.name, line: 1, column: 1 } });
  if (Buffer.byteLength(source.text) > mostBytes)
    throw whole(
      'is larger than 1 MiB',
      'A service file is a page of text. Put large bodies into files: request.bodyFile.',
    );
  const document = readDocument(source.text);
  if (document.mistakes.length === 0 && document.value === null) throw whole('is empty', example);
  if (document.mistakes.length === 0 && !isMapping(document.value)) throw whole('is not a mapping of keys', example);
  keepWording(document);
  return document;
}

/** A version 1.10 and a variable 0x10 are text to whoever writes them, and not the numbers 1.1 and 16. */
function keepWording({ value, root }: Document): void {
  const model = isMapping(value) ? value.model : null;
  const spot = root.children.get('model');
  if (!isMapping(model) || !spot) return;
  rewrite(model, spot, ['version']);
  const env = spot.children.get('env');
  if (isMapping(model.env) && env) rewrite(model.env, env, [...env.children.keys()]);
}

function rewrite(mapping: Record<string, unknown>, spot: Spot, keys: readonly string[]): void {
  for (const key of keys) {
    const plain = typeof mapping[key] === 'number' || typeof mapping[key] === 'boolean';
    if (plain) mapping[key] = spot.children.get(key)?.source ?? mapping[key];
  }
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function problemOf(code: ProblemCode, file: string, { place }: Document, mistakes: readonly Mistake[]): Problem {
  const sorted = [...mistakes].sort((a, b) => a.at - b.at);
  const [first] = sorted;
  const where = { file, ...place(first?.at ?? 0) };
  const hint = first?.hint ?? `Correct line ${where.line}.`;
  if (first && sorted.length === 1) return new Problem(code, first.what, { hint, where });
  const lines = sorted.slice(0, mostLines).map(({ at, what }) => {
    const { line, column } = place(at);
    return `${line}:${column} ${what}`;
  });
  if (sorted.length > mostLines) lines.push(`and ${sorted.length - mostLines} more`);
  const found = code === 'NOT_SUPPORTED' ? 'asks for too much' : 'has mistakes';
  const message = [`the service file ${found} in ${sorted.length} places`, ...lines].join('\n');
  return new Problem(code, message, { hint, where });
}
