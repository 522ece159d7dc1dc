import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from '@playwright/test';
import type { FromShell } from '#contract/desktop';
import { type TemporaryCore, temporaryCore } from '#support/temporary-core';
import { pageAt, rendererFolder } from '#wire/page';
import { type PortLike, servePort } from '#wire/port';

const preload = readFileSync(fileURLToPath(new URL('../../../electron/desktop/preload.cjs', import.meta.url)), 'utf8');
const origin = 'http://window.localhost';

/** The page as a desktop window shows it, in a browser: the real preload, ports of the browser's own, and a core behind them. */
export type DesktopWindow = AsyncDisposable & {
  readonly page: Page;
  readonly core: TemporaryCore;
  /** As the menu, a notification or a link would. */
  say(said: FromShell): Promise<void>;
  /** As when the core's process is gone: the far end of the port goes with it, and no new one comes. */
  crash(): Promise<void>;
  /** As when it was started again. */
  restart(): Promise<void>;
};

/** Stands where Electron stands between the preload and the main process. */
const between = `
  const listeners = {};
  let far = null;
  const has = { core: true };
  const port = () => {
    const { port1, port2 } = new MessageChannel();
    far = port1;
    far.onmessage = ({ data }) => toCore(data);
    opened();
    listeners.port({ ports: [port2] });
  };
  window.between = {
    fromCore: (text) => far && far.postMessage(text),
    say: (said) => listeners.said({}, said),
    crash: () => { has.core = false; far.close(); far = null; listeners.gone(); },
    restart: () => { has.core = true; port(); },
  };
  const ipcRenderer = { on: (name, heard) => { listeners[name] = heard; }, send: () => has.core && port() };
  const contextBridge = { exposeInMainWorld: (name, it) => { window[name] = it; } };
  const electron = { ipcRenderer, contextBridge };
`;

type Between = Record<'say' | 'fromCore' | 'crash' | 'restart', (given?: unknown) => void>;

export async function openWindow(context: BrowserContext): Promise<DesktopWindow> {
  const core = await temporaryCore();
  const page = await context.newPage();
  const act = (name: keyof Between, given?: unknown) =>
    page.evaluate(([what, it]) => (globalThis as unknown as { between: Between }).between[what as keyof Between](it), [
      name,
      given,
    ] as const);
  let serving: Disposable | undefined;
  let heard: (message: unknown) => void = () => {};
  await page.exposeFunction('toCore', (text: unknown) => heard(text));
  await page.exposeFunction('opened', () => {
    serving?.[Symbol.dispose]();
    const port: PortLike = {
      on(event: 'message' | 'close', listener: (message?: unknown) => void) {
        if (event === 'message') heard = listener;
      },
      postMessage: (text) => void act('fromCore', text).catch(() => {}),
      close() {},
    };
    serving = servePort(port, core.client, (thrown) => console.error(thrown));
  });
  await page.addInitScript(`(() => { ${between}\n((require) => { ${preload} })(() => electron); })();`);
  await page.route(`${origin}/**`, async (route) => {
    const found = await pageAt(rendererFolder(), new URL(route.request().url()).pathname);
    if (!found) return await route.fulfill({ status: 404 });
    return await route.fulfill({ headers: { ...found.headers }, body: found.bytes });
  });
  await page.goto(`${origin}/`);
  return {
    page,
    core,
    say: (said) => act('say', said),
    async crash() {
      serving?.[Symbol.dispose]();
      serving = undefined;
      await act('crash');
    },
    restart: () => act('restart'),
    async [Symbol.asyncDispose]() {
      await page.close();
      serving?.[Symbol.dispose]();
      await core[Symbol.asyncDispose]();
    },
  };
}
