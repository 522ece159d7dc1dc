import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the console's pages into a folder as they are shipped. A test's NODE_ENV would make them the developers' ones. */
export function buildInto(folder: string, ...options: readonly string[]): void {
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const { NODE_ENV: _, ...env } = process.env;
  const words = [vite, 'build', 'renderer', '--outDir', folder, '--logLevel', 'error', ...options];
  execFileSync(process.execPath, words, { cwd: root, env });
}

/** Builds them once, where no build lies yet, for what serves them. Of several at once one build stays. */
export function buildRenderer(): void {
  const built = join(root, 'dist', 'renderer');
  if (existsSync(built)) return;
  mkdirSync(dirname(built), { recursive: true });
  const fresh = mkdtempSync(join(root, 'dist', 'renderer-'));
  try {
    buildInto(fresh);
    if (!existsSync(built)) renameSync(fresh, built);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
