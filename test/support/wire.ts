import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestOptions, request, type ServerResponse } from 'node:http';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { buffer, json } from 'node:stream/consumers';
import { type Call, callOf } from './calls.ts';

/**
 * What becomes of a call: `pass` · `refuse`: never carried out, the connection breaks · `unavailable`: never carried
 * out, answered 503 · `lose`: carried out, and the connection breaks instead of an answer · `gateway`: carried out, and
 * answered 502 · `silent`: carried out, and never answered.
 */
export type Fate = 'pass' | 'refuse' | 'unavailable' | 'lose' | 'gateway' | 'silent';

/** Decides over one call, `n` being its number from 1 among those that change something, or null; it may take its time. */
export type Rule = (call: Call, n: number | null) => Verdict | Promise<Verdict>;
/** `answered` is told when the engine has answered, before the caller hears of it. */
export type Verdict = { readonly fate: Fate; readonly answered?: () => void };

/** The way of one console to an engine, over which every call goes: it remembers those that change something. */
export type Wire = AsyncDisposable & {
  readonly url: string;
  readonly changes: readonly string[];
  rule: Rule | null;
  /** Forgets what it remembered, and counts from 1 again. */
  forget(): void;
  /** Breaks every connection and takes no new one. */
  cut(): void;
  /** Leaves every connection open and carries nothing more. */
  mute(): void;
  mend(): void;
};

const pass: Verdict = { fate: 'pass' };

/** Opens a way to the engine that listens at the unix socket `to`. */
export async function openWire(to: string): Promise<Wire> {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-wire-'));
  const path = join(folder, 'engine.sock');
  const changes: string[] = [];
  const sockets = new Set<Duplex>();
  const names = new Map<string, string>();
  const commands = new Map<string, readonly string[]>();
  let state: 'whole' | 'cut' | 'mute' = 'whole';

  async function judged(message: IncomingMessage): Promise<Verdict> {
    const { method = 'GET', url = '/' } = message;
    const container = method === 'GET' ? null : /^\/v1\.\d+\/containers\/([^/?]+)/.exec(url)?.[1];
    if (container && container !== 'create' && !names.has(container)) names.set(container, await nameAt(to, container));
    const call = callOf({
      method,
      url,
      nameOf: (id) => names.get(id) ?? id,
      commandOf: (id) => commands.get(id) ?? [],
    });
    if (call.what !== null) changes.push(call.what);
    return (await wire.rule?.(call, call.what === null ? null : changes.length)) ?? pass;
  }

  /** What later calls name by an id only. */
  function learn(message: IncomingMessage, sent: Buffer, answer: Buffer): void {
    if (message.method !== 'POST' || answer.length === 0) return;
    const id = /^\{"Id":"([0-9a-f]+)"/.exec(answer.toString())?.[1];
    const url = message.url ?? '';
    if (!id) return;
    if (/\/containers\/[^/]+\/exec$/.test(url)) commands.set(id, JSON.parse(sent.toString()).Cmd);
    const name = /\/containers\/create\?.*name=([^&]+)/.exec(url)?.[1];
    if (name) names.set(id, decodeURIComponent(name));
  }

  async function carry(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const sent = await buffer(message);
    const { fate, answered } = await judged(message);
    if (fate === 'refuse') return void response.destroy();
    if (fate === 'unavailable') return void response.writeHead(503).end('{"message":"the wire answers 503"}');
    const options: RequestOptions = { socketPath: to, path: message.url ?? '/', agent: false };
    const onward = request({ ...options, method: message.method, headers: message.headers });
    if (fate === 'pass') response.once('close', () => void onward.destroy());
    onward.on('error', () => void response.destroy());
    onward.on('response', async (answer) => {
      const whole = message.method !== 'GET' && !/\/images\/create|\/wait/.test(message.url ?? '');
      const body = whole ? await buffer(answer).catch(() => Buffer.alloc(0)) : null;
      if (body) learn(message, sent, body);
      answered?.();
      if (fate === 'silent') return;
      if (fate === 'lose') return void response.destroy();
      if (fate === 'gateway') return void response.writeHead(502).end('{"message":"the wire answers 502"}');
      const { connection: _, ...headers } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, headers);
      if (body) return void response.end(body);
      // An engine says at once that it listens, also where there is nothing to tell yet.
      response.flushHeaders();
      answer.pipe(response);
    });
    onward.end(sent);
  }

  /** An exec or an attachment: bytes both ways until both have ended. */
  async function splice(message: IncomingMessage, near: Duplex, head: Buffer): Promise<void> {
    const { fate, answered } = await judged(message);
    if (fate === 'refuse' || fate === 'unavailable') return void near.destroy();
    const far = connect({ path: to, allowHalfOpen: true });
    hold(far);
    far.on('error', () => near.destroy());
    near.on('error', () => fate === 'pass' && far.destroy());
    const headers = Object.entries(message.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    far.write(`${message.method} ${message.url} HTTP/1.1\r\n${headers.join('')}\r\n`);
    far.write(head);
    near.pipe(far);
    far.once('end', () => answered?.());
    if (fate === 'pass') {
      near.once('close', () => far.destroy());
      far.pipe(near);
      return;
    }
    // Told that it began, the caller sends its input; what comes of that is lost.
    far.once('data', (begun: Buffer) => void near.write(begun.subarray(0, begun.indexOf('\r\n\r\n') + 4)));
    far.once('end', () => fate !== 'silent' && near.destroy());
    far.resume();
  }

  const hold = (socket: Duplex): void => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    if (state === 'mute') socket.pause();
  };
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 });
  server.on('connection', (socket: Socket) => {
    if (state === 'cut') socket.destroy();
    else hold(socket);
  });
  server.on('request', (message, response) => void carry(message, response).catch(() => response.destroy()));
  server.on('upgrade', (message, socket, head) => void splice(message, socket, head).catch(() => socket.destroy()));
  server.on('clientError', (_, socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(path, resolve));

  const wire: Wire = {
    url: `unix://${path}`,
    changes,
    rule: null,
    forget: () => void changes.splice(0),
    cut: () => {
      state = 'cut';
      for (const socket of sockets) socket.destroy();
    },
    mute: () => {
      state = 'mute';
      for (const socket of sockets) socket.pause();
    },
    mend: () => {
      for (const socket of state === 'mute' ? sockets : []) socket.resume();
      state = 'whole';
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return wire;
}

/** A container's name, asked of the engine itself; the id where there is none of it. */
function nameAt(socketPath: string, id: string): Promise<string> {
  return new Promise((resolve) => {
    request({ socketPath, path: `/containers/${id}/json`, agent: false }, (response) => {
      json(response).then(
        (it) => resolve(String((it as { Name?: string }).Name ?? id).replace(/^\//, '')),
        () => resolve(id),
      );
    })
      .on('error', () => resolve(id))
      .end();
  });
}
