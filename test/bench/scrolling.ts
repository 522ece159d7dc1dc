import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { chromium, expect, type Page } from '@playwright/test';
import { Problem } from '#contract/problem';
import type { LogLine } from '#contract/service';
import type { Core } from '#core/core';
import { openInventories } from '#core/host/inventories';
import { proceduresOf } from '#core/procedures';
import { hiding } from '#core/secrets/hiding';
import { openStore } from '#core/store/open';
import { buildInto } from '#support/built-renderer';
import { serveWeb } from '#web/serve';
import { container, engineDouble, hostsDouble } from '../core/host/engine-double.ts';
import { type Frames, framesOf, type Way } from './frames.ts';

/** A page and how it was scrolled; the empty one is as long as the containers, with nothing in it. */
export type ScrolledPage = { readonly page: string; readonly way: Way } & Frames;
export type Scrolling = readonly ScrolledPage[];

const containers = 5_000;
const lines = 1_000_000;

const flags = ['--no-sandbox', '--headless=new', '--disable-gpu', '--disable-background-networking', '--disable-sync'];
const window = { width: 1280, height: 800 };

/**
 * The console as it is shipped, over the wire of the browser shell, on a core whose one host has that many containers and
 * whose one service wrote that many lines. Each list is scrolled like an empty page of the same size, one after the other.
 */
export async function scrollLongLists(say: (line: string) => void): Promise<Scrolling> {
  await using after = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), 'slipway-bench-'));
  after.defer(() => rmSync(folder, { recursive: true, force: true }));
  buildInto(join(folder, 'pages'));
  const store = openStore({ file: join(folder, 'slipway.db') });
  after.defer(() => store.close());
  const client = createRouterClient(proceduresOf(parts(store, after)), {
    context: { operator: 'ada', console: 'bench' },
  });
  const [home, pages] = [folder, join(folder, 'pages')];
  const served = after.use(await serveWeb({ client, home, pages, port: 0, idle: 3_600_000, log: say }));
  const browser = await chromium.launch({
    executablePath: process.env.SLIPWAY_CHROMIUM ?? '/usr/bin/chromium',
    args: flags,
  });
  after.defer(() => browser.close());
  const page = await browser.newPage({ viewport: window });

  const seen: ScrolledPage[] = [];
  const scroll = async (name: string, box: string, row: string | null) => {
    for (const way of ['wheel', 'bar'] as const)
      seen.push({ page: name, way, ...(await framesOf(page, { box, row }, way)) });
  };
  await page.goto(served.link());
  say(`scrolling ${containers} containers`);
  await page.goto(new URL('/host/local', served.address).href);
  await expect(page.locator('section[aria-label="Containers"] li').first()).toBeVisible();
  const size = await page.locator('section[aria-label="Containers"]').boundingBox();
  await scroll(`${containers} containers`, 'section[aria-label="Containers"]', 'li');
  say(`reading and scrolling ${lines} lines`);
  await page.goto(new URL('/service/local/digits/logs', served.address).href);
  await expect(page.getByText('1,000,000 lines held')).toBeVisible({ timeout: 300_000 });
  await scroll(`${lines} lines`, '[role=log]', '[data-n]');
  await showEmpty(page, size?.height ?? window.height);
  await scroll('an empty page', '#box', null);
  return seen;
}

async function showEmpty(page: Page, height: number): Promise<void> {
  await page.goto('about:blank');
  await page.setContent(
    `<div id="box" style="height: ${height}px; overflow: auto"><div style="height: ${containers * 28}px"></div></div>`,
  );
}

/** Of a core what the two pages ask: real inventories of containers that are made up, and lines that are. */
function parts(store: ReturnType<typeof openStore>, after: AsyncDisposableStack): Core {
  const engine = engineDouble();
  for (let n = 0; n < containers; n += 1) engine.silently(stranger(n));
  const conductor = { ongoing: () => [], watch: () => undefined };
  const hosts = hostsDouble({ local: engine });
  const inventories = openInventories({ hosts, store, conductor });
  after.defer(() => inventories.close());
  const logs = {
    open: async () => ({ id: 'log' }),
    close: () => ({ closed: true }),
    async next({ after: read, max }: { after: number; max: number }, signal?: AbortSignal) {
      const count = Math.min(max, lines - read);
      if (count === 0) await pause(20_000, undefined, { ...(signal ? { signal } : {}) }).catch(() => {});
      return { lines: Array.from({ length: count }, (_, at) => line(read + at + 1)), ended: false };
    },
  };
  const vault = { hiding: () => hiding([]) };
  // A close look at a host has more to ask than an engine of the kind has: the page says that, once.
  const away = () => Promise.reject(new Problem('HOST_UNREACHABLE', 'It is only a list of containers.', { hint: '' }));
  return { inventories, logs, vault, store, conductor, hosts: { ...hosts, open: away } } as unknown as Core;
}

const stranger = (n: number) =>
  container(`team-${n % 40}-worker-${n}`, {
    image: `sha256:${n}`,
    reference: `registry.example/team-${n % 40}/worker:${n % 7}.${n % 30}.0`,
    state: n % 9 === 0 ? 'exited' : 'running',
    status: n % 9 === 0 ? 'Exited (0) 3 days ago' : `Up ${n % 48} hours`,
    exposes: n % 3 === 0 ? [{ inside: 8080, outside: `0.0.0.0:${20_000 + n}` }] : [],
  });

const line = (n: number): LogLine & { readonly n: number; readonly hit: boolean } => ({
  n,
  hit: true,
  time: new Date(1_900_000_000_000 + n).toISOString(),
  replica: `slipway-digits-r7-${(n % 3) + 1}`,
  release: 'r7',
  stream: n % 50 === 0 ? 'stderr' : 'stdout',
  line: `INFO request ${n} answered in ${(n * 7) % 90} ms, model digits, batch ${(n % 8) + 1}, ${'lorem ipsum '.repeat(n % 8)}`,
});
