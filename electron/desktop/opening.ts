import { isAbsolute, resolve } from 'node:path';
import type { FromShell } from '#contract/desktop';

export type Shown = Extract<FromShell, { do: 'show' }>;

const name = /^[a-z0-9][a-z0-9_.-]{0,62}$/i;
const ulid = /^[0-9a-z]{6,26}$/i;

/**
 * What a link shows: slipway://service/HOST/NAME or slipway://deployment/ID. A link only ever navigates, and whatever is
 * not exactly one of these is nothing.
 */
export function shownByLink(link: string): Shown | null {
  if (link.length > 300 || !URL.canParse(link)) return null;
  const { protocol, host, pathname, search, hash, username, port } = new URL(link);
  if (protocol !== 'slipway:' || search || hash || username || port) return null;
  const words = pathname.split('/').slice(1);
  const [first = '', second = ''] = words;
  if (host === 'deployment' && words.length === 1 && ulid.test(first)) {
    return { do: 'show', what: 'deployment', id: first };
  }
  if (host === 'service' && words.length === 2 && name.test(first) && name.test(second)) {
    return { do: 'show', what: 'service', host: first, service: second };
  }
  return null;
}

/** A record file that the system hands over; `cwd` is where a relative name counts from. */
export function shownByFile(file: string, cwd: string): Shown | null {
  if (!file.endsWith('.slipway')) return null;
  return { do: 'show', what: 'record', file: isAbsolute(file) ? file : resolve(cwd, file) };
}

/** What a command line asks to show: its last word that is a link or a record file. Chromium puts switches anywhere. */
export function shownByWords(argv: readonly string[], cwd: string): Shown | null {
  const words = argv.slice(1).filter((word) => !word.startsWith('-'));
  const shown = words.map((word) => (word.includes('://') ? shownByLink(word) : shownByFile(word, cwd)));
  return shown.findLast((it) => it !== null) ?? null;
}
