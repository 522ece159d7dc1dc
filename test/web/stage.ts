import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Reply } from '#contract/message';
import type { Client } from '#core/core';
import { temporaryCore } from '#support/temporary-core';
import { type Served, serveWeb } from '#web/serve';

export type Stage = { readonly client: Client; readonly url: URL; readonly home: string; readonly logged: string[] };

/** Pages such as Vite builds: the page, and what it loads under a name that changes with what is in it. */
export function builtPages(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-pages-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html><head><title>Slipway</title></head></html>');
  writeFileSync(join(folder, 'assets', 'index-4f2a.js'), 'export {};');
  return folder;
}

/** A core of its own, served to browsers on a port that nobody asked for. */
export async function stage(): Promise<Stage> {
  const core = await temporaryCore();
  const logged: string[] = [];
  const log = (text: string) => void logged.push(text);
  const served: Served = await serveWeb({ client: core.client, pages: builtPages(), port: 0, log });
  onTestFinished(async () => {
    await served[Symbol.asyncDispose]();
    await core[Symbol.asyncDispose]();
  });
  return { client: core.client, url: new URL(served.url), home: core.home, logged };
}

/** The other end of the wire, as bare as a hostile page would have it. */
export async function page(url: URL) {
  const socket = new WebSocket(`ws://127.0.0.1:${url.port}/wire`);
  onTestFinished(() => socket.terminate());
  const replies: Reply[] = [];
  socket.on('message', (data) => void replies.push(JSON.parse(String(data)) as Reply));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return { socket, replies, say: (it: unknown) => socket.send(JSON.stringify(it)) };
}
