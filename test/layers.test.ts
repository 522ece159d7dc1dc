import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'slipway-layers-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const refused = [
  ['electron/contract', 'yaml'],
  ['electron/cli', '#core/docker/connect'],
  ['electron/cli', '#core/store/store'],
  ['electron/cli', '#wire/serve'],
  ['electron/cli', '#web/carry'],
  ['electron/web', '#wire/serve'],
  ['electron/web', 'electron/main'],
  ['electron/desktop', '#wire/serve'],
  ['electron/desktop', '#web/serve'],
  ['electron/desktop', '#core/store/store'],
  ['electron/web', '#core/store/store'],
  ['electron/web', '../cli/run.ts'],
  ['electron/wire', '#web/serve'],
  ['electron/wire', '#core/store/store'],
  ['electron/wire', '../cli/run.ts'],
  ['electron/wire', 'better-sqlite3'],
  ['electron/core', 'electron/main'],
  ['electron/core', '#wire/open'],
  ['electron/core/docker', '../host/hosts.ts'],
  ['electron/core/store', 'docker-modem'],
  ['electron/core/gateway', '../core.ts'],
  ['electron/core/gateway', 'dockerode'],
  ['electron/core/model', '../store/store.ts'],
  ['electron/core/service', '../deployment/perform.ts'],
  ['electron/core/deployment', 'better-sqlite3'],
] as const;
const allowed = [
  ['electron/cli', '#core/core'],
  ['electron/cli', '#wire/open'],
  ['electron/cli', '#web/serve'],
  ['electron/web', '#wire/answering'],
  ['electron/desktop', '#wire/port'],
  ['electron/desktop', 'electron/main'],
  ['electron/wire', '#core/core'],
  ['electron/wire', '#core/owner'],
  ['electron/core/deployment', '../gateway/switch.ts'],
  ['electron/core/docker', 'dockerode'],
] as const;

/** Plants every import in a file of its own below the project's rules, and tells which files the linter names. */
function named(): string {
  const rules = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8'));
  writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...rules, vcs: { enabled: false } }));
  for (const [index, [where, from]] of [...refused, ...allowed].entries()) {
    const file = join(folder, where, `planted-${index}.ts`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `import { it } from '${from}';\n\nit();\n`);
  }
  const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
  const only = ['lint', '--only=style/noRestrictedImports', '--max-diagnostics=100', '--colors=off'];
  const { stdout, stderr } = spawnSync(process.execPath, [biome, ...only], { cwd: folder, encoding: 'utf8' });
  return `${stdout}${stderr}`;
}

test('the linter refuses every import that crosses a layer the wrong way, and only those', { timeout: 60_000 }, () => {
  const said = named();
  const found = [...refused, ...allowed].filter(([where], index) => said.includes(`${where}/planted-${index}.ts`));
  expect(found).toEqual([...refused]);
});
