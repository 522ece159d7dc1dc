import type { IncomingMessage, ServerResponse } from 'node:http';
import { fences, pageAt } from '#wire/page';
import { cookieOf, noCookie, sessionIn } from './cookie.ts';
import type { Entrance } from './entrance.ts';
import { type Asked, type Place, refusalOf } from './guard.ts';
import type { Guesses } from './guesses.ts';
import { entered, leadingOn, linkIsOver, wantsLink } from './plain.ts';
import { freshSecret, isSecret, proofOf } from './secret.ts';
import type { Tokens } from './tokens.ts';

/** What answers requests: the built pages' folder, who may come in, and the key that shows who answers. */
export type Site = {
  readonly pages: string;
  readonly place: Place;
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
  const at = URL.parse(url, 'http://localhost');
  if (!at || !url.startsWith('/'))
    return { status: 400, body: 'That is no address.\n', headers: { connection: 'close' } };
  const refused = refusalOf({ method, path: at.pathname, headers }, site.place);
  if (refused) return { status: refused.status, body: refused.text, headers: { connection: 'close' } };
  switch (at.pathname) {
    case '/hello':
      return { status: 200, type: json, body: JSON.stringify({ proof: proofOf(site.key, at.search) }) };
    case '/enter':
      return await enter(site, headers, at.searchParams, nonce);
    case '/favicon.ico':
      return await built(site.pages, at.pathname);
  }
  const session = sessionIn(headers.cookie, site.place.port);
  const known = session !== undefined && site.entrance.knows(session);
  if (method === 'POST') {
    // A form cannot set a header of its own, nor can another origin without asking first, which is refused.
    if (!known || headers['x-slipway'] !== 'page') return { status: 401, type: json, body: '{}' };
    return at.pathname === '/leave' ? leave(site, session) : given(site.tokens.give(session));
  }
  if (!known) return { status: 401, type: html, body: wantsLink(nonce) };
  return await built(site.pages, at.pathname);
}

async function built(pages: string, path: string): Promise<Answer> {
  const page = await pageAt(pages, path);
  return page
    ? { status: 200, body: page.bytes, headers: page.headers }
    : { status: 404, body: 'There is nothing here.\n' };
}

const given = (token: string): Answer => ({ status: 200, type: json, body: JSON.stringify({ token }) });

async function enter(site: Site, headers: Asked['headers'], asked: URLSearchParams, nonce: string): Promise<Answer> {
  const link = asked.get('link') ?? '';
  const { entrance, guesses, place } = site;
  // A browser that only fetches ahead what might be opened does not use the link up.
  if (headers['sec-purpose'] !== undefined) return { status: 403, body: 'A link is opened, not fetched ahead.\n' };
  // Clicked in another site it brings no cookie; from here it does, and its session replaces the one of that.
  if (isElsewhere(headers) && isSecret(link) && !asked.has('again'))
    return { status: 200, type: html, body: leadingOn(nonce, link) };
  // A right link is let in however many wrong ones a stranger tries.
  const session = entrance.enter(link);
  if (session !== null) {
    // This browser's pages go on in the new one, and signing out ends all that it had.
    const before = sessionIn(headers.cookie, place.port);
    if (before !== undefined) entrance.leave(before);
    const set = { 'set-cookie': cookieOf(session, place.port) };
    return { status: 200, type: html, body: entered(nonce), headers: set };
  }
  if (guesses.tooMany()) return { status: 429, body: 'Too many links that are none. Try again in a second.\n' };
  await guesses.wrong();
  return { status: 401, type: html, body: linkIsOver(nonce) };
}

const isElsewhere = ({ 'sec-fetch-site': site }: Asked['headers']): boolean =>
  site === 'cross-site' || site === 'same-site';

function leave({ entrance, place }: Site, session: string): Answer {
  entrance.leave(session);
  return { status: 200, type: json, body: '{}', headers: { 'set-cookie': noCookie(place.port) } };
}
