import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { pageAt } from '#wire/page';

const html = '<!doctype html><html><head><title>Slipway</title></head></html>';

function built(): string {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-pages-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'pages', 'assets'), { recursive: true });
  writeFileSync(join(folder, 'pages', 'index.html'), html);
  writeFileSync(join(folder, 'pages', 'assets', 'index-4f2a.js'), 'export {};');
  writeFileSync(join(folder, 'key.json'), '"of nobody else"');
  return join(folder, 'pages');
}

test('every address is the document, with a nonce of its own in its head and in its policy', async () => {
  const folder = built();
  const nonces = new Set<string>();
  for (const path of ['/', '/index.html', '/service/local/digits', '/history']) {
    const { headers = {}, bytes } = (await pageAt(folder, path)) ?? {};
    const nonce = /name="csp-nonce" content="([\w-]{22})"/.exec(String(bytes))?.[1] ?? 'none';
    expect(headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}';`);
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    nonces.add(nonce);
  }
  expect(nonces.size).toBe(4);
});

test('nothing is loaded from elsewhere, run from the document, framed or sent', async () => {
  const policy = (await pageAt(built(), '/'))?.headers['content-security-policy']?.split('; ') ?? [];
  expect(policy).toEqual(expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"]));
  expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
});

test('what the document loads is kept for good under its name, and is of its own type', async () => {
  const page = await pageAt(built(), '/assets/index-4f2a.js');
  expect(page?.headers).toMatchObject({
    'content-type': 'text/javascript; charset=utf-8',
    'cache-control': expect.stringContaining('immutable'),
    'x-content-type-options': 'nosniff',
  });
});

test('no address leads out of the folder, and a file that is not there is nothing', async () => {
  const folder = built();
  for (const path of ['/../key.json', '/assets/../../key.json', '/%2e%2e/key.json', '/..%2fkey.json', '//key.json']) {
    expect(await pageAt(folder, path)).toBeUndefined();
  }
  expect(await pageAt(folder, '/assets/gone.js')).toBeUndefined();
});
