import { join } from 'node:path';
import type { BrowserWindow, WebContents } from 'electron';
import type { FromShell } from '#contract/desktop';
import type { Electron } from './electron.ts';
import { isOurs, origin } from './origin.ts';
import { keepPlace, placed, readPlace, smallest } from './place.ts';

type Needs = Pick<Electron, 'app' | 'BrowserWindow' | 'dialog' | 'ipcMain' | 'nativeTheme' | 'screen'>;

export type Windows = {
  /** Opens one more window where the last was. */
  open(): void;
  /** Says something to the window in front, which comes forward; opens one where there is none. */
  say(said: FromShell | null): void;
  readonly none: boolean;
  readonly focused: boolean;
};

/** `page` is told of each page that is there and listens. */
export function windowsOf(electron: Needs, preload: string, page: (contents: WebContents) => void): Windows {
  const { app, BrowserWindow, dialog, ipcMain, nativeTheme, screen } = electron;
  const file = join(app.getPath('userData'), 'window.json');
  /** What is said to a page that does not listen yet; a page that does has no entry. */
  const waiting = new Map<WebContents, FromShell[]>();

  ipcMain.on('connect', ({ sender, senderFrame }) => {
    if (senderFrame !== sender.mainFrame || !isOurs(senderFrame.url)) return;
    page(sender);
    for (const said of waiting.get(sender) ?? []) sender.send('said', said);
    waiting.delete(sender);
  });

  const open = (): BrowserWindow => {
    const areas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
    const { bounds, maximised } = placed(readPlace(file), areas);
    const window = new BrowserWindow({
      ...bounds,
      minWidth: smallest.width,
      minHeight: smallest.height,
      title: 'Slipway',
      show: false,
      backgroundColor: nativeTheme.shouldUseDarkColors ? '#181b1e' : '#fcfcfd',
      webPreferences: { preload, contextIsolation: true, sandbox: true, nodeIntegration: false, spellcheck: false },
    });
    const { webContents } = window;
    waiting.set(webContents, []);
    window.once('ready-to-show', () => {
      if (maximised) window.maximize();
      window.show();
    });
    window.on('close', () => keepPlace(file, { bounds: window.getNormalBounds(), maximised: window.isMaximized() }));
    window.once('closed', () => void waiting.delete(webContents));
    webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
      if (isMainFrame && !isSameDocument) waiting.set(webContents, waiting.get(webContents) ?? []);
    });
    webContents.on('render-process-gone', (_event, { reason }) => void lost(window, reason).catch(console.error));
    window.loadURL(`${origin}/`).catch((error: unknown) => console.error(`The page does not load: ${String(error)}`));
    return window;
  };

  const lost = async (window: BrowserWindow, reason: string): Promise<void> => {
    if (window.isDestroyed() || reason === 'clean-exit') return;
    const { response } = await dialog.showMessageBox(window, {
      type: 'error',
      message: 'This window ended unexpectedly.',
      detail: `Its process is gone (${reason}). Nothing that runs is touched by this.`,
      buttons: ['Show It Again', 'Close the Window'],
      defaultId: 0,
      cancelId: 1,
      noLink: true,
    });
    if (window.isDestroyed()) return;
    if (response === 0) window.webContents.reload();
    else window.destroy();
  };

  return {
    open: () => void open(),
    say(said) {
      const window = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0] ?? open();
      if (window.isMinimized()) window.restore();
      window.focus();
      if (said === null) return;
      const later = waiting.get(window.webContents);
      if (later) later.push(said);
      else window.webContents.send('said', said);
    },
    get none() {
      return BrowserWindow.getAllWindows().length === 0;
    },
    get focused() {
      return BrowserWindow.getFocusedWindow() !== null;
    },
  };
}
