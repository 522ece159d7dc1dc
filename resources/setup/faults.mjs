// Tries faults at random, on an engine of its own:  npm run test:faults -- [rounds|points|consoles] [--rounds 200 --seed 1]
// Runs on the system's Node before anything is installed, so it imports only its neighbours and Node itself.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ensureInstalled, projectNode } from './install.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const say = (text) => console.error(`· ${text}`);

try {
  ensureInstalled({ say });
  const args = [fileURLToPath(new URL('../../test/faults/program.ts', import.meta.url)), ...process.argv.slice(2)];
  const child = spawn(projectNode(), args, { cwd: root, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
