import type { IncomingMessage, ServerResponse } from 'node:http';
import { fences, pageAt } from '#wire/page';
import { cookieOf, sessionIn } from './cookie.ts';
import type { Entrance } from './entrance.ts';
import { refusalOf } from './guard.ts';
import type { Guesses } from './guesses.ts';
import { entered, linkIsOver, wantsLink } from './plain.ts';
import { freshSecret, proofOf } from './secret.ts';
import type { Tokens } from './tokens.ts';

/** What answers requests: the built pages' folder, who may come in, and the key that shows who answers. */
export type Site = {
  readonly pages: string;
  readonly port: number;
  readonly key: string;
  readonly entrance: Entrance;
  readonly tokens: Tokens;
  readonly guesses: Guesses;
};

type Answer = {
  readonly status: number;
  readonly type?: string;
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
};

const html = 'text/html; charset=utf-8';
const text = 'text/plain; charset=utf-8';
const json = 'application/json';

/** Answers one request that is no upgrade. */
export async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const nonce = freshSecret();
  const { status, type = text, body, headers } = await answerTo(site, request, nonce);
  const bytes = Buffer.from(body);
  response.writeHead(status, {
    ...fences(nonce),
    'cache-control': 'no-store',
    'content-type': type,
    'content-length': bytes.length,
    ...headers,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

async function answerTo(
  site: Site,
  { method = '', url = '', headers }: IncomingMessage,
  nonce: string,
): Promise<Answer> {
  const at = URL.parse(url, 'http://slipway.localhost');
  if (!at || !url.startsWith('/'))
    return { status: 400, body: 'That is no address.\n', headers: { connection: 'close' } };
  const refused = refusalOf({ method, path: at.pathname, headers }, site.port);
  if (refused) return { status: refused.status, body: refused.text, headers: { connection: 'close' } };
  switch (at.pathname) {
    case '/hello':
      return { status: 200, type: json, body: JSON.stringify({ proof: proofOf(site.key, at.search) }) };
    case '/enter':
      return await enter(site, at.searchParams.get('link') ?? '', nonce);
  }
  const session = sessionIn(headers.cookie, site.port);
  const known = session !== undefined && site.entrance.knows(session);
  if (at.pathname === '/token') {
    // A form cannot set a header of its own, nor can another origin without asking first, which is refused.
    if (!known || headers['x-slipway'] !== 'page') return { status: 401, type: json, body: '{}' };
    return { status: 200, type: json, body: JSON.stringify({ token: site.tokens.give(session) }) };
  }
  if (!known) return { status: 401, type: html, body: wantsLink(nonce) };
  const page = await pageAt(site.pages, at.pathname);
  return page
    ? { status: 200, body: page.bytes, headers: page.headers }
    : { status: 404, body: 'There is nothing here.\n' };
}

async function enter({ entrance, guesses, port }: Site, link: string, nonce: string): Promise<Answer> {
  if (guesses.tooMany()) return { status: 429, body: 'Too many links that are none. Try again in a second.\n' };
  const session = entrance.enter(link);
  if (session !== null) {
    return { status: 200, type: html, body: entered(nonce), headers: { 'set-cookie': cookieOf(session, port) } };
  }
  await guesses.wrong();
  return { status: 401, type: html, body: linkIsOver(nonce) };
}
