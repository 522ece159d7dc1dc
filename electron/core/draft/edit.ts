import { type Document, isCollection, isMap, isScalar, isSeq, type Node, parseDocument, Scalar } from 'yaml';
import type { FieldEdit } from '#contract/checklist';
import { Problem } from '#contract/problem';
import { problemOf, readSource } from '../service/parse.ts';
import { inLine } from '../service/yaml-text.ts';

/**
 * Sets fields of a service file's text, one after the other; null takes a field away. What is not about them stays as it
 * is written, comments too. BAD_FILE where the text is no YAML.
 */
export function editText(text: string, set: readonly FieldEdit[]): string {
  return set.reduce(withField, text);
}

function withField(text: string, { path, value }: FieldEdit): string {
  const document = read(text);
  const gone = value === null || value === undefined;
  if (gone && !document.hasIn(path)) return text;
  const there = document.getIn(path, true);
  const replaced = gone ? null : inPlace(text, there, value);
  if (replaced !== null) return replaced;
  const section = sectionOf(text, document, path[0]);
  if (!section) return rewritten(document, path, value);
  const part = parse(section.text);
  // An alias whose anchor is in another part cannot be read by itself.
  if (part.errors.length > 0) return rewritten(document, path, value);
  const before = text.slice(0, section.from);
  const gap = before === '' || before.endsWith('\n') ? '' : '\n';
  return before + gap + rewritten(part, path, value) + text.slice(section.to);
}

const parse = (text: string): Document.Parsed =>
  // Unique keys are not the library's to check: see readDocument.
  parseDocument(text, { schema: 'core', uniqueKeys: false, prettyErrors: false });

function read(text: string): Document.Parsed {
  const document = parse(text);
  if (document.errors.length === 0 && document.warnings.length === 0) return withFields(document);
  const source = { name: 'slipway.yaml', text };
  const { mistakes, ...rest } = readSource(source);
  throw problemOf('BAD_FILE', source.name, { mistakes, ...rest }, mistakes);
}

function withFields(document: Document.Parsed): Document.Parsed {
  if (document.contents === null || isMap(document.contents)) return document;
  throw new Problem('BAD_FILE', 'The file has no fields.', { hint: 'It begins like this: "service: NAME".' });
}

/** One plain value for another, where it stands: not a character beside it changes. */
function inPlace(text: string, there: unknown, value: unknown): string | null {
  if (!isScalar(there) || !there.range || !isPlain(value) || !oneLine.has(there.type ?? '')) return null;
  const [from, to] = there.range;
  if (from === to || there.anchor) return null;
  const quoted = there.type !== Scalar.PLAIN && typeof value === 'string';
  return text.slice(0, from) + scalarText(value, quoted) + text.slice(to);
}

const oneLine: ReadonlySet<string> = new Set([Scalar.PLAIN, Scalar.QUOTE_DOUBLE, Scalar.QUOTE_SINGLE]);
const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** Without quotes where it reads as the same between brackets too. */
function scalarText(value: string | number | boolean, quoted: boolean): string {
  if (typeof value !== 'string') return String(value);
  const plain = /^[\w/.][\w./:@+-]*$/.test(value) && parse(`[${value}]`).toJS()[0] === value;
  return plain && !quoted ? value : JSON.stringify(value);
}

type Section = { readonly text: string; readonly from: number; readonly to: number };

/** The lines of one key of the file, so that the others need not be written anew: none for a key that is not there yet. */
function sectionOf(text: string, { contents }: Document.Parsed, key: string | number | undefined): Section | null {
  if (!isMap(contents) || contents.flow) return null;
  const starts = contents.items.map((pair) => (isScalar(pair.key) ? (pair.key.range?.[0] ?? -1) : -1));
  if (starts.some((at) => at < 0 || (at > 0 && text[at - 1] !== '\n'))) return null;
  const index = contents.items.findIndex((pair) => isScalar(pair.key) && pair.key.value === key);
  const from = starts[index];
  if (from === undefined) return { text: '', from: text.length, to: text.length };
  const until = starts[index + 1] ?? text.length;
  const lines = text.slice(from, until).split(/(?<=\n)/);
  // Comments and blank lines before the next key belong to that one.
  while (lines.length > 1 && /^(#.*)?\s*$/.test(lines.at(-1) ?? '')) lines.pop();
  const part = lines.join('');
  return { text: part, from, to: from + part.length };
}

function rewritten(document: Document.Parsed, path: FieldEdit['path'], value: unknown): string {
  if (value === null || value === undefined) document.deleteIn(path);
  else setIn(document, path, value);
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: true });
  return text === '{}\n' ? '' : text;
}

function setIn(document: Document.Parsed, path: FieldEdit['path'], value: unknown): void {
  for (let length = path.length - 1; length > 0; length--) {
    const above = document.getIn(path.slice(0, length), true);
    if (above === undefined) continue;
    // A key without a value is no collection yet, and one that holds nothing has no style worth keeping.
    if (!isCollection(above)) document.deleteIn(path.slice(0, length));
    else if (above.items.length === 0 && typeof value === 'object') above.flow = false;
    break;
  }
  const last = path.at(-1);
  const list = document.getIn(path.slice(0, -1), true);
  const at = isSeq(list) && typeof last === 'number' ? Math.min(last, list.items.length) : last;
  document.setIn([...path.slice(0, -1), at], inLine(document.createNode(value) as Node));
}
