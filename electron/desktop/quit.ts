import type { Electron } from './electron.ts';
import { sayRunning } from './say.ts';
import type { Core } from './supervise.ts';
import type { Windows } from './windows.ts';

type Open = {
  readonly core: Pick<Core, 'end'>;
  readonly windows: Pick<Windows, 'none'>;
  readonly platform: NodeJS.Platform;
};

/** Milliseconds that a core gets to take back what it was doing when it is asked to end. */
const patience = 30_000;

/**
 * Closing the last window changes nothing that runs: the desktop quits once that is over. Who quits meanwhile is asked.
 * Returns what is to be told of how many deployments run here, and that it is to be forgotten without quitting.
 */
export function quitting(electron: Pick<Electron, 'app' | 'dialog'>, { core, windows, platform }: Open) {
  const { app } = electron;
  let here = 0;
  let sure = false;
  let ended = false;
  const quitIfUnused = (): void => {
    if (here === 0 && windows.none && platform !== 'darwin') app.quit();
  };
  app.on('window-all-closed', quitIfUnused);
  app.on('before-quit', (event) => {
    if (here === 0 || sure) return;
    event.preventDefault();
    void sayRunning(electron, here).then((quit) => {
      sure = quit;
      if (quit) app.quit();
    });
  });
  app.on('will-quit', (event) => {
    if (ended) return;
    event.preventDefault();
    void core.end(patience).then(() => {
      ended = true;
      app.quit();
    });
  });
  return {
    tell(now: number): void {
      const done = here > 0 && now === 0;
      here = now;
      if (done) quitIfUnused();
    },
    forget(): void {
      here = 0;
    },
  };
}
