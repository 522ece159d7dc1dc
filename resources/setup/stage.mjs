// Puts together what an installation holds, from the bundles in dist/ and from what stays a package beside them.
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectNode } from './install.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const modules = join(root, 'node_modules');
/** Not bundled: vite.config.ts says why. */
const packages = ['better-sqlite3', 'dockerode', 'hyparquet', 'ssh2', 'tar-stream'];
/** For another runtime than Node, or types only. */
const needless = /^(bare-|@types\/|undici-types$|node-addon-api$)/;
/** Of the setup scripts those with which the core makes the sample model's images. */
const making = ['sample-image.mjs', 'image.mjs', 'docker.mjs', 'install.mjs', 'tar.mjs'].map((name) => `setup/${name}`);
const resources = [
  'migrations',
  'checks',
  'gateway',
  'weights',
  'sample',
  'adapters',
  'service.schema.json',
  ...making,
];

/** The desktop application's own files, for the archive. `main` is what Electron starts. */
export function stageApp({ dist, to }) {
  stage({ to, dist, entries: ['desktop', 'chunks', 'renderer'], fields: { main: 'dist/desktop/main.mjs' } });
}

/** The command line with a Node of its own, which runs from any folder. */
export function stageCli({ dist, to }) {
  stage({ to, dist, entries: ['slipway.mjs', 'chunks', 'renderer'], fields: {} });
  const windows = process.platform === 'win32';
  mkdirSync(join(to, 'bin'));
  const node = join(to, 'bin', windows ? 'node.exe' : 'node');
  cpSync(projectNode(), node, { dereference: true });
  chmodSync(node, 0o755);
  const launcher = windows ? 'slipway.cmd' : 'slipway';
  cpSync(join(root, 'resources', 'launch', launcher), join(to, launcher));
  if (!windows) chmodSync(join(to, launcher), 0o755);
}

function stage({ to, dist, entries, fields }) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  for (const entry of entries) cpSync(join(dist, entry), join(to, 'dist', entry), { recursive: true });
  for (const entry of resources)
    cpSync(join(root, 'resources', entry), join(to, 'resources', entry), { recursive: true });
  const { name, version, description, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const manifest = {
    name,
    productName: 'Slipway',
    version,
    homepage: 'https://slipway.example',
    description,
    license,
    author: 'Slipway',
    type: 'module',
    ...fields,
  };
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  cpSync(join(root, 'LICENSE'), join(to, 'LICENSE'));
  for (const folder of closure()) {
    const target = join(to, 'node_modules', relative(modules, folder));
    cpSync(folder, target, { recursive: true, filter: (path) => isWanted(folder, path) });
  }
}

/** The folders of the packages that are not bundled and of all that they need, each found as Node finds it. */
function closure() {
  const found = new Set();
  const visit = (name, from) => {
    const folder = locate(name, from);
    if (!folder) throw new Error(`${name}, which ${relative(root, from) || 'Slipway'} needs, is not installed: npm ci`);
    if (found.has(folder)) return;
    found.add(folder);
    const { dependencies = {} } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    for (const next of Object.keys(dependencies).filter((it) => !needless.test(it))) visit(next, folder);
  };
  for (const name of packages) visit(name, dirname(modules));
  return found;
}

function locate(name, from) {
  for (let folder = from; `${folder}${sep}`.startsWith(root); folder = dirname(folder)) {
    const at = join(folder, 'node_modules', name);
    if (existsSync(join(at, 'package.json'))) return at;
  }
  return undefined;
}

/** What runs, and its licences: no types, maps, tests or sources to compile, and natives for this machine only. */
function isWanted(folder, path) {
  const below = relative(folder, path).split(sep);
  const name = basename(path);
  if (below[0] === 'node_modules' || name.startsWith('.')) return path === folder;
  if (/^(test|tests|__tests__|examples?|bench|benchmark|docs?|man|coverage)$/.test(name)) return false;
  if (/\.(d\.[cm]?ts|[cm]?ts|map|md|markdown|cc|cpp|h|gyp|gypi|yml|flow|patch|sh)$/i.test(name))
    return /licen[cs]e/i.test(name);
  if (basename(folder) !== 'better-sqlite3') return true;
  if (below[0] === 'deps' || below[0] === 'src') return false;
  return below[0] !== 'prebuilds' || below.length === 1 || name === `${process.platform}-${process.arch}.node`;
}

/** Asked by electron-builder before it looks for packages itself, which it leaves to whoever answers false. */
export const beforeBuild = async () => false;
