import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, test as base, chromium, type Page } from '@playwright/test';
import { Problem } from '#contract/problem';
import { freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { serviceFile, type Written } from '#support/service-file';
import { type Hand, keyboard, mouse } from './hand.ts';
import { openServer, type Server } from './server.ts';

/** A browser as Debian has it, without what reaches out of the machine by itself. */
const chromiumFlags = [
  '--no-sandbox',
  '--headless=new',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export type Stage = {
  readonly server: Server;
  /** The console, entered by its one-time link. */
  readonly page: Page;
  /** A name for a service that is retired when the journey is over. */
  readonly service: string;
  /** Writes a service file of that service and returns its path. */
  file(given?: Partial<Written>): string;
  readonly operator: Operator;
};

type Fixtures = { readonly stage: Stage; readonly hand: Hand; readonly how: 'mouse' | 'keyboard' };
type Shared = { readonly window: BrowserContext };

/** Every journey has a data folder, a server and a service of its own; the browser is shared. What went wrong in a page fails it. */
export const test = base.extend<Fixtures, Shared>({
  how: ['mouse', { option: true }],
  window: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from it which fixtures are wanted
    async ({}, use) => {
      const browser = await chromium.launch({
        executablePath: process.env.SLIPWAY_CHROMIUM ?? '/usr/bin/chromium',
        args: chromiumFlags,
      });
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
      await use(context);
      await browser.close();
    },
    { scope: 'worker' },
  ],
  stage: async ({ window }, use) => {
    const server = await openServer();
    const operator = await openOperator();
    const service = freshName();
    const page = await window.newPage();
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text()))
        wrong.push(message.text());
    });
    await page.goto(await server.link());
    await use({
      server,
      page,
      service,
      operator,
      file(given = {}) {
        const path = join(server.home, `${given.model ? 'next' : 'first'}.yaml`);
        writeFileSync(path, JSON.stringify(serviceFile({ service, ...given })));
        return path;
      },
    });
    await page.close();
    // It takes back what it carries out; until then nobody else may touch the service.
    await server[Symbol.asyncDispose]();
    await operator.retire(service).catch(unlessNone);
    await operator[Symbol.asyncDispose]();
    if (wrong.length > 0) throw new Error(`Went wrong in the page:\n${wrong.join('\n')}`);
  },
  hand: async ({ stage, how }, use) => {
    await use(how === 'mouse' ? mouse() : keyboard(stage.page));
  },
});

/** Not every journey comes to a service. */
function unlessNone(error: unknown): void {
  if (!(error instanceof Problem) || error.code !== 'UNKNOWN_SERVICE') throw error;
}
