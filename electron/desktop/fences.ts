import type { WebContents } from 'electron';
import type { Electron } from './electron.ts';
import { isOurs } from './origin.ts';

/** The one thing that a page asks leave for: *Copy* writes to the clipboard. */
const granted = 'clipboard-sanitized-write';

/** What any page may do, ours included: stay where it is. Everything else is refused, or goes to the system's browser. */
export function fence({ app, shell }: Pick<Electron, 'app' | 'shell'>): void {
  app.on('web-contents-created', (_event, contents) => {
    const outside = (url: string): void => {
      if (isHttps(url)) void shell.openExternal(url).catch((error: unknown) => console.error(String(error)));
    };
    contents.setWindowOpenHandler(({ url }) => {
      outside(url);
      return { action: 'deny' };
    });
    contents.on('will-frame-navigate', (details) => {
      if (isOurs(details.url)) return;
      details.preventDefault();
      if (details.isMainFrame) outside(details.url);
    });
    contents.on('will-redirect', (details) => {
      if (!isOurs(details.url)) details.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/** Refuses what a page may ask of the system: camera, location, notifications, devices. Once Electron is ready. */
export function refusePermissions({ session }: Pick<Electron, 'session'>): void {
  const may = (contents: WebContents | null, permission: string): boolean =>
    permission === granted && contents !== null && isOurs(contents.getURL());
  session.defaultSession.setPermissionRequestHandler((contents, permission, answer) =>
    answer(may(contents, permission)),
  );
  session.defaultSession.setPermissionCheckHandler((contents, permission) => may(contents, permission));
  session.defaultSession.setDevicePermissionHandler(() => false);
}

function isHttps(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === 'https:';
}
