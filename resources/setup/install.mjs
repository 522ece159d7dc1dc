// Installs the project's dependencies when they are missing or older than the lock; silent when there is nothing to do.
//   node resources/setup/install.mjs
import { execFileSync } from 'node:child_process';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const lock = join(root, 'package-lock.json');
const installed = join(root, 'node_modules', '.package-lock.json');

/** Runs `npm ci` where it is due; true if it ran. npm writes its own copy of the lock at the end of an install. */
export function ensureInstalled({ say = () => {} } = {}) {
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return false;
  say('installing dependencies (npm ci)');
  const { file, args } = npm();
  try {
    execFileSync(file, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
      shell: process.platform === 'win32' && args.length === 0,
    });
  } catch (error) {
    const lines = (error.stderr || error.message).trim().split('\n');
    throw new Error(`npm ci failed:\n${lines.slice(0, 8).join('\n')}`);
  }
  return true;
}

/** The path of the pinned Node 24; throws where it is not installed. */
export function projectNode() {
  const file = nodeInModules();
  if (file) return file;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  throw new Error(`No Node 24 for ${process.platform} ${process.arch}: run "npm ci" here, or start this with Node 24.`);
}

/** The Node binary that sample images are made from: the pinned one, the one beside an installed desktop, else what runs this. */
export function nodeForImages() {
  const beside = process.resourcesPath && join(process.resourcesPath, 'cli', 'bin', 'node');
  return nodeInModules() ?? (beside && existsSync(beside) ? beside : realpathSync(process.execPath));
}

function nodeInModules() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node';
  const bin = process.platform === 'win32' ? '' : 'bin';
  const packages = [`node-${process.platform}-${process.arch}`, `node-bin-${process.platform}-${process.arch}`];
  if (process.platform === 'win32') packages.push(`node-win-${process.arch}`);
  const files = packages.flatMap((one) => [join(one, 'bin', name), join(one, bin, name)]);
  return files.map((file) => join(root, 'node_modules', file)).find(existsSync);
}

function npm() {
  // Under `npm run` npm names its own script, which saves guessing a shell wrapper on Windows.
  const script = process.env.npm_execpath ?? join(dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js');
  if (script.endsWith('.js') && existsSync(script)) return { file: process.execPath, args: [script] };
  return { file: process.platform === 'win32' ? 'npm.cmd' : 'npm', args: [] };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    ensureInstalled({ say: console.error });
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
