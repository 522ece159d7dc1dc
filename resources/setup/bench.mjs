// Measures Slipway beside what else replaces containers:  npm run bench [-- --rounds 5 --deployments 20 --json]
// Runs on the system's Node before anything is installed, so it imports only its neighbours and Node itself.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ensureEngine } from './engine.mjs';
import { ensureInstalled, projectNode } from './install.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const say = (text) => console.error(`· ${text}`);

try {
  ensureInstalled({ say });
  await ensureEngine({ say });
  const args = [fileURLToPath(new URL('../../test/bench/main.ts', import.meta.url)), ...process.argv.slice(2)];
  const child = spawn(projectNode(), args, { cwd: root, stdio: 'inherit' });
  // It removes what it made before it ends, so this waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
