import { type IncomingHttpHeaders, request } from 'node:http';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Reply } from '#contract/message';
import { type Connection, connect } from '../../renderer/src/connect.ts';
import type { Carrying } from '../../renderer/src/wire/carrier.ts';
import type { Stage } from './stage.ts';

/** Where a console is served: "http://slipway-4be1….localhost:7811". */
export type Place = { readonly port: number; readonly origin: string };
/** When what a test began ends: with the test, if nothing else is said. */
export type Lasting = { readonly over?: (end: () => void | Promise<void>) => void };

export type Answered = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string };
type Asking = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string };

/** A request as any program on this machine may make it: with the right Host, unless a header says otherwise. */
export function ask({ port, origin }: Place, path: string, { method = 'GET', headers, body }: Asking = {}) {
  return new Promise<Answered>((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, agent: false as const };
    const sent = request({ ...options, headers: { host: new URL(origin).host, ...headers } }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Opens a one-time link as a browser does, and keeps the cookie. */
export async function enter(at: Place & { readonly link?: () => URL }, link = at.link?.()): Promise<string> {
  if (!link) throw new Error('no link to open');
  const { status, headers } = await ask(at, link.pathname + link.search);
  const [cookie] = headers['set-cookie'] ?? [];
  if (status !== 200 || cookie === undefined) throw new Error(`the link was not taken: ${status}`);
  return cookie.split(';')[0] ?? '';
}

export async function token(at: Place, cookie: string): Promise<string> {
  const headers = { cookie, origin: at.origin, 'x-slipway': 'page' };
  const { status, text } = await ask(at, '/token', { method: 'POST', headers });
  if (status !== 200) throw new Error(`no token was given: ${status}`);
  return (JSON.parse(text) as { token: string }).token;
}

export type Upgrade = {
  readonly path?: string;
  readonly headers?: Record<string, string>;
  readonly protocols?: string[];
} & Lasting;

/** A WebSocket as any program may ask for one; opened, or the status with which it was refused. */
export function upgrade(
  at: Place,
  { path = '/wire', headers = {}, protocols = [], over = onTestFinished }: Upgrade,
): Promise<WebSocket | number> {
  const all = { host: new URL(at.origin).host, ...headers };
  const socket = new WebSocket(`ws://127.0.0.1:${at.port}${path}`, protocols, { headers: all });
  over(() => socket.terminate());
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('unexpected-response', (_, { statusCode = 0 }) => resolve(statusCode));
    socket.once('error', reject);
  });
}

export type PageEnd = { readonly socket: WebSocket; readonly replies: Reply[]; readonly say: (it: unknown) => void };

/** The page's end of the wire, as bare as a hostile page would have it. */
export async function page(at: Stage, cookie?: string, over: Lasting['over'] = onTestFinished): Promise<PageEnd> {
  const known = cookie ?? (await enter(at));
  const protocols = ['slipway', await token(at, known)];
  const socket = await upgrade(at, { headers: { cookie: known, origin: at.origin }, protocols, over });
  if (typeof socket === 'number') throw new Error(`the connection was refused: ${socket}`);
  const replies: Reply[] = [];
  socket.on('message', (data) => void replies.push(JSON.parse(String(data)) as Reply));
  return { socket, replies, say: (it) => socket.send(typeof it === 'string' ? it : JSON.stringify(it)) };
}

/** The console's own page, but for the browser around it; `cookie` may change meanwhile. */
export function opened(at: Place, cookie: () => string): Connection {
  const connection = connect(carrying(at, cookie));
  onTestFinished(connection.close);
  return connection;
}

/** The browser's part, done by hand: its cookie, its Origin, and a token before each connection. */
export function carrying(at: Place, cookie: () => string): Carrying {
  return (heard) => {
    let socket: WebSocket | undefined;
    const open = (given: string) => {
      const headers = { host: new URL(at.origin).host, origin: at.origin, cookie: cookie() };
      socket = new WebSocket(`ws://127.0.0.1:${at.port}/wire`, ['slipway', given], { headers });
      socket.on('open', heard.opened);
      socket.on('message', (data) => heard.said(String(data)));
      socket.on('close', () => heard.closed('dropped'));
      socket.on('error', () => {});
    };
    token(at, cookie()).then(open, (error: unknown) => heard.closed(/401/.test(String(error)) ? 'refused' : 'dropped'));
    return { say: (text) => socket?.send(text), close: () => socket?.terminate() };
  };
}
