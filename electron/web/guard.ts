import type { IncomingHttpHeaders } from 'node:http';

/** Where the console is: a name of its own, since cookies do not keep ports apart (a model at 127.0.0.1 would get them). */
export const siteName = 'slipway.localhost';

export type Asked = { readonly method: string; readonly path: string; readonly headers: IncomingHttpHeaders };
export type Refusal = { readonly status: 403 | 405 | 413 | 421; readonly text: string };

/** The authority of the console's address, as it must stand in Host: without the port where that is HTTP's own. */
export const authorityOf = (port: number): string => (port === 80 ? siteName : `${siteName}:${port}`);
export const originOf = (port: number): string => `http://${authorityOf(port)}`;

/** Pure. Why a request is refused before anything is looked at; null for one that a page of ours or a person made. */
export function refusalOf({ method, path, headers }: Asked, port: number): Refusal | null {
  const host = headers.host?.toLowerCase();
  if (host !== authorityOf(port)) {
    if (host !== undefined && loopbackNames.some((name) => host === `${name}:${port}`)) return elsewhere(port);
    return { status: 403, text: 'This is not the address of this console.\n' };
  }
  const foreign = foreignOf(method, headers, port);
  if (foreign) return foreign;
  const allowed = path === '/token' ? method === 'POST' : method === 'GET' || method === 'HEAD';
  if (!allowed) return { status: 405, text: 'That is not done here.\n' };
  // No request of ours has a body.
  if (headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0) {
    return { status: 413, text: 'Nothing is sent to this address.\n' };
  }
  return null;
}

/** Pure. An upgrade is made by a page of ours and by nothing else: Origin must be there, and be ours. */
export function upgradeRefused({ method, path, headers }: Asked, port: number): boolean {
  const ours = headers.host?.toLowerCase() === authorityOf(port) && headers.origin === originOf(port);
  const site = headers['sec-fetch-site'];
  return !ours || method !== 'GET' || path !== '/wire' || (site !== undefined && site !== 'same-origin');
}

const loopbackNames = ['127.0.0.1', 'localhost', '[::1]'];

const elsewhere = (port: number): Refusal => ({ status: 421, text: `Slipway is at ${originOf(port)}/\n` });

/** A page of another origin asks for something: only to be opened in a tab of its own is allowed. */
function foreignOf(method: string, headers: IncomingHttpHeaders, port: number): Refusal | null {
  const refused: Refusal = { status: 403, text: 'Another page may not ask this console for anything.\n' };
  if (headers.origin !== undefined && headers.origin !== originOf(port)) return refused;
  const site = headers['sec-fetch-site'];
  if (site === undefined || site === 'same-origin' || site === 'none') return null;
  const opened = headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  return opened && method === 'GET' ? null : refused;
}
