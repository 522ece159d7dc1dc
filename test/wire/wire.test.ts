import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { describe, expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import type { Client, Core } from '#core/core';
import { readOwner } from '#core/owner';
import { proceduresOf } from '#core/procedures';
import { until } from '#support/until';
import { problemOf } from '../../electron/cli/problems.ts';
import { acting, clientOf, type Parts, scratchHome, stage } from './stage.ts';

const following = { events: [], ended: null };
const thrown = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe('what is thrown is thrown again as it was in the owner', () => {
  const where = { file: '/home/ada/digits.yaml', line: 3, column: 7 };
  const problem = new Problem('STOPPED', 'It is privileged.', { hint: 'Leave it out.', where, stop: 'privileged' });
  const act = { kind: 'restart' as const, service: 'digits' };
  const both = async (parts: Parts) => {
    const here: Client = createRouterClient(proceduresOf(parts as Core), { context: acting });
    return [here, (await stage(parts)).client] as const;
  };

  test('a Problem with code, message, hint, place and stop', async () => {
    const clients = await both({ conductor: { start: () => Promise.reject(problem) } });
    for (const { deployment } of clients) {
      const error = await thrown(deployment.start({ act, options: {} }));
      expect(error).toBeInstanceOf(Problem);
      expect((error as Problem).toJSON()).toEqual(problem.toJSON());
    }
  });

  test('a Problem without place and stop has neither', async () => {
    const plain = new Problem('BUSY', 'Ann deploys it.', { hint: 'Wait.' });
    const [, { deployment }] = await both({ conductor: { start: () => Promise.reject(plain) } });
    expect(problemOf(await thrown(deployment.start({ act, options: {} })))).toEqual(plain.toJSON());
  });

  test('input that the contract refuses', async () => {
    const clients = await both({});
    const [inside, over] = await Promise.all(
      clients.map(async ({ hosts }) => problemOf(await thrown(hosts.add({ name: 'Not A Name', url: 'unix:///x' })))),
    );
    expect(inside).toMatchObject({ code: 'BAD_COMMAND', message: expect.stringContaining('name') });
    expect(over).toEqual(inside);
  });

  test('a bug, with its stack, and it is no Problem', async () => {
    const parts = { conductor: { start: () => Promise.reject(new TypeError('x is undefined')) } };
    for (const { deployment } of await both(parts)) {
      const error = await thrown(deployment.start({ act, options: {} }));
      expect(problemOf(error)).toBeUndefined();
      expect(error).toMatchObject({ name: 'TypeError', message: 'x is undefined' });
      expect((error as Error).stack).toContain('wire.test.ts');
    }
  });
});

test('who asked, and with what, comes with the call', async () => {
  const seen: unknown[] = [];
  const start: Core['conductor']['start'] = async (...asked) => {
    seen.push(asked[2]);
    return { id: 'D1' };
  };
  const { client } = await stage({ conductor: { start } });
  await client.deployment.start({ act: { kind: 'restart', service: 'digits' }, options: {} });
  expect(seen).toEqual([acting]);
});

test('a call may wait as long as its owner lives', async () => {
  const waiting = Promise.withResolvers<typeof following>();
  const { client } = await stage(
    { conductor: { next: () => waiting.promise } },
    { patience: { greeting: 500, check: 20, silence: 5_000 } },
  );
  const next = client.deployment.next({ id: 'D1' });
  const paused = new Promise<'waits'>((resolve) => setTimeout(resolve, 300, 'waits'));
  expect(await Promise.race([next, paused])).toBe('waits');
  waiting.resolve(following);
  expect(await next).toEqual(following);
});

test('megabytes come through whole, both ways', async () => {
  const text = 'ü'.repeat(4 * 1024 * 1024);
  const start: Core['conductor']['start'] = async (act) => ({ id: act.kind === 'deploy' ? act.file.text : '' });
  const { client } = await stage({ conductor: { start } });
  const act = { kind: 'deploy' as const, file: { name: '/digits.yaml', text } };
  const { id } = await client.deployment.start({ act, options: {} });
  expect(id === text).toBe(true);
});

test('a thousand calls at once, and a hundred one after the other, each get their own answer', async () => {
  const start: Core['conductor']['start'] = async (act) => ({ id: act.kind === 'deploy' ? '' : act.service });
  const { client } = await stage({ conductor: { start } });
  const ask = async (service: string) =>
    (await client.deployment.start({ act: { kind: 'restart', service }, options: {} })).id;
  const names = Array.from({ length: 1000 }, (_, i) => `s${i}`);
  expect(await Promise.all(names.map(ask))).toEqual(names);
  for (const name of names.slice(0, 100)) expect(await ask(name)).toBe(name);
});

test('who goes away in the middle of a call costs the owner and the others nothing', async () => {
  const waiting = Promise.withResolvers<typeof following>();
  const { home, client, serving } = await stage({
    conductor: { next: ({ id }) => (id === 'D1' ? waiting.promise : Promise.resolve(following)) },
  });
  const gone = new AbortController();
  const asked = thrown(clientOf(home).deployment.next({ id: 'D1' }, { signal: gone.signal }));
  await until('the call is in hand', () => serving.answering() === 1);
  gone.abort(new Error('enough'));
  expect(await asked).toMatchObject({ message: 'enough' });
  expect(await client.deployment.next({ id: 'D2' })).toEqual(following);
  waiting.resolve(following);
  await until('the owner is done with it', () => serving.answering() === 0);
});

test('a deployment that began while its caller hung up is taken back: nobody knows its id', async () => {
  const begun = Promise.withResolvers<{ id: string }>();
  const cancelled: string[] = [];
  const cancel: Core['conductor']['cancel'] = (id) => cancelled.push(id) > 0;
  const { home, client, serving } = await stage({ conductor: { start: () => begun.promise, cancel } });
  const act = { kind: 'restart' as const, service: 'digits' };
  const gone = new AbortController();
  const asked = thrown(clientOf(home).deployment.start({ act, options: {} }, { signal: gone.signal }));
  await until('the call is in hand', () => serving.answering() === 1);
  gone.abort(new Error('enough'));
  expect(await asked).toMatchObject({ message: 'enough' });
  begun.resolve({ id: 'D1' });
  await until('the owner is done with it', () => serving.answering() === 0);
  expect(cancelled).toEqual(['D1']);
  // Whoever was told the id goes away without consequences.
  expect(await client.deployment.start({ act, options: {} })).toEqual({ id: 'D1' });
  expect(cancelled).toEqual(['D1']);
});

test('an abort reaches what the owner does for that call', async () => {
  const heard = Promise.withResolvers<void>();
  const next: Core['logs']['next'] = (_, signal) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        heard.resolve();
        reject(signal.reason);
      });
    });
  const { client, serving } = await stage({ logs: { next } });
  const gone = new AbortController();
  const asked = thrown(client.logs.next({ id: 'L1' }, { signal: gone.signal }));
  await until('the call is in hand', () => serving.answering() === 1);
  gone.abort();
  await asked;
  await heard.promise;
});

