import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Reply } from '#contract/message';
import { type Client, openCore } from '#core/core';
import { serveWeb } from '#web/serve';

export type Stage = {
  readonly client: Client;
  readonly home: string;
  readonly port: number;
  /** "http://slipway.localhost:7811" */
  readonly origin: string;
  readonly link: () => URL;
  readonly logged: string[];
  readonly close: () => Promise<void>;
};
type Settings = {
  readonly client?: Client;
  readonly home?: string;
  readonly port?: number;
  readonly idle?: number;
} & Lasting;
/** When what a test began ends: with the test, if nothing else is said. */
type Lasting = { readonly over?: (end: () => void | Promise<void>) => void };

export const hours = 3_600_000;

export function scratchFolder(over: Lasting['over'] = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-web-'));
  over(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Pages such as Vite builds: the page, and what it loads under a name that changes with what is in it. */
export function builtPages(over: Lasting['over'] = onTestFinished): string {
  const folder = scratchFolder(over);
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html><head><title>Slipway</title></head></html>');
  writeFileSync(join(folder, 'assets', 'index-4f2a.js'), 'export {};');
  return folder;
}

/** A core of its own, or what a test answers for, served to browsers on a port that nobody asked for. */
export async function stage(settings: Settings = {}): Promise<Stage> {
  const { client, over = onTestFinished, home = scratchFolder(over), port = 0, idle = hours } = settings;
  const core = client ? undefined : await openCore({ home, operator: 'ada', console: 'test' });
  const used = client ?? core?.client;
  if (!used) throw new Error('no core');
  const logged: string[] = [];
  const log = (text: string) => void logged.push(text);
  const served = await serveWeb({ client: used, home, pages: builtPages(over), port, idle, log });
  const address = new URL(served.address);
  let closed: Promise<void> | undefined;
  const close = () => {
    closed ??= (async () => {
      await served[Symbol.asyncDispose]();
      await core?.[Symbol.asyncDispose]();
    })();
    return closed;
  };
  over(close);
  const link = () => new URL(served.link());
  return { client: used, home, port: Number(address.port), origin: address.origin, link, logged, close };
}

export type Answered = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string };
type Asking = { readonly method?: string; readonly headers?: Record<string, string>; readonly body?: string };

/** A request as any program on this machine may make it: with the right Host, unless a header says otherwise. */
export function ask({ port, origin }: Stage, path: string, { method = 'GET', headers, body }: Asking = {}) {
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
export async function enter(at: Stage, link: URL = at.link()): Promise<string> {
  const { status, headers } = await ask(at, link.pathname + link.search);
  const [cookie] = headers['set-cookie'] ?? [];
  if (status !== 200 || cookie === undefined) throw new Error(`the link was not taken: ${status}`);
  return cookie.split(';')[0] ?? '';
}

export async function token(at: Stage, cookie: string): Promise<string> {
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
  at: Stage,
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
