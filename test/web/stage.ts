import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type Client, openCore } from '#core/core';
import { serveWeb } from '#web/serve';
import type { Lasting, Place } from './visitor.ts';

export type Stage = Place & {
  readonly client: Client;
  /** The name that the data folder has for itself. */
  readonly name: string;
  readonly home: string;
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
  writeFileSync(join(folder, 'favicon.ico'), 'an icon');
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
  const place = { name: address.hostname, port: Number(address.port), origin: address.origin };
  return { client: used, home, ...place, link, logged, close };
}
