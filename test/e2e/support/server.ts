import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { BrowserContext, Page } from '@playwright/test';
import { despiteNetworks, steady } from './steady.ts';
import { type Terminal, terminal } from './terminal.ts';

/** A console on a data folder of its own, as an operator starts it: `slipway serve`, or the desktop. A terminal beside it. */
export type Server = AsyncDisposable &
  Terminal & {
    readonly home: string;
    readonly address: string;
    /** A fresh one-time link, which only a browser needs. */
    link(): Promise<string>;
    /** The console in a fresh window, let in; `watch` gets the page before it is loaded, where there is a before. */
    open(watch?: (page: Page) => void): Promise<Page>;
    /** Ends the core's process at once, as a crash would. */
    kill(): Promise<void>;
    start(): Promise<void>;
  };

export type Around = { readonly engine?: string | undefined };

/** The data folder that a console gets, and its environment. */
export function scratchConsole({ engine }: Around): { readonly home: string; readonly env: NodeJS.ProcessEnv } {
  const home = mkdtempSync(join(tmpdir(), 'slipway-e2e-'));
  return { home, env: { ...process.env, SLIPWAY_HOME: home, ...(engine ? { DOCKER_HOST: engine } : {}) } };
}

/** `slipway serve`, whose windows are `browser`'s. */
export async function openServer(browser: BrowserContext, around: Around = {}): Promise<Server> {
  const { home, env } = scratchConsole(around);
  const { slipway, spawn } = terminal(env);
  const port = await freePort();
  let serving: ChildProcess | undefined;
  let address = '';
  const end = async (signal: NodeJS.Signals) => {
    if (!serving || serving.exitCode !== null || serving.signalCode !== null) return;
    const ended = once(serving, 'exit');
    serving.kill(signal);
    await ended;
  };
  const server: Server = {
    home,
    get address() {
      return address;
    },
    async link() {
      const [told] = (await slipway('serve')) as { url: string }[];
      return told?.url ?? '';
    },
    async open(watch) {
      const page = await browser.newPage();
      watch?.(page);
      // With a link of its own each time: it is good for one.
      await despiteNetworks(async () => page.goto(await server.link()));
      steady(page);
      // The link's page leads on by itself: until then it would take over whatever else is opened.
      await page.waitForURL(({ pathname }) => pathname !== '/enter');
      return page;
    },
    slipway,
    spawn,
    kill: () => end('SIGKILL'),
    async start() {
      serving = spawn('serve', '--port', String(port), '--json');
      serving.stderr?.pipe(process.stderr);
      const { stdout } = serving;
      if (!stdout) throw new Error('the server has no output');
      for await (const line of createInterface({ input: stdout })) {
        address = (JSON.parse(line) as { address: string }).address;
        break;
      }
    },
    async [Symbol.asyncDispose]() {
      await end('SIGTERM');
      rmSync(home, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
