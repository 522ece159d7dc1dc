import { readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '#support/until';
import { linkToRunning } from '#web/running';
import { hours, scratchFolder, stage } from './stage.ts';
import { ask, enter, page, token } from './visitor.ts';

describe('a one-time link', () => {
  test('opens the console, and then this browser stays known', async () => {
    const at = await stage();
    expect((await ask(at, '/')).status).toBe(401);
    const cookie = await enter(at);
    const { status, text } = await ask(at, '/', { headers: { cookie } });
    expect(status).toBe(200);
    expect(text).toContain('<title>Slipway</title>');
  });

  test('opens it once', async () => {
    const at = await stage();
    const link = at.link();
    await enter(at, link);
    const again = await ask(at, link.pathname + link.search);
    expect(again.status).toBe(401);
    expect(again.headers['set-cookie']).toBeUndefined();
    expect(again.text).toContain('slipway serve');
  });

  test('lets in one of many who come with it at once', async () => {
    const at = await stage();
    const link = at.link();
    const all = await Promise.all(Array.from({ length: 10 }, () => ask(at, link.pathname + link.search)));
    expect(all.filter(({ headers }) => headers['set-cookie'])).toHaveLength(1);
  });

  test('is over after two minutes', async () => {
    const at = await stage();
    const link = at.link();
    age(join(at.home, 'web', 'links'), 121_000);
    expect((await ask(at, link.pathname + link.search)).status).toBe(401);
  });

  test('gives a cookie that no script reads, that no other site sends, and that no other name gets', async () => {
    const at = await stage();
    const link = at.link();
    const [cookie] = (await ask(at, link.pathname + link.search)).headers['set-cookie'] ?? [];
    expect(cookie).toMatch(/^slipway-\d+=[\w-]{43}; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Strict$/);
  });

  test('is made by whoever may write the data folder, for the server that proves that it serves it', async () => {
    const at = await stage();
    const found = await linkToRunning(at.home);
    expect(found).toMatchObject({ pid: process.pid, address: `${at.origin}/` });
    await enter(at, new URL(found?.url ?? ''));
  });

  test('is not made for a stranger who took the port of a server that has ended', async () => {
    const before = await stage();
    await before.close();
    await stage({ port: before.port });
    expect(await linkToRunning(before.home)).toBeNull();
  });

  test('that is guessed is answered ever more slowly, and never let in', async () => {
    const at = await stage();
    const all = await Promise.all(Array.from({ length: 40 }, (_, n) => ask(at, `/enter?link=${n}`)));
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([401, 429]));
  });
});

describe('a session', () => {
  test('is kept as a hash that opens nothing, in a folder of this user alone', async () => {
    const at = await stage();
    const secret = (await enter(at)).split('=')[1] ?? '';
    const folder = join(at.home, 'web', 'sessions');
    expect(statSync(join(at.home, 'web')).mode & 0o077).toBe(0);
    const [name = ''] = readdirSync(folder);
    expect(statSync(join(folder, name)).mode & 0o077).toBe(0);
    expect(`${name}${readFileSync(join(folder, name), 'utf8')}`).not.toContain(secret);
    expect((await ask(at, '/', { headers: { cookie: `slipway-${at.port}=${name}` } })).status).toBe(401);
  });

  test('outlasts the server', async () => {
    const before = await stage();
    const cookie = await enter(before);
    await before.close();
    const after = await stage({ home: before.home, port: before.port });
    const { say, replies } = await page(after, cookie);
    say({ n: 1, call: 'paths' });
    await until('the new server answered', () => replies.length === 1);
  });

  test('ends when nobody used it for long enough, for a page that is open too', async () => {
    const at = await stage({ idle: hours });
    const cookie = await enter(at);
    age(join(at.home, 'web', 'sessions'), 2 * hours);
    expect((await ask(at, '/', { headers: { cookie } })).status).toBe(401);
    await expect(token(at, cookie)).rejects.toThrow('401');
  });

  test('stays while a page says that somebody looks at it', async () => {
    const at = await stage({ idle: hours });
    const cookie = await enter(at);
    const { say } = await page(at, cookie);
    const folder = join(at.home, 'web', 'sessions');
    age(folder, 0.9 * hours);
    say({ here: true });
    await until('the session was used', () => ageOf(folder) < 60_000);
  });

  test('of one console is nothing to another beside it', async () => {
    const [one, other] = [await stage(), await stage()];
    const cookie = await enter(one);
    expect((await ask(other, '/', { headers: { cookie } })).status).toBe(401);
    const renamed = cookie.replace(String(one.port), String(other.port));
    expect((await ask(other, '/', { headers: { cookie: renamed } })).status).toBe(401);
  });
});

test('a data folder without a server has no link', async () => {
  expect(await linkToRunning(scratchFolder())).toBeNull();
});

/** As if all in a folder had been used so many milliseconds ago. */
function age(folder: string, by: number): void {
  const at = new Date(Date.now() - by);
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), at, at);
}

function ageOf(folder: string): number {
  return Math.max(...readdirSync(folder).map((name) => Date.now() - statSync(join(folder, name)).mtimeMs));
}
