// Where Electron's program is, and what stands in for it where there is none.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectNode } from './install.mjs';

const folder = fileURLToPath(new URL('../../node_modules/electron/', import.meta.url));

export const electronVersion = () => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;

/** The program's path; fetched by Electron's own installer where it is missing, within `limit` ms. Null where it cannot be had. */
export function electronProgram({ limit = 180_000 } = {}) {
  const there = installed();
  if (there) return there;
  spawnSync(projectNode(), [join(folder, 'install.js')], { stdio: 'ignore', timeout: limit });
  return installed();
}

function installed() {
  const name = join(folder, 'path.txt');
  if (!existsSync(name)) return null;
  const dist = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist');
  const program = join(dist, readFileSync(name, 'utf8'));
  return existsSync(program) ? program : null;
}

/** Where fuses are in Electron's program, and those that it has: a version, how many, each "1" or "0". */
const fuses = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX\u0001\u0009010111001';

/**
 * The files of a Linux Electron without Electron: enough to put a package together around it, fuses included, and to
 * look at what is in it. What is made so says so when it is started, and is no application.
 */
export function standInElectron(to) {
  mkdirSync(join(to, 'resources'), { recursive: true });
  mkdirSync(join(to, 'locales'), { recursive: true });
  const says = 'This was put together without Electron, to look at what is in it: it starts nothing.';
  const program = Buffer.from(`#!/bin/sh\necho '${says}' >&2\nexit 1\n# ${fuses}\n`, 'latin1');
  writeFileSync(join(to, 'electron'), program);
  chmodSync(join(to, 'electron'), 0o755);
  writeFileSync(join(to, 'version'), electronVersion());
  writeFileSync(join(to, 'locales', 'en-US.pak'), '');
  writeFileSync(join(to, 'LICENSE'), readFileSync(join(folder, 'LICENSE')));
  writeFileSync(join(to, 'LICENSES.chromium.html'), '');
  return to;
}

export const distOf = (program) => (process.platform === 'darwin' ? join(program, '../../../..') : dirname(program));
