import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { openDesktop } from '#desktop/desktop';
import { serveCore } from '#desktop/serve-core';
import { until } from '#support/until';
import { type Client, type Connection, connect } from '../../renderer/src/connect.ts';
import { desktop } from '../../renderer/src/wire/desktop.ts';
import { ElectronDouble, type Program, type WindowDouble } from './electron-double.ts';

export const preload = fileURLToPath(new URL('../../electron/desktop/preload.cjs', import.meta.url));

export type Stage = { readonly double: ElectronDouble; readonly home: string; readonly logged: string[] };
type Settings = {
  readonly argv?: readonly string[];
  readonly platform?: NodeJS.Platform;
  readonly program?: Program;
  readonly first?: boolean;
};

/** The desktop shell on a double of Electron, in a data folder of its own; the core is the real one unless told. */
export async function stage({ argv = [], platform = 'linux', program, first = true }: Settings = {}): Promise<Stage> {
  const home = mkdtempSync(join(tmpdir(), 'slipway-desktop-'));
  const logged: string[] = [];
  const double = new ElectronDouble();
  double.app.first = first;
  double.program = program ?? realCore(home, logged);
  onTestFinished(async () => {
    double.app.quit();
    double.answers.push('Take Back and Quit');
    await until('the core ended', () => double.processes.every(({ over }) => over));
    rmSync(home, { recursive: true, force: true });
  });
  mkdirSync(join(home, 'renderer', 'assets'), { recursive: true });
  writeFileSync(join(home, 'renderer', 'index.html'), '<!doctype html><head></head><body>Slipway</body>');
  const places = { entry: 'core.mjs', preload, pages: join(home, 'renderer'), home };
  openDesktop(double.electron, { ...places, platform, argv: ['slipway', ...argv] });
  if (first) await until('a window is open', () => double.windowsEver > 0);
  return { double, home, logged };
}

/** The core's process as it is, in the place of one of its own. */
export function realCore(home: string, logged: string[]): Program {
  const birth = { home, operator: 'ada@desk', console: 'slipway 1.2.3 (desktop)' };
  return (parent) => serveCore({ parent, birth, log: (text) => void logged.push(text) });
}

/** The page of a window as it is, and what it calls the core with. */
export function pageOf(window: WindowDouble | undefined): Connection & { readonly client: Client } {
  const carrying = window?.webContents.window && desktop(window.webContents.window);
  if (!carrying) throw new Error('the preload offered the page nothing');
  const connection = connect(carrying);
  onTestFinished(connection.close);
  return connection;
}
