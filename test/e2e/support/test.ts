import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BrowserContext, test as base, chromium, type Page } from '@playwright/test';
import { Problem } from '#contract/problem';
import { freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { serviceFile, type Written } from '#support/service-file';
import { onDesktop, openDesktop } from './desktop.ts';
import { type Around, openServer, type Server } from './server.ts';

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
  /** The console, entered. */
  readonly page: Page;
  /** The same console in one more window, which is closed when the journey is over. */
  open(): Promise<Page>;
  /** A name for a service that is retired when the journey is over. */
  readonly service: string;
  /** Writes a service file of that service and returns its path. */
  file(given?: Partial<Written>): string;
  readonly operator: Operator;
};

type Fixtures = { readonly stage: Stage };
type Shared = {
  readonly window: BrowserContext;
  /** Starts a console in the shell that the journeys are made in. */
  readonly serve: (around?: Around) => Promise<Server>;
};

/** Every journey has a data folder, a server and a service of its own; the browser is shared. What went wrong in a page fails it. */
export const test = base.extend<Fixtures, Shared>({
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
  serve: [
    // Another pattern is another fixture: the desktop starts no browser.
    onDesktop
      ? // biome-ignore lint/correctness/noEmptyPattern: as above
        async ({}, use) => await use(openDesktop)
      : async ({ window }, use) => await use((around) => openServer(window, around)),
    { scope: 'worker' },
  ],
  stage: async ({ serve }, use, info) => {
    const server = await serve();
    const operator = await openOperator();
    const service = freshName();
    const wrong: string[] = [];
    const pages: Page[] = [];
    const watch = (page: Page) => {
      pages.push(page);
      page.on('pageerror', (error) => wrong.push(String(error)));
      page.on('console', (message) => {
        if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text()))
          wrong.push(message.text());
      });
    };
    const open = () => server.open(watch);
    await use({
      server,
      page: await open(),
      open,
      service,
      operator,
      file(given = {}) {
        const path = join(server.home, `${given.model ? 'next' : 'first'}.yaml`);
        writeFileSync(path, JSON.stringify(serviceFile({ service, ...given })));
        return path;
      },
    });
    for (const page of pages) {
      if (info.status !== info.expectedStatus) await tell(page);
      await page.close();
    }
    // It takes back what it carries out; until then nobody else may touch the service.
    await server[Symbol.asyncDispose]();
    await operator.retire(service).catch(unlessNone);
    await operator[Symbol.asyncDispose]();
    if (wrong.length > 0) throw new Error(`Went wrong in the page:\n${wrong.join('\n')}`);
  },
});

/** What is on a page, as a log can hold it: often a log is all that is left of a journey that failed. */
async function tell(page: Page): Promise<void> {
  const shown = await page
    .locator('body')
    .ariaSnapshot()
    .catch((error) => `nothing can be seen: ${error}`);
  console.error(`${page.url()}\n${shown}`);
}

/** Not every journey comes to a service. */
function unlessNone(error: unknown): void {
  if (!(error instanceof Problem) || error.code !== 'UNKNOWN_SERVICE') throw error;
}
