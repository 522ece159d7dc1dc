import { Problem } from '#contract/problem';
import type { Redacted } from './redacted.ts';

/** Takes secret values out of what is recorded or shown. */
export type Hiding = {
  text(text: string): string;
  /** Every text in plain data; numbers, keys and the rest stay as they are. */
  deep<T>(value: T): T;
  /** A Problem with its words cleaned; anything else as it is. */
  error<T>(error: T): T;
  /** True when one of the values, in a form of `least` characters (12) or more, stands in the text. */
  finds(text: string, least?: number): boolean;
  /** True when the text is one of the values, however short, but for what is an ordinary setting. */
  is(text: string): boolean;
};

/** What stands where a value stood. */
export const instead = '[redacted]';
/** Shorter ones would take ordinary words and figures out of every log. */
const leastHidden = 4;
/** A shorter one may be an ordinary word. */
const leastFound = 12;
/** "1" or "true" stands in every file: that a secret has the same value says nothing, and nobody keeps one by it. */
const ordinary = /^(\d{1,3}|true|false|yes|no|on|off|none|null|auto|debug|info|warn|warning|error)$/i;
/** A value that is cut off, by a limit of ours or the model's, is known by this much of its beginning. */
const leastBeginning = 8;

/** Known are a value as it is, each line of it, and as JSON, a URL, hexadecimal digits or base64 within other text write it. */
export function hiding(values: readonly Redacted[]): Hiding {
  const needles = [...new Set(values.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  const whole = new Set(values.map((value) => value.reveal().toString('utf8').trim()).filter((it) => it !== ''));
  const text = (said: string) => needles.reduce((rest, needle) => without(rest, needle), said);
  const deep = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value);
    if (Array.isArray(value)) return value.map(deep);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, deep(inner)]));
  };
  const error = (thrown: unknown): unknown => {
    if (!(thrown instanceof Problem)) return thrown;
    const { code, message, hint, where, stop, asks, blockers, cause } = thrown;
    if (text(message) === message && text(hint) === hint) return thrown;
    return new Problem(code, text(message), {
      hint: text(hint),
      cause,
      ...(where && { where }),
      ...(stop && { stop }),
      ...(asks && { asks }),
      ...(blockers && { blockers }),
    });
  };
  return {
    text,
    deep: <T>(value: T) => (needles.length === 0 ? value : (deep(value) as T)),
    error: <T>(thrown: T) => error(thrown) as T,
    finds: (said, least = leastFound) => needles.some((needle) => needle.length >= least && said.includes(needle)),
    is: (said) => !ordinary.test(said.trim()) && whole.has(said.trim()),
  };
}

function formsOf(value: Redacted): string[] {
  const bytes = value.reveal();
  const plain = bytes.toString('utf8');
  const lines = plain.split(/\r?\n/).map((line) => line.trim());
  // The first and last line of a PEM file are no secret, and stand in many logs.
  const own = lines.filter((line) => line.length >= leastBeginning && !line.startsWith('-----'));
  const encoded =
    bytes.length < leastBeginning
      ? []
      : [...own.map(escapedText), ...own.map(inUrl), bytes.toString('hex'), ...inBase64(bytes)];
  const inJson = escapedText(plain);
  // Twice, where a model puts JSON into a text of its JSON.
  return [plain, plain.trim(), inJson, escapedText(inJson), ...own, ...encoded].filter(
    (form) => form.length >= leastHidden,
  );
}

const escapedText = (text: string): string => JSON.stringify(text).slice(1, -1);

/** What a line is in a URL; text that is none (a lone surrogate) has no such form. */
function inUrl(line: string): string {
  try {
    return encodeURIComponent(line);
  } catch {
    return line;
  }
}

/** Three bytes are four characters, so what stands before the value ("user:") shifts it in one of three ways. */
function inBase64(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first characters also hold what stands before, the last one what follows.
    const sure = text.slice(shift === 0 ? 0 : shift + 1, (shift + bytes.length) % 3 === 0 ? undefined : -1);
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')];
  });
}

function without(text: string, needle: string): string {
  const head = needle.slice(0, leastBeginning);
  let clean = '';
  let rest = text;
  for (let at = rest.indexOf(head); at >= 0; at = rest.indexOf(head)) {
    const length = sameLength(rest, at, needle);
    // The frame of a PEM file is how many a text begins.
    const cut = length < needle.length && !head.startsWith('-----') && isCut(rest, at + length);
    const hidden = length === needle.length || cut;
    clean += rest.slice(0, at) + (hidden ? instead : rest.slice(at, at + 1));
    rest = rest.slice(at + (hidden ? length : 1));
  }
  return clean + rest;
}

function sameLength(text: string, at: number, needle: string): number {
  let length = 0;
  while (length < needle.length && text[at + length] === needle[length]) length += 1;
  return length;
}

/** The text ends there, or says that it was cut. */
function isCut(text: string, at: number): boolean {
  return at >= text.length || text.startsWith('…', at) || text.startsWith('...', at);
}
