// Makes dist/ where it is missing or older than what it is made from; silent when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectNode } from './install.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const sources = ['electron', 'renderer', 'vite.config.ts', 'package-lock.json'];
/** What the last step of a build makes. */
const last = join(root, 'dist', 'renderer', 'index.html');

export function ensureBuilt({ say = () => {} } = {}) {
  const made = existsSync(last) && existsSync(join(root, 'dist', 'desktop')) ? statSync(last).mtimeMs : 0;
  if (sources.every((name) => newest(join(root, name)) <= made)) return;
  say('building (once, and again after a change)');
  vite('build');
  vite('build', 'renderer');
}

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const below = readdirSync(path).filter((name) => name !== 'node_modules' && !name.startsWith('.'));
  return Math.max(0, ...below.map((name) => newest(join(path, name))));
}

function vite(...args) {
  const words = [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), ...args, '--logLevel', 'warn'];
  const { status, stdout, stderr } = spawnSync(projectNode(), words, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`vite ${args.join(' ')} ended with ${status}:\n${`${stdout}${stderr}`.trim()}`);
}
