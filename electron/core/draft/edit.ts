import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  parseDocument,
  Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { FieldEdit } from '#contract/checklist';
import { Problem } from '#contract/problem';
import { mostDepth } from '../service/document.ts';
import { problemOf, readSource } from '../service/parse.ts';
import { inLine } from '../service/yaml-text.ts';

/**
 * Sets fields of a service file's text, one after the other; null takes a field away. What is not about them stays as it
 * is written, comments too. BAD_FILE where the text is no YAML, BAD_COMMAND where there is no such place in it.
 */
export function editText(text: string, set: readonly FieldEdit[]): string {
  return set.reduce(withField, text);
}

function withField(text: string, { path, value }: FieldEdit): string {
  const document = read(text);
  refuseDeep(value);
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
  parseDocument(text, { schema: 'core', uniqueKeys: false, prettyErrors: false, logLevel: 'error' });

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

/** By hand: the library fills a list up to any index that it is given, and stops at what is no collection. */
function setIn(document: Document.Parsed, path: FieldEdit['path'], value: unknown): void {
  const [first = '', ...rest] = path;
  const writable = document as unknown as Document;
  if (!isMap(writable.contents)) writable.contents = document.createNode({});
  let here = writable.contents as Collection;
  let key = keyIn(here, first);
  for (const next of rest) {
    const below: unknown = here.get(key, true);
    if (isAlias(below)) throw elsewhere(path, `it stands for &${below.source}, which is written in another place`);
    // What holds nothing has no style worth keeping.
    if (isCollection(below) && below.items.length === 0 && typeof value === 'object') below.flow = false;
    const inner: Collection =
      isMap(below) || isSeq(below) ? below : (document.createNode(typeof next === 'number' ? [] : {}) as Collection);
    if (inner !== below) here.set(key, inner);
    key = keyIn(inner, next);
    here = inner;
  }
  here.set(key, inLine(document.createNode(value) as Node));
}

type Collection = YAMLMap | YAMLSeq;

/** An entry of a list that is not there yet is its next one. */
function keyIn(list: Collection, key: string | number): string | number {
  if (!isSeq(list)) return String(key);
  if (typeof key === 'number' && key >= 0) return Math.min(key, list.items.length);
  throw elsewhere([key], 'there is a list, whose entries are numbered from 0');
}

function refuseDeep(value: unknown, depth = 0): void {
  if (depth > mostDepth) throw elsewhere([], `the value is nested deeper than ${mostDepth} levels`);
  if (typeof value === 'object' && value !== null) for (const it of Object.values(value)) refuseDeep(it, depth + 1);
}

const elsewhere = (path: FieldEdit['path'], why: string): Problem =>
  new Problem('BAD_COMMAND', `${path.join('.').slice(0, 200)} cannot be set: ${why}`, {
    hint: 'Change it in the text of the file.',
  });
