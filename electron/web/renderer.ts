import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '#contract/problem';

export type Page = { readonly type: string; readonly bytes: Buffer; readonly fresh: boolean };

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** The folder of the built pages: beside the sources' `dist` in a checkout, beside the bundle once built. NOT_SUPPORTED. */
export function rendererFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    const found = [join(folder, 'renderer'), join(folder, 'dist', 'renderer')].find((it) =>
      existsSync(join(it, 'assets')),
    );
    if (found) return found;
  }
  throw new Problem('NOT_SUPPORTED', 'The pages of the console are not built yet.', {
    hint: 'Run "npm run build" in Slipway\'s folder once, and then this again.',
  });
}

/** What lies at a path of the built pages; every other path is the page itself, which knows its own addresses. */
export async function pageAt(folder: string, path: string): Promise<Page | undefined> {
  const type = types[extname(path)];
  // Names that Vite makes, and nothing that could lead out of the folder.
  const isFile = type !== undefined && /^(\/[\w-][\w.-]*)+$/.test(path) && path !== '/index.html';
  if (type !== undefined && !isFile) return undefined;
  const bytes = await readFile(isFile ? join(folder, path) : join(folder, 'index.html')).catch(() => undefined);
  if (!bytes) return undefined;
  return { type: isFile ? type : 'text/html; charset=utf-8', bytes, fresh: !path.startsWith('/assets/') };
}
