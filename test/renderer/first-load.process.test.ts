import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildInto } from '#support/built-renderer';

/** A script of the build as Vite's manifest tells of it: what it imports at once, and what only when somebody goes there. */
type Script = {
  readonly file: string;
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
};

/** Bytes of script, gzipped, until the overview is there. */
const most = 300_000;

let folder: string;
let scripts: ReadonlyMap<string, Script>;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-pages-'));
  buildInto(folder, '--manifest');
  const manifest: Record<string, Script> = JSON.parse(text('.vite/manifest.json'));
  scripts = new Map(Object.values(manifest).map((it) => [it.file, resolved(it, manifest)]));
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the first page is there after at most 300 KB of script, gzipped', () => {
  const loaded = firstLoad().map((file) => ({ file, bytes: gzipSync(text(file)).length }));
  const total = loaded.reduce((sum, { bytes }) => sum + bytes, 0);
  expect(total, JSON.stringify(loaded)).toBeLessThanOrEqual(most);
  // Less than the framework alone takes would mean that something was not counted.
  expect(total).toBeGreaterThan(100_000);
});

test('what only some pages need, the editor and the charts, is not among it', () => {
  const loaded = firstLoad();
  for (const mark of ['cm-scroller', 'u-legend']) {
    const holding = [...scripts.keys()].filter((file) => file.endsWith('.js') && text(file).includes(mark));
    expect(holding, `scripts with ${mark}`).not.toEqual([]);
    expect(holding.filter((file) => loaded.includes(file))).toEqual([]);
  }
});

test('every page but the first is a script of its own, which is loaded when it is opened', () => {
  const loaded = firstLoad();
  const later = new Set(loaded.flatMap((file) => scripts.get(file)?.dynamicImports ?? []));
  expect(later.size).toBeGreaterThanOrEqual(10);
  expect([...later].filter((file) => loaded.includes(file))).toEqual([]);
});

/** What the document asks for, and all that those scripts import before they run. Dynamic imports are not followed. */
function firstLoad(): string[] {
  const asked = [...text('index.html').matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map(([, file]) => file ?? '');
  const found = new Set(asked);
  for (const file of found) for (const next of scripts.get(file)?.imports ?? []) found.add(next);
  expect(asked, 'scripts in the document').not.toEqual([]);
  expect(
    [...found].filter((file) => !scripts.has(file)),
    'scripts that the manifest does not know',
  ).toEqual([]);
  return [...found];
}

/** With files instead of the manifest's names for them. */
function resolved(script: Script, manifest: Record<string, Script>): Script {
  const files = (names: readonly string[] = []) => names.flatMap((name) => manifest[name]?.file ?? []);
  return { file: script.file, imports: files(script.imports), dynamicImports: files(script.dynamicImports) };
}

function text(file: string): string {
  return readFileSync(join(folder, file), 'utf8');
}
