import type { Electron } from './electron.ts';

/** Keeps the machine from sleeping while deployments run; the display may go dark. */
export function keepAwake({ powerSaveBlocker }: Pick<Electron, 'powerSaveBlocker'>): (running: number) => void {
  let held: number | null = null;
  return (running) => {
    if (running > 0 && held === null) held = powerSaveBlocker.start('prevent-app-suspension');
    if (running > 0 || held === null) return;
    powerSaveBlocker.stop(held);
    held = null;
  };
}
