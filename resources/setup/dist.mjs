// Installable packages for this system and processor, in dist/packages:  npm run dist [-- --stand-in] [-- --out FOLDER]
// Where Electron cannot be had (or with --stand-in) it is the unpacked Linux application around a stand-in for it.
// Runs on the system's Node before anything is installed, so it imports only its neighbours and Node itself.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { distOf, electronProgram, electronVersion, standInElectron } from './electron.mjs';
import { ensureInstalled, projectNode } from './install.mjs';
import { stageApp, stageCli } from './stage.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const options = { 'stand-in': { type: 'boolean', default: false }, out: { type: 'string' } };
/** Where electron-builder.yml looks for the files. */
const work = join(root, '.cache', 'stage');
const say = (text) => console.error(`· ${text}`);

function main({ 'stand-in': standIn, out = join(root, 'dist', 'packages') }) {
  ensureInstalled({ say });
  const dist = join(work, 'dist');
  say('building');
  tool('vite/bin/vite.js', ['build', '--logLevel', 'warn', '--outDir', dist]);
  tool('vite/bin/vite.js', ['build', 'renderer', '--logLevel', 'warn', '--outDir', join(dist, 'renderer')]);
  stageApp({ dist, to: join(work, 'app') });
  stageCli({ dist, to: join(work, 'cli') });
  const program = standIn ? null : electronProgram();
  if (!program) say('Electron is not here: putting the unpacked Linux application together without it');
  const electron = program ? distOf(program) : standInElectron(join(work, 'electron'));
  tool('electron-builder/cli.js', [
    ...(program ? [] : ['--linux', 'dir']),
    `--${process.arch}`,
    `--config.electronVersion=${electronVersion()}`,
    `--config.electronDist=${electron}`,
    `--config.directories.output=${out}`,
  ]);
  say(`packages: ${out}`);
}

/** Runs one of the project's tools with its own Node; fails with what it said. */
function tool(file, args) {
  const node = projectNode();
  const { status, stdout, stderr } = spawnSync(node, [join(root, 'node_modules', file), ...args], {
    cwd: root,
    // Whatever surrounds this: else React's own development build is packed, with this machine's paths in it.
    env: { ...process.env, NODE_ENV: 'production' },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (status !== 0) throw new Error(`${file} ended with ${status}:\n${`${stdout}${stderr}`.trim()}`);
}

try {
  main(parseArgs({ options }).values);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
