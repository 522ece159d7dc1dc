// Measures Slipway beside what else replaces containers:  npm run bench [-- --rounds 5 --deployments 20 --json]
//   --only replacing,profile,load,overhead,seeing,scrolling   some of it; scrolling alone needs no engine
// Runs on the system's Node before anything is installed, so it imports only its neighbours and Node itself.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import { ensureChromium } from './chromium.mjs';
import { ensureEngine } from './engine.mjs';
import { ensureInstalled, projectNode } from './install.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const say = (text) => console.error(`· ${text}`);

try {
  ensureInstalled({ say });
  const parts = partsIn(process.argv);
  if (parts === null || parts.some((part) => part !== 'scrolling')) await ensureEngine({ say });
  const chromium = parts === null || parts.includes('scrolling') ? { SLIPWAY_CHROMIUM: ensureChromium({ say }) } : {};
  const args = [fileURLToPath(new URL('../../test/bench/main.ts', import.meta.url)), ...process.argv.slice(2)];
  const env = { ...process.env, ...chromium };
  const child = spawn(projectNode(), args, { cwd: root, stdio: 'inherit', env });
  // It removes what it made before it ends, so this waits for it.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}

/** The parts that are asked for; null for all. */
function partsIn(words) {
  const at = words.findIndex((word) => /^--only(=|$)/.test(word));
  if (at < 0) return null;
  return (words[at].split('=')[1] ?? words[at + 1] ?? '').split(',');
}
