import { spawnSync } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { extractAll, extractFile, getRawHeader, listPackage } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const out = mkdtempSync(join(tmpdir(), 'slipway-packages-'));
const application = join(out, 'linux-unpacked');
const asar = join(application, 'resources', 'app.asar');
const cli = join(application, 'resources', 'cli');
let files: readonly string[] = [];

beforeAll(() => {
  const script = join(root, 'resources', 'setup', 'dist.mjs');
  const { status, stderr } = spawnSync(process.execPath, [script, '--stand-in', '--out', out], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`dist ended with ${status}: ${stderr}`);
  files = listPackage(asar, { isPack: false }).map((file) => file.replaceAll('\\', '/'));
}, 300_000);
afterAll(() => rmSync(out, { recursive: true, force: true }));

const textOf = (file: string) => extractFile(asar, file.replace(/^\//, '')).toString();

test('the archive holds what Electron starts, and all that this imports', () => {
  const { main } = JSON.parse(textOf('/package.json')) as { main: string };
  const known = /^(node:|electron$|better-sqlite3$|dockerode$|hyparquet$|ssh2$|tar-stream$)/;
  const seen = new Set<string>();
  const follow = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    expect(files).toContain(file);
    const code = textOf(file).replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    const imports = code.matchAll(/(?:^import |^(?:im|ex)port [^'"\n]*\bfrom |\bimport\()["']([^"'\n]+)["']/gm);
    for (const [, from = ''] of imports) {
      if (from.startsWith('.')) follow(join(file, '..', from));
      else expect(from, `${file} imports it`).toMatch(known);
    }
  };
  for (const file of [`/${main}`, '/dist/desktop/core.mjs']) follow(file);
  expect(seen.size).toBeGreaterThan(5);
  for (const file of [
    '/dist/desktop/preload.cjs',
    '/dist/renderer/index.html',
    '/resources/gateway/switch.sh',
    '/resources/checks/SEC-01.md',
  ]) {
    expect(files).toContain(file);
  }
  const migrations = readdirSync(join(root, 'resources', 'migrations'));
  for (const name of migrations) expect(files).toContain(`/resources/migrations/${name}`);
  // What the core loads while it runs, to make the sample model.
  follow('/resources/setup/sample-image.mjs');
});

test('the native part lies beside the archive, for this machine alone', () => {
  expect(files.filter((file) => file.endsWith('.node'))).toHaveLength(1);
  const name = `${process.platform}-${process.arch}.node`;
  const unpacked = join(`${asar}.unpacked`, 'node_modules', 'better-sqlite3', 'prebuilds', name);
  expect(lstatSync(unpacked).size).toBeGreaterThan(100_000);
});

test('it holds no sources, no tests and nothing that was only needed to make it', () => {
  // What `slipway sample --export typescript` writes.
  const given = '/resources/adapters/adapt.ts';
  expect(files.filter((file) => /\.([cm]?tsx?|map|cc|cpp|h|gyp)$/.test(file))).toEqual([given]);
  expect(files.filter((file) => /\/(tests?|__tests__|\.git\w*|\.env\w*|\.npmrc)(\/|$)/.test(file))).toEqual([]);
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const all = Object.keys({ ...dependencies, ...devDependencies });
  const packed = all.filter((name) => files.includes(`/node_modules/${name}`));
  expect(packed.toSorted()).toEqual(['better-sqlite3', 'dockerode', 'hyparquet', 'ssh2', 'tar-stream']);
});

test('it holds no secret, and nothing of the machine that made it', () => {
  const own = files.filter((file) => /^\/(dist|resources|package\.json)/.test(file) && /\.\w+$/.test(file));
  for (const file of own) {
    const text = textOf(file);
    expect(text.includes(root.replace(/\/$/, '')), `${file} names ${root}`).toBe(false);
    expect(text, file).not.toMatch(/-----BEGIN [A-Z ]*PRIVATE KEY-----\n[A-Za-z0-9+/]/);
  }
  expect(files.filter((file) => /\.(pem|key|db|sqlite|p12|pfx)$/.test(file))).toEqual([]);
});

test('every file in it carries a hash of what it is', () => {
  type Node = { files?: Record<string, Node>; integrity?: { hash: string }; size?: number; unpacked?: boolean };
  const without = (node: Node, at: string): string[] =>
    node.files
      ? Object.entries(node.files).flatMap(([name, below]) => without(below, `${at}/${name}`))
      : node.integrity?.hash
        ? []
        : [at];
  expect(without(getRawHeader(asar).header as Node, '')).toEqual([]);
});

test('the program runs the application and nothing else', async () => {
  const wire = await getCurrentFuseWire(join(application, 'slipway-desktop'));
  const on = (fuse: FuseV1Options) => String.fromCharCode(wire[fuse] ?? 0) === '1';
  expect(on(FuseV1Options.RunAsNode)).toBe(false);
  expect(on(FuseV1Options.EnableNodeOptionsEnvironmentVariable)).toBe(false);
  expect(on(FuseV1Options.EnableNodeCliInspectArguments)).toBe(false);
  expect(on(FuseV1Options.GrantFileProtocolExtraPrivileges)).toBe(false);
  expect(on(FuseV1Options.EnableCookieEncryption)).toBe(true);
  expect(on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation)).toBe(true);
  expect(on(FuseV1Options.OnlyLoadAppFromAsar)).toBe(true);
});

test('the core runs from what the archive holds', () => {
  const folder = join(out, 'extracted');
  extractAll(asar, folder);
  const entry = JSON.stringify(join(folder, 'dist', 'desktop', 'core.mjs'));
  const program = `
    process.parentPort = new (await import('node:events')).EventEmitter();
    process.parentPort.postMessage = (said) => {
      console.log(JSON.stringify(said));
      process.parentPort.emit('message', { data: { kind: 'end' }, ports: [] });
    };
    await import(${entry});`;
  const { stdout, status } = run(join(cli, 'bin', 'node'), ['--input-type=module', '-e', program]);
  expect(stdout).toBe('{"kind":"open","as":"owner"}\n');
  expect(status).toBe(0);
});

test('the command line runs on its own Node, also through a link, and finds its files', () => {
  const link = join(out, 'slipway');
  symlinkSync(join(cli, 'slipway'), link);
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  expect(run(link, ['--version'])).toMatchObject({ stdout: `${version}\n`, status: 0 });
  const { stdout, status } = run(link, ['paths', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ schema: join(cli, 'resources', 'service.schema.json') });
  expect(status).toBe(0);
  expect(run(join(cli, 'slipway'), ['history', 'verify'])).toMatchObject({ stdout: '0 records, none altered.\n' });
});

/** Runs a program where no other Node is to be found, on an empty data folder. */
function run(file: string, args: readonly string[]) {
  const env = { PATH: '/usr/bin:/bin', HOME: out, SLIPWAY_HOME: mkdtempSync(join(out, 'home-')) };
  const { stdout, stderr, status } = spawnSync(file, args, { cwd: tmpdir(), env, encoding: 'utf8' });
  return { stdout, stderr, status };
}
