import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml';

/** What is wrong at an offset of the text; `hint` says what to do where `what` does not. */
export type Mistake = { readonly at: number; readonly what: string; readonly hint?: string };

/** Where a value stands: its own offset, its key's, how a scalar is written, and the same of what is in it. */
export type Spot = {
  readonly at: number;
  readonly keyAt: number | null;
  readonly source: string | null;
  readonly children: ReadonlyMap<string, Spot>;
};
export type Document = {
  readonly value: unknown;
  readonly root: Spot;
  readonly mistakes: readonly Mistake[];
  readonly place: (at: number) => { line: number; column: number };
};

export const mostDepth = 32;
const mostAliases = 100;
/** Values that aliases may unfold to: plenty for a shared block, nothing for an alias bomb. */
const mostUnfolded = 10_000;

type Read = { readonly value: unknown; readonly spot: Spot };
type Reading = {
  anchors: Map<string, ParsedNode>;
  mistakes: Mistake[];
  aliases: number;
  unfolded: number;
  over: boolean;
};

/** YAML 1.2 to plain data, with a place for every value and key. Never throws: what is wrong is in `mistakes`. */
export function readDocument(text: string): Document {
  const lineCounter = new LineCounter();
  // Unique keys are checked here: the library compares each with each, 270 s for 100,000 of them.
  const document = parseDocument(text, { schema: 'core', uniqueKeys: false, prettyErrors: false, lineCounter });
  const place = (at: number) => {
    const { line, col } = lineCounter.linePos(at);
    return { line: Math.max(1, line), column: Math.max(1, col) };
  };
  const nowhere = { value: null, spot: { at: 0, keyAt: null, source: null, children: new Map() } };
  const [broken] = document.errors.length > 0 ? document.errors : document.warnings;
  // What follows the first error is nearly always its consequence.
  if (broken) return { value: null, root: nowhere.spot, mistakes: [inWords(broken)], place };
  const reading: Reading = { anchors: new Map(), mistakes: [], aliases: 0, unfolded: 0, over: false };
  const { value, spot } = document.contents ? readNode(document.contents, reading, 1, false) : nowhere;
  return { value: reading.over ? null : value, root: spot, mistakes: reading.mistakes, place };
}

function readNode(node: ParsedNode, reading: Reading, depth: number, unfolding: boolean): Read {
  const at = node.range[0];
  const empty: Read = { value: null, spot: { at, keyAt: null, source: null, children: new Map() } };
  if (reading.over) return empty;
  if (depth > mostDepth) return giveUp(reading, empty, `nested deeper than ${mostDepth} levels`);
  if (unfolding && ++reading.unfolded > mostUnfolded)
    return giveUp(reading, empty, `the aliases here unfold to more than ${mostUnfolded} values`);
  if (isAlias(node)) {
    const target = reading.anchors.get(node.source);
    if (!target) return note(reading, empty, `*${node.source} stands for nothing: no &${node.source} comes before it`);
    if (++reading.aliases > mostAliases) return giveUp(reading, empty, `more than ${mostAliases} aliases`);
    const read = readNode(target, reading, depth, true);
    return { value: read.value, spot: { ...read.spot, at } };
  }
  if (node.anchor && !unfolding) reading.anchors.set(node.anchor, node);
  if (isScalar(node)) return readScalar(node, reading, empty);
  if (isMap(node)) return readMap(node as YAMLMap.Parsed, reading, depth, unfolding);
  if (!isSeq(node)) return empty;
  const entries = node.items.map((item) => readNode(item as ParsedNode, reading, depth + 1, unfolding));
  const children = new Map(entries.map((entry, index) => [String(index), entry.spot]));
  return { value: entries.map((entry) => entry.value), spot: { at, keyAt: null, source: null, children } };
}

function readScalar(node: Scalar.Parsed, reading: Reading, empty: Read): Read {
  if (typeof node.value === 'number' && !Number.isFinite(node.value))
    return note(reading, empty, `${node.source} is not a number that can be used here`);
  return { value: node.value, spot: { ...empty.spot, source: node.source } };
}