describe('the socket', () => {
  test('lies in the data folder, where only this user comes to it, and goes with its owner', async () => {
    const { home, serving, owner } = await stage({});
    const socket = join(home, 'owner', 'socket');
    expect(readOwner(home)?.socket).toBe(socket);
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(statSync(join(home, 'owner')).mode & 0o777).toBe(0o700);
    await serving[Symbol.asyncDispose]();
    owner[Symbol.dispose]();
    expect(existsSync(join(home, 'owner'))).toBe(false);
  });

  test('lies elsewhere when the path of the data folder is too long for one', async () => {
    const { home, client } = await stage({ paths: somewhere }, { home: scratchHome(longFolder()) });
    const socket = readOwner(home)?.socket ?? '';
    expect(Buffer.byteLength(socket)).toBeLessThanOrEqual(100);
    expect(socket.startsWith(home)).toBe(false);
    expect(statSync(join(socket, '..')).mode & 0o777).toBe(0o700);
    expect(await client.paths()).toEqual(somewhere);
  });

  test('that a killed owner left is no hindrance to the next', async () => {
    const home = scratchHome();
    const first = await stage({ paths: somewhere }, { home });
    // As after kill -9: the note and the socket lie there, and the lock is free.
    const note = readOwner(home);
    await first.serving[Symbol.asyncDispose]();
    first.owner[Symbol.dispose]();
    writeFileSync(join(home, 'owner.json'), JSON.stringify(note));
    mkdirSync(join(home, 'owner'));
    await socketAt(join(home, 'owner', 'socket'));
    const second = await stage({ paths: somewhere }, { home });
    expect(await second.client.paths()).toEqual(somewhere);
  });

  test('that a note names is taken away only where it is one, and one of ours', async () => {
    const home = scratchHome();
    const note = {
      ...(await stage({}, { home: scratchHome() })).owner.note,
      socket: join(home, 'important', 'socket'),
    };
    mkdirSync(join(home, 'important'));
    writeFileSync(note.socket, 'a file');
    writeFileSync(join(home, 'owner.json'), JSON.stringify(note));
    await stage({}, { home });
    expect(existsSync(note.socket)).toBe(true);
  });

  test('says nothing to who does not know its key', async () => {
    const { home } = await stage({ paths: somewhere });
    const socketPath = readOwner(home)?.socket ?? '';
    const status = await new Promise((resolve, reject) => {
      const asked = request({ socketPath, method: 'POST', path: '/call/paths' }, (reply) => resolve(reply.statusCode));
      asked.on('error', reject).end('{}');
    });
    expect(status).toBe(403);
  });
});

const somewhere = {
  home: '/h',
  database: '/h/slipway.db',
  key: '/h/key',
  knownHosts: '/h/known_hosts',
  logs: '/h/logs',
  schema: '/s.json',
};

/** As a killed process leaves it: nobody listens, and it lies there. */
async function socketAt(path: string): Promise<void> {
  const listen = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
  const child = spawn(process.execPath, ['-e', listen]);
  await once(child, 'exit');
  expect(statSync(path).isSocket()).toBe(true);
}

function longFolder(): string {
  const folder = join(scratchHome(), 'x'.repeat(90));
  mkdirSync(folder);
  return folder;
}
