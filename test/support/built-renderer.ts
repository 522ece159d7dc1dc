import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the console's pages once, where no build lies yet, for what serves them. Of several at once one build stays. */
export function buildRenderer(): void {
  const built = join(root, 'dist', 'renderer');
  if (existsSync(built)) return;
  mkdirSync(dirname(built), { recursive: true });
  const fresh = mkdtempSync(join(root, 'dist', 'renderer-'));
  try {
    const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
    execFileSync(process.execPath, [vite, 'build', 'renderer', '--outDir', fresh, '--logLevel', 'error'], {
      cwd: root,
    });
    if (!existsSync(built)) renameSync(fresh, built);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}
