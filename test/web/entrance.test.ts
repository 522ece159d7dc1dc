import { readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { until } from '#support/until';
import { sessionOver } from '#web/carry';
import { linkToRunning, signOutAll } from '#web/running';
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
    const use = () => ask(at, link.pathname + link.search);
    const all = await Promise.all(Array.from({ length: 10 }, use));
    expect(all.filter(({ headers }) => headers['set-cookie'])).toHaveLength(1);
  });

  test('is over after two minutes', async () => {
    const at = await stage();
    const link = at.link();
    age(join(at.home, 'web', 'links'), 121_000);
    expect((await ask(at, link.pathname + link.search)).status).toBe(401);
  });

  test('is not used up by what only looks at it, or fetches it ahead', async () => {
    const at = await stage();
    const link = at.link();
    const looks = [{ method: 'HEAD' }, { method: 'POST' }, { headers: { 'sec-purpose': 'prefetch;prerender' } }];
    for (const look of looks) {
      const { status, headers } = await ask(at, link.pathname + link.search, look);
      expect([look, status === 405 || status === 403, headers['set-cookie']]).toEqual([look, true, undefined]);
    }
    await enter(at, link);
  });

  test('gives a cookie that no script reads, that no other site sends, and that no other name gets', async () => {
    const at = await stage();
    const link = at.link();
    const used = await ask(at, link.pathname + link.search);
    const [cookie] = used.headers['set-cookie'] ?? [];
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

  test('that is right opens the console while a stranger tries wrong ones without end', async () => {
    const at = await stage();
    let refused = 0;
    let flooding = true;
    const stranger = async () => {
      while (flooding) if ((await ask(at, '/enter?link=x')).status === 429) refused += 1;
    };
    const strangers = Array.from({ length: 20 }, stranger);
    await until('no more wrong ones are looked at', () => refused > 20);
    const cookie = await enter(at);
    expect((await ask(at, '/', { headers: { cookie } })).status).toBe(200);
    flooding = false;
    await Promise.all(strangers);
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

  test('does not outlast a move to another port, since its pages tell it to whoever took the old one', async () => {
    const before = await stage();
    const cookie = await enter(before);
    await before.close();
    const after = await stage({ home: before.home });
    expect(after.port).not.toBe(before.port);
    const kept = cookie.replace(String(before.port), String(after.port));
    expect((await ask(after, '/', { headers: { cookie: kept } })).status).toBe(401);
  });

  test('ends when nobody used it for long enough, for a page that is open too', async () => {
    const at = await stage({ idle: hours });
    const cookie = await enter(at);
    age(join(at.home, 'web', 'sessions'), 2 * hours);
    expect((await ask(at, '/', { headers: { cookie } })).status).toBe(401);
    await expect(token(at, cookie)).rejects.toThrow('401');
  });

  test('ends although a page follows what happens, when nobody uses it', async () => {
    const at = await stage({ idle: hours });
    const cookie = await enter(at);
    const { socket, say, replies } = await page(at, cookie);
    const folder = join(at.home, 'web', 'sessions');
    age(folder, 0.9 * hours);
    say({ n: 1, call: 'paths' });
    say({ n: 0, ping: true });
    await until('both were answered', () => replies.length === 2);
    expect(ageOf(folder)).toBeGreaterThan(0.8 * hours);
    age(folder, 1.1 * hours);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    say({ n: 2, call: 'paths' });
    expect(await closed).toBe(sessionOver);
    expect(replies).toHaveLength(2);
  });

  test('ends where its page signs out, and no other one does', async () => {
    const at = await stage();
    const [mine, theirs] = [await enter(at), await enter(at)];
    const { socket, say, replies } = await page(at, mine);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const headers = { cookie: mine, origin: at.origin };
    expect((await ask(at, '/leave', { method: 'POST', headers })).status).toBe(401);
    expect((await ask(at, '/', { headers: { cookie: mine } })).status).toBe(200);
    const left = await ask(at, '/leave', { method: 'POST', headers: { ...headers, 'x-slipway': 'page' } });
    expect(left.headers['set-cookie']).toEqual([expect.stringMatching(/=; Path=\/; Max-Age=0; /)]);
    say({ n: 1, call: 'paths' });
    expect(await closed).toBe(sessionOver);
    expect(replies).toEqual([]);
    expect((await ask(at, '/', { headers: { cookie: mine } })).status).toBe(401);
    expect((await ask(at, '/', { headers: { cookie: theirs } })).status).toBe(200);
  });

  test('ends where the same browser opens another link, whose session takes its place', async () => {
    const at = await stage();
    const [before, other] = [await enter(at), await enter(at)];
    const link = at.link();
    const entered = await ask(at, link.pathname + link.search, { headers: { cookie: before } });
    const after = entered.headers['set-cookie']?.[0]?.split(';')[0] ?? '';
    expect((await ask(at, '/', { headers: { cookie: before } })).status).toBe(401);
    for (const cookie of [after, other]) expect((await ask(at, '/', { headers: { cookie } })).status).toBe(200);
  });

  test('ends so also where the link was clicked in another site, which sends no cookie along', async () => {
    const at = await stage();
    const before = await enter(at);
    const link = at.link();
    const clicked = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
    const first = await ask(at, link.pathname + link.search, { headers: clicked });
    expect([first.status, first.headers['set-cookie']]).toEqual([200, undefined]);
    const [, on = ''] = /content="0;url=([^"]+)"/.exec(first.text) ?? [];
    const headers = { 'sec-fetch-site': 'same-origin', cookie: before };
    const second = await ask(at, on.replaceAll('&amp;', '&'), { headers });
    expect([second.status, second.headers['set-cookie']?.length]).toEqual([200, 1]);
    expect((await ask(at, '/', { headers: { cookie: before } })).status).toBe(401);
  });

  test('ends with every other one when they are forgotten, and so do links that wait', async () => {
    const at = await stage();
    const [one, other] = [await enter(at), await enter(at)];
    const link = at.link();
    expect(signOutAll(at.home)).toBe(2);
    for (const cookie of [one, other]) expect((await ask(at, '/', { headers: { cookie } })).status).toBe(401);
    await expect(enter(at, link)).rejects.toThrow('401');
    await enter(at);
    expect(signOutAll(scratchFolder())).toBe(0);
  });

  test('stays while a page says that somebody uses it', async () => {
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

describe('the name of a console', () => {
  test("is its data folder's own, and stays", async () => {
    const [one, other] = [await stage(), await stage()];
    expect(one.name).toMatch(/^slipway-[0-9a-f]{12}\.localhost$/);
    expect(other.name).not.toBe(one.name);
    await one.close();
    expect((await stage({ home: one.home })).name).toBe(one.name);
  });

  test('is a fresh one where the note of it was damaged', async () => {
    const before = await stage();
    await before.close();
    const note = join(before.home, 'web', 'server.json');
    writeFileSync(note, readFileSync(note, 'utf8').replace(before.name, 'attacker.example'));
    expect(await linkToRunning(before.home)).toBeNull();
    expect((await stage({ home: before.home })).name).toMatch(/^slipway-[0-9a-f]{12}\.localhost$/);
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
