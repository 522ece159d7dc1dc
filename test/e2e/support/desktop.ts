import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { type Around, type Server, scratchConsole } from './server.ts';
import { terminal } from './terminal.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));

/** Whether the journeys are made in the desktop's windows instead of a browser's. */
export const onDesktop = process.env.SLIPWAY_SHELL === 'desktop';

/** Electron's program; fails with what to do where it is not there. */
export function electronProgram(): string {
  const folder = join(root, 'node_modules', 'electron');
  const named = join(folder, 'path.txt');
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const program = existsSync(named) ? join(dist, readFileSync(named, 'utf8')) : null;
  if (program && existsSync(program)) return program;
  throw new Error(
    'SLIPWAY_SHELL=desktop needs Electron\'s program, which is not here: fetch it with "node node_modules/electron/install.js".',
  );
}

/** The desktop on a data folder of its own. Its core is a process by itself: `kill` ends that one, the windows stay. */
export async function openDesktop(around: Around = {}): Promise<Server> {
  const { home, env } = scratchConsole(around);
  const defined = Object.entries(env).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const application = await _electron.launch({
    executablePath: electronProgram(),
    // Chromium's sandbox takes no root, whom the journeys on an engine of their own need.
    args: process.getuid?.() === 0 ? ['--no-sandbox', root] : [root],
    env: Object.fromEntries(defined),
  });
  let isFirst = true;
  return {
    home,
    address: 'app://slipway/',
    link: () => Promise.reject(new Error('The desktop needs no link.')),
    async open(watch) {
      const page = await (isFirst ? application.firstWindow() : anotherWindow(application));
      isFirst = false;
      watch?.(page);
      await page.setViewportSize({ width: 1280, height: 800 });
      await page.emulateMedia({ reducedMotion: 'reduce' });
      return page;
    },
    ...terminal(env),
    kill: () => killCore(application),
    start: () => application.evaluate(() => (globalThis as unknown as { restart(): void }).restart()),
    async [Symbol.asyncDispose]() {
      // With its last window it may have quit by itself.
      await application.close().catch(() => {});
      rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
    },
  };
}

async function anotherWindow(application: ElectronApplication): Promise<Page> {
  const opened = application.waitForEvent('window');
  await application.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('new-window')?.click());
  return await opened;
}

/** Its question whether to start the core again is answered by `start`: nobody else can press a native button. */
async function killCore(application: ElectronApplication): Promise<void> {
  await application.evaluate(({ app, dialog }) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    Object.assign(globalThis, { restart: resolve });
    dialog.showMessageBox = () => promise.then(() => ({ response: 0, checkboxChecked: false }));
    const core = app.getAppMetrics().find(({ name }) => name === 'Slipway core');
    if (!core) throw new Error('the core has no process');
    process.kill(core.pid, 'SIGKILL');
  });
}
