import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Where a console is: a name below localhost that its data folder has for itself. Cookies do not keep ports apart, so
 * under a name that others may guess, whatever listens on another port of it would be sent the session.
 */
export type Place = { readonly name: string; readonly port: number };

export const freshName = (): string => `slipway-${randomBytes(6).toString('hex')}.localhost`;
export const isName = (text: string): boolean => /^slipway-[0-9a-f]{12}\.localhost$/.test(text);

export type Asked = { readonly method: string; readonly path: string; readonly headers: IncomingHttpHeaders };
type Refusal = { readonly status: 403 | 405 | 413 | 421; readonly text: string };

/** The authority of the console's address, as it must stand in Host: without the port where that is HTTP's own. */
export const authorityOf = ({ name, port }: Place): string => (port === 80 ? name : `${name}:${port}`);
export const originOf = (place: Place): string => `http://${authorityOf(place)}`;

/** Pure. Why a request is refused before anything is looked at; null for one that a page of ours or a person made. */
export function refusalOf(asked: Asked, place: Place): Refusal | null {
  const { method, path, headers } = asked;
  const host = headers.host?.toLowerCase();
  if (host !== authorityOf(place)) {
    if (guessed.some((name) => host === authorityOf({ name, port: place.port }))) return elsewhere;
    return { status: 403, text: 'This is not the address of this console.\n' };
  }
  const foreign = foreignOf(asked, place);
  if (foreign) return foreign;
  if (!methodsOf(path).includes(method)) return { status: 405, text: 'That is not done here.\n' };
  // No request of ours has a body.
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0) {
    return { status: 413, text: 'Nothing is sent to this address.\n' };
  }
  return null;
}

/** Pure. An upgrade is made by a page of ours and by nothing else: Origin must be there, and be ours. */
export function upgradeRefused({ method, path, headers }: Asked, place: Place): boolean {
  const ours = headers.host?.toLowerCase() === authorityOf(place) && headers.origin === originOf(place);
  const site = headers['sec-fetch-site'];
  return !ours || method !== 'GET' || path !== '/wire' || (site !== undefined && site !== 'same-origin');
}

const guessed = ['127.0.0.1', 'localhost', '[::1]', 'slipway.localhost'];

/** Without the name: any user of this machine may ask, and who knows it can lead a browser to another port of it. */
const elsewhere: Refusal = {
  status: 421,
  text: 'Slipway has an address of its own here: "slipway serve" in a terminal prints a link to it.\n',
};

/** What only looks at an address changes nothing by it: HEAD does not use a link up, and what acts in a page is POST. */
function methodsOf(path: string): readonly string[] {
  switch (path) {
    case '/token':
    case '/leave':
      return ['POST'];
    case '/enter':
      return ['GET'];
    default:
      return ['GET', 'HEAD'];
  }
}

/** A page of another origin, or of another port of our name, asks for something: only a link may be opened from there. */
function foreignOf({ method, path, headers }: Asked, place: Place): Refusal | null {
  const refused: Refusal = { status: 403, text: 'Another page may not ask this console for anything.\n' };
  if (headers.origin !== undefined && headers.origin !== originOf(place)) return refused;
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return null;
  const opened = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (!opened || method !== 'GET') return refused;
  if (path === '/enter') return null;
  return { status: 403, text: 'Another page led here. Write the address yourself, or open a bookmark of it.\n' };
}
