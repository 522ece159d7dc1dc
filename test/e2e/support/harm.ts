import { readFileSync } from 'node:fs';
import { expect, type Page } from '@playwright/test';

const seen = readFileSync(new URL('harm.mjs', import.meta.url), 'utf8');

type Harm = {
  readonly ran: string;
  readonly reports: readonly string[];
  readonly foreign: readonly string[];
  readonly loose: readonly string[];
  readonly wider: { readonly document: number; readonly main: number };
  readonly sticking: readonly string[];
  readonly highest: number;
  readonly highestRow: string;
  readonly length: number;
  readonly frame: { readonly rail: number; readonly top: number; readonly foot: number };
};

/** Pixels: what a row, and a whole page, may come to with any text in it. */
const most = { row: 760, page: 6_000 } as const;

/** Notes all that a page says or does which no text may make it do: dialogs, errors, downloads, other windows, reports. */
export function watchHarm(page: Page): readonly string[] {
  const done: string[] = [];
  page.on('dialog', (dialog) => {
    done.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => done.push(`error: ${error}`));
  page.on('console', (said) => {
    // A browser asks for an icon by itself.
    if (said.type() !== 'error' || said.location().url.endsWith('/favicon.ico')) return;
    done.push(`console: ${said.text().slice(0, 500)} (${said.location().url})`);
  });
  page.on('popup', () => done.push('a window'));
  page.on('download', () => done.push('a download'));
  // Before its first document: what is said on one connection is done in order.
  void page.addInitScript(`
    window.__reports = [];
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      window.__reports.push(violatedDirective + ' ' + blockedURI));
  `);
  return done;
}

/** Nothing of what is shown has run, and all of it keeps to its place. */
export async function expectHarmless(page: Page, where: string, done: readonly string[]): Promise<void> {
  const harm = (await page.evaluate(seen)) as Harm;
  const { highest, length, highestRow, frame, ...rest } = harm;
  expect
    .soft(rest, `what ${where} made of the text`)
    .toEqual({ ran: 'undefined', reports: [], foreign: [], loose: [], wider: { document: 0, main: 0 }, sticking: [] });
  expect.soft(highest, `pixels of the highest row on ${where}: ${highestRow}`).toBeLessThanOrEqual(most.row);
  expect.soft(length, `pixels that ${where} is long`).toBeLessThanOrEqual(most.page);
  expect.soft(frame.rail, `pixels of the rail on ${where}`).toBeLessThanOrEqual(320);
  expect.soft(frame.top + frame.foot, `pixels of what is above and below ${where}`).toBeLessThanOrEqual(120);
  expect.soft(done, `what ${where} said or did`).toEqual([]);
}