/** A plain `<<` takes over what another mapping has; keys of one's own win, then the earlier of several. */
function readMap(node: YAMLMap.Parsed, reading: Reading, depth: number, unfolding: boolean): Read {
  const value: Record<string, unknown> = {};
  const children = new Map<string, Spot>();
  const merged: Read[] = [];
  for (const pair of node.items as Pair<ParsedNode, ParsedNode | null>[]) {
    const keyAt = pair.key.range[0];
    const key = keyOf(pair.key);
    const after = { at: pair.key.range[1], keyAt, source: null, children: new Map() };
    const read = pair.value ? readNode(pair.value, reading, depth + 1, unfolding) : { value: null, spot: after };
    const wrong = key === null ? 'a key has to be plain text' : keyMistake(key, children);
    if (wrong || key === null) reading.mistakes.push({ at: keyAt, what: wrong ?? '' });
    else if (key === '<<' && isScalar(pair.key) && pair.key.type === 'PLAIN') merged.push(...mergeable(read, reading));
    else {
      value[key] = read.value;
      children.set(key, { ...read.spot, keyAt });
    }
  }
  for (const from of merged)
    for (const [key, spot] of from.spot.children)
      if (!children.has(key)) {
        value[key] = (from.value as Record<string, unknown>)[key];
        children.set(key, spot);
      }
  return { value, spot: { at: node.range[0], keyAt: null, source: null, children } };
}

function keyOf(node: ParsedNode): string | null {
  if (!isScalar(node) || node.value === null) return null;
  return typeof node.value === 'string' ? node.value : node.source;
}

function keyMistake(key: string, earlier: ReadonlyMap<string, Spot>): string | null {
  if (key === '__proto__') return '"__proto__" cannot be a key';
  return earlier.has(key) ? `"${key}" stands here twice` : null;
}

function mergeable(read: Read, reading: Reading): Read[] {
  if (!Array.isArray(read.value)) return isMapping(read.value) ? [read] : [note(reading, read, '<< takes a mapping')];
  return read.value.flatMap((value, index) => {
    const spot = read.spot.children.get(String(index));
    return spot && isMapping(value) ? [{ value, spot }] : [note(reading, read, '<< takes mappings')];
  });
}

const isMapping = (value: unknown): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

function note(reading: Reading, read: Read, what: string): Read {
  reading.mistakes.push({ at: read.spot.at, what });
  return { value: null, spot: { ...read.spot, children: new Map() } };
}

/** Beyond a limit nothing else is worth reading or reporting. */
function giveUp(reading: Reading, read: Read, what: string): Read {
  reading.over = true;
  reading.mistakes = [];
  return note(reading, read, what);
}

const brokenWords: Partial<Record<YAMLError['code'], readonly [what: string, hint: string]>> = {
  TAB_AS_INDENT: ['a tab is used as indentation', 'YAML indents with spaces.'],
  MULTIPLE_DOCS: ['a second document begins here', 'One file describes one service: remove "---" and what follows it.'],
  BLOCK_AS_IMPLICIT_KEY: ['a second ": " on one line', 'Put a value that has ": " in it in quotes.'],
  RESOURCE_EXHAUSTION: [`nested deeper than ${mostDepth} levels`, 'Make the file flatter.'],
  TAG_RESOLVE_FAILED: ['a tag that cannot be used here', 'Remove the word that begins with "!".'],
  BAD_DIRECTIVE: ['a directive that cannot be used here', 'Remove the line that begins with "%".'],
  MULTILINE_IMPLICIT_KEY: ['this line is not "key: value"', 'Write a colon and a space between the key and its value.'],
  BAD_SCALAR_START: ['a value that begins with a special character', 'Put the value in quotes.'],
};

function inWords(error: YAMLError): Mistake {
  const [what, hint] = brokenWords[error.code] ?? [
    error.message,
    'Look at the indentation, quotes and brackets there.',
  ];
  return { at: error.pos[0], what: `broken YAML: ${what}`, hint };
}
