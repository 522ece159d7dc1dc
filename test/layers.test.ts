import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const biome = fileURLToPath(new URL('../node_modules/@biomejs/biome/bin/biome', import.meta.url));

const refused = (file: string, from: string): boolean => {
  const code = `import { it } from '${from}';\nit();\n`;
  const said = spawnSync(process.execPath, [biome, 'lint', `--stdin-file-path=${file}`], { cwd: root, input: code });
  return `${said.stdout}${said.stderr}`.includes('noRestrictedImports');
};

test.for([
  ['electron/contract/x.ts', 'yaml'],
  ['electron/cli/x.ts', '#core/docker/connect'],
  ['electron/cli/x.ts', '#core/store/store'],
  ['electron/core/x.ts', 'electron/main'],
  ['electron/core/docker/x.ts', '../host/hosts.ts'],
  ['electron/core/store/x.ts', 'docker-modem'],
  ['electron/core/gateway/x.ts', '../core.ts'],
  ['electron/core/gateway/x.ts', 'dockerode'],
  ['electron/core/model/x.ts', '../store/store.ts'],
  ['electron/core/service/x.ts', '../deployment/perform.ts'],
  ['electron/core/deployment/x.ts', 'better-sqlite3'],
])('%s may not import %s', { timeout: 30_000 }, ([file, from]) => {
  expect(refused(file as string, from as string)).toBe(true);
});

test.for([
  ['electron/cli/x.ts', '#core/core'],
  ['electron/core/deployment/x.ts', '../gateway/switch.ts'],
  ['electron/core/docker/x.ts', 'dockerode'],
])('%s may import %s', { timeout: 30_000 }, ([file, from]) => {
  expect(refused(file as string, from as string)).toBe(false);
});
