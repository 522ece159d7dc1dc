import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { keepAwake } from './awake.ts';
import type { Electron } from './electron.ts';
import { fence, refusePermissions } from './fences.ts';
import { menuOf } from './menu.ts';
import { notify } from './notice.ts';
import { type Shown, shownByFile, shownByLink, shownByWords } from './opening.ts';
import { scheme } from './origin.ts';
import { servePages } from './pages.ts';
import { quitting } from './quit.ts';
import { sayGone } from './say.ts';
import { type Core, supervise } from './supervise.ts';
import { type Windows, windowsOf } from './windows.ts';

export type Around = {
  /** The core's process, the preload and the built pages. */
  readonly entry: string;
  readonly preload: string;
  readonly pages: string;
  /** A data folder that was asked for; the desktop keeps its own things in it, so that one is open for each. */
  readonly home: string | null;
  readonly platform: NodeJS.Platform;
  readonly argv: readonly string[];
};

/** The desktop shell: says what Electron must know before it is ready, then opens the core and a window. */
export function openDesktop(electron: Electron, around: Around): void {
  const { app, protocol } = electron;
  if (around.home !== null) app.setPath('userData', folder(join(around.home, 'desktop')));
  protocol.registerSchemesAsPrivileged([
    { scheme, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
  app.enableSandbox();
  if (!app.requestSingleInstanceLock()) {
    app.quit();
    return;
  }
  fence(electron);
  let first = shownByWords(around.argv, process.cwd());
  let windows: Windows | null = null;
  // On macOS links and files come as events, and may come before there is a window.
  const show = (it: Shown | null): void => {
    if (windows) windows.say(it);
    else first = it ?? first;
  };
  app.on('second-instance', (_event, argv, cwd) => show(shownByWords(argv, cwd)));
  app.on('open-url', (event, url) => {
    event.preventDefault();
    show(shownByLink(url));
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    show(shownByFile(path, '/'));
  });
  const begun = app.whenReady().then(() => {
    windows = begin(electron, around);
    windows.say(first);
  });
  begun.catch((error: unknown) => {
    console.error(error);
    app.exit(1);
  });
}

function begin(electron: Electron, { entry, preload, pages, platform }: Around): Windows {
  const { app, Menu } = electron;
  if (app.isPackaged) app.setAsDefaultProtocolClient('slipway');
  refusePermissions(electron);
  servePages(electron, pages);
  const awake = keepAwake(electron);
  const core: Core = supervise(electron, entry, {
    said(message) {
      if (message.kind === 'ended') notify(electron, windows, message.deployment);
      if (message.kind !== 'deployments') return;
      awake(message.here + message.elsewhere);
      running.tell(message.here);
    },
    gone(how) {
      // Nothing runs in a process that is gone, and nothing will tell that it ended.
      awake(0);
      running.forget();
      void sayGone(electron, how).then((again) => (again ? core.start() : app.quit()));
    },
  });
  const windows = windowsOf(electron, preload, core.connect);
  const running = quitting(electron, { core, windows, platform });
  const menu = menuOf(platform, { command: (id) => windows.say({ do: 'command', id }), newWindow: windows.open });
  Menu.setApplicationMenu(Menu.buildFromTemplate(menu));
  app.on('activate', () => windows.none && windows.open());
  core.start();
  return windows;
}

function folder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return path;
}
