import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { takeFolder } from '#core/store/owner';
import { until } from '#support/until';
import { scratchHome } from '../wire/stage.ts';
import { preventable } from './electron-double.ts';
import { pageOf, realCore, stage } from './stage.ts';

describe('a window', () => {
  test('calls the core over a channel of its own, and hears its failures with their codes', async () => {
    const { double, home } = await stage();
    const { client } = pageOf(double.windows[0]);
    expect(await client.paths()).toMatchObject({ home });
    await expect(client.hosts.remove({ name: 'edge' })).rejects.toMatchObject({
      failure: { kind: 'problem', code: 'UNKNOWN_HOST' },
    });
  });

  test('has a page without Node, in a sandbox, apart from the preload', async () => {
    const { double } = await stage();
    expect(double.app.sandboxed).toBe(true);
    expect(double.windows[0]?.options.webPreferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    });
    expect(double.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
    expect(double.windows[0]?.webContents.getURL()).toBe('app://slipway/');
  });

  test('shows the built pages under the same policy as in a browser, and nothing else under that scheme', async () => {
    const { double } = await stage();
    const get = async (url: string) => await double.answerPage?.(new Request(url));
    const page = await get('app://slipway/service/local/digits');
    expect(await page?.text()).toContain('<meta name="csp-nonce"');
    expect(page?.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect((await get('app://elsewhere/'))?.status).toBe(404);
    expect((await get('app://slipway/../slipway.db.json'))?.status).toBe(404);
  });

  test('beside another has its own channel, and closing one leaves the other', async () => {
    const { double } = await stage();
    double.menu
      .flatMap(({ submenu = [] }) => submenu)
      .find(({ id }) => id === 'new-window')
      ?.click?.();
    const [one, two] = double.windows;
    const other = pageOf(two);
    const first = pageOf(one);
    await first.client.paths();
    one?.close();
    expect(await other.client.history.list({})).toEqual({ deployments: [] });
    expect(double.app.quits).toBe(0);
  });

  test('that is loaded again is connected again', async () => {
    const { double, home } = await stage();
    await pageOf(double.windows[0]).client.paths();
    double.windows[0]?.webContents.reload();
    expect(await pageOf(double.windows[0]).client.paths()).toMatchObject({ home });
  });

  test('is given no port while it shows something that is not ours', async () => {
    const { double } = await stage();
    const { webContents } = double.windows[0] ?? {};
    webContents?.load('https://example.com/');
    webContents?.window?.slipway?.connect();
    expect(double.processes[0]?.pages).toBe(0);
  });

  test('opens where the last one was', async () => {
    const { double } = await stage();
    const [window] = double.windows;
    if (window) Object.assign(window.options, { x: 200, y: 100, width: 1400, height: 900 });
    double.menu
      .flatMap(({ submenu = [] }) => submenu)
      .find(({ id }) => id === 'new-window')
      ?.click?.();
    window?.close();
    double.menu
      .flatMap(({ submenu = [] }) => submenu)
      .find(({ id }) => id === 'new-window')
      ?.click?.();
    expect(double.windows.at(-1)?.options).toMatchObject({ x: 200, y: 100, width: 1400, height: 900 });
  });

  test('whose process is gone says so and is shown again', async () => {
    const { double } = await stage();
    double.answers.push('Show It Again');
    double.windows[0]?.webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    await until('the page was loaded again', () => double.windows[0]?.webContents.reloads === 1);
    expect(double.dialogs[0]?.detail).toContain('(crashed)');
  });
});

describe('a core that ends unexpectedly', () => {
  test('is shown with its exit code and its last lines; restarted, it answers the same page', async () => {
    const { double, home, logged } = await stage();
    const { client, state } = pageOf(double.windows[0]);
    await client.paths();
    double.answers.push('Restart');
    double.processes[0]?.die(139, 'opening the record\nSegmentation fault\n');
    await until('it was started again', () => double.processes.length === 2);
    expect(double.dialogs).toMatchObject([{ message: expect.stringContaining('exit code 139') }]);
    expect(double.dialogs[0]?.detail).toContain('opening the record\nSegmentation fault');
    await until('the page is connected again', () => state().is === 'connected');
    expect(await client.paths()).toMatchObject({ home });
    expect(logged).toEqual([]);
  });

  test('and is not wanted any more ends the desktop', async () => {
    const { double } = await stage({ program: async (_parent, die) => die(1, 'no') });
    await until('the desktop ended', () => double.app.over);
    expect(double.processes).toHaveLength(1);
  });

  test('because the data folder cannot be had says which process has it, and tries again when told to', async () => {
    const home = scratchHome();
    // As if frozen: it holds the folder and answers nowhere.
    const holder = takeFolder(home, 'slipway test', {});
    const { double } = await stage({ program: realCore(home, []) });
    double.answers.push('Try Again');
    await until('it was said', () => double.dialogs.length === 1);
    expect(double.dialogs[0]?.message).toContain(`process ${process.pid}`);
    holder?.[Symbol.dispose]();
    expect(await pageOf(double.windows[0]).client.paths()).toMatchObject({ home });
    expect(double.processes).toHaveLength(2);
  });
});

describe('only one desktop', () => {
  test('is open for a data folder: the next one ends at once', async () => {
    const { double } = await stage({ first: false });
    expect(double.app.quits).toBe(1);
    expect(double.windows).toEqual([]);
    expect(double.processes).toEqual([]);
  });

  test('comes forward when a second is started, and shows what that was given', async () => {
    const { double, home } = await stage();
    pageOf(double.windows[0]);
    double.focused = null;
    double.app.emit('second-instance', {}, ['slipway', '--some-switch', 'slipway://deployment/01JABCDEF0'], home);
    expect(double.focused).toBe(double.windows[0]);
    double.app.emit('second-instance', {}, ['slipway', 'monday.slipway'], home);
    expect(double.windows[0]?.webContents.heard).toEqual([
      { do: 'show', what: 'deployment', id: '01JABCDEF0' },
      { do: 'show', what: 'record', file: join(home, 'monday.slipway') },
    ]);
  });

  test('shows what it was started with, once its page listens', async () => {
    const { double } = await stage({ argv: ['slipway://service/local/digits'] });
    expect(double.windows[0]?.webContents.heard).toEqual([]);
    await pageOf(double.windows[0]).client.paths();
    expect(double.windows[0]?.webContents.heard).toEqual([
      { do: 'show', what: 'service', host: 'local', service: 'digits' },
    ]);
  });

  test('is handed links and files as events on macOS', async () => {
    const { double } = await stage({ platform: 'darwin' });
    pageOf(double.windows[0]);
    const event = preventable();
    double.app.emit('open-file', event, '/records/monday.slipway');
    double.app.emit('open-url', event, 'slipway://run/rm');
    expect(event.defaultPrevented).toBe(true);
    expect(double.windows[0]?.webContents.heard).toEqual([
      { do: 'show', what: 'record', file: '/records/monday.slipway' },
    ]);
  });
});

test('what the menu offers is told to the page in front', async () => {
  const { double } = await stage();
  await pageOf(double.windows[0]).client.paths();
  const items = double.menu.flatMap(({ submenu = [] }) => submenu);
  items.find(({ accelerator }) => accelerator === 'CmdOrCtrl+K')?.click?.();
  expect(double.windows[0]?.webContents.heard).toEqual([{ do: 'command', id: 'palette' }]);
});
