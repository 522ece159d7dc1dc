import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '#contract/problem';

/** What a shell answers where a page is asked for; the same in every shell. */
export type Page = { readonly headers: Readonly<Record<string, string>>; readonly bytes: Buffer };

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

/** What lies at a path of the built pages; every other path is the document, which knows its own addresses. */
export async function pageAt(folder: string, path: string): Promise<Page | undefined> {
  const type = types[extname(path)];
  if (type === undefined || path === '/index.html') return await documentIn(folder);
  // Names that Vite makes, and nothing that could lead out of the folder.
  if (!/^(\/[\w-][\w.-]*)+$/.test(path)) return undefined;
  const bytes = await readFile(join(folder, path)).catch(() => undefined);
  if (!bytes) return undefined;
  const cache = path.startsWith('/assets/') ? 'private, max-age=31536000, immutable' : 'no-store';
  return { headers: { ...always, 'content-type': type, 'cache-control': cache }, bytes };
}

/** The document with a nonce of its own, which it finds in its head, for the style elements that it makes. */
async function documentIn(folder: string): Promise<Page | undefined> {
  const html = await readFile(join(folder, 'index.html'), 'utf8').catch(() => undefined);
  if (html === undefined) return undefined;
  const nonce = randomBytes(16).toString('base64url');
  const type = 'text/html; charset=utf-8';
  const headers = { ...fences(nonce), 'content-type': type, 'cache-control': 'no-store' };
  return {
    headers,
    bytes: Buffer.from(html.replace('</head>', `<meta name="csp-nonce" content="${nonce}" /></head>`)),
  };
}

/** What every document carries; styles are let in by the nonce alone. */
export const fences = (nonce: string): Readonly<Record<string, string>> => ({
  ...always,
  'content-security-policy': policy(nonce),
});

const always = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
} as const;

/** Our own files and nothing else; text that became markup by mistake could neither run, nor load, nor send anything. */
const policy = (nonce: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
