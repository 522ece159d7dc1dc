// Opens the console:  npm start [-- LINK OR RECORD FILE]
// In a window of its own where Electron is here or can be fetched, else in the browser.
// Runs on the system's Node before anything is installed, so it imports only its neighbours and Node itself.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { browse } from './browse.mjs';
import { ensureBuilt } from './build.mjs';
import { electronProgram } from './electron.mjs';
import { ensureInstalled, projectNode } from './install.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const say = (text) => console.error(`· ${text}`);

function start(words) {
  ensureInstalled({ say });
  ensureBuilt({ say });
  const program = whyNoWindow() ? null : electronProgram();
  if (program) return follow(spawn(program, [root, ...words], { stdio: 'inherit' }));
  say(`${whyNoWindow() ?? 'Electron is not here and cannot be fetched'}: opening the console in the browser`);
  const served = spawn(projectNode(), [join(root, 'dist', 'slipway.mjs'), 'serve', '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface({ input: served.stdout }).on('line', opened);
  follow(served);
}

/** Chromium's sandbox does not run as root, and a window needs a display. */
function whyNoWindow() {
  if (process.platform !== 'linux') return null;
  if (!hasDisplay()) return 'There is no display here';
  return process.getuid() === 0 ? 'A window is not opened as root' : null;
}

const hasDisplay = () => process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** The first line of the browser shell, or why there is none. */
function opened(line) {
  const { url, error } = JSON.parse(line);
  if (error) console.error(`${error.message} ${error.hint}`);
  if (!url) return;
  console.log(`Open ${url}`);
  if (hasDisplay()) browse(url);
}

/** Ends when the console does, as it does; what ends this ends the console, which takes its time. */
function follow(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

try {
  start(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
