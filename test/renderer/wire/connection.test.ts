import { expect, onTestFinished, test } from 'vitest';
import type { Client } from '#core/core';
import { until } from '#support/until';
import type { Connection } from '../../../renderer/src/connect.ts';
import { failureIn } from '../../../renderer/src/wire/failure.ts';
import { reconnecting } from '../../../renderer/src/wire/reconnecting.ts';
import { type Stage, stage } from '../../web/stage.ts';
import { carrying, enter, opened } from '../../web/visitor.ts';

test('a call is answered as the contract says', async () => {
  const at = await stage();
  const { client } = await page(at);
  expect(await client.paths()).toMatchObject({ home: at.home });
});

test('an expected failure comes with its code, what happened and what to do', async () => {
  const at = await stage();
  const { client } = await page(at);
  const failure = await client.hosts.remove({ name: 'edge' }).catch(failureIn);
  expect(failure).toMatchObject({ kind: 'problem', code: 'UNKNOWN_HOST', hint: expect.stringContaining('hosts add') });
  const input = await client.hosts.remove({ name: 7 as unknown as string }).catch(failureIn);
  expect(input).toMatchObject({ kind: 'input', issues: [{ path: ['name'] }] });
});

test('a bug in the core is said, and nothing of it', async () => {
  const at = await stage({ client: answering(() => Promise.reject(new TypeError('x of undefined'))) });
  const failure = await (await page(at)).client.paths().catch(failureIn);
  expect(failure).toMatchObject({ kind: 'bug', message: expect.any(String), hint: expect.any(String) });
  expect(JSON.stringify(failure)).not.toContain('undefined');
});

test('a call in hand is lost with the connection, and one made meanwhile is answered after it is back', async () => {
  const before = await stage({ client: answering(() => new Promise(() => {})) });
  const cookie = await enter(before);
  const states: string[] = [];
  const { client, state, subscribe } = await page(before, cookie);
  subscribe(() => states.push(state().is));
  const inHand = client.paths().catch(failureIn);
  await until('it is connected', () => state().is === 'connected');
  const since = state().since;
  await before.close();
  expect(await inHand).toMatchObject({ kind: 'lost', hint: expect.any(String) });
  const meanwhile = client.paths();
  const after = await stage({ home: before.home, port: before.port });
  expect(await meanwhile).toMatchObject({ home: after.home });
  expect(states).toEqual(['connected', 'lost', 'connected']);
  expect(state().since).toBeGreaterThan(since);
});

test('what follows by number goes on after a restart where it was, with nothing twice and nothing left out', async () => {
  const events = Array.from({ length: 50 }, (_, n) => n + 1);
  // As a journal on disk is: each server reads the same, a few at a time.
  const journal = () =>
    ({
      deployment: {
        next: async ({ after }: { after: number }) => ({ events: events.filter((n) => n > after).slice(0, 5) }),
      },
    }) as unknown as Client;
  const first = await stage({ client: journal() });
  const cookie = await enter(first);
  const { client } = await page(first, cookie);
  const seen: number[] = [];
  let restarted = false;
  while (seen.length < 50) {
    const after = seen.at(-1) ?? 0;
    const next = client.deployment.next({ id: 'it', after }).catch((error: unknown) => {
      if (failureIn(error).kind !== 'lost') throw error;
      return undefined;
    });
    if (after === 25 && !restarted) {
      restarted = true;
      await first.close();
      await stage({ client: journal(), home: first.home, port: first.port });
    }
    seen.push(...(((await next)?.events ?? []) as unknown as number[]));
  }
  expect(seen).toEqual(events);
});

test('a call that nobody wants any more is taken back at the core', async () => {
  let signal: AbortSignal | undefined;
  const at = await stage({
    client: answering((_, options) => {
      signal = options?.signal;
      return new Promise(() => {});
    }),
  });
  const { client } = await page(at);
  const stop = new AbortController();
  const call = client.paths(undefined, { signal: stop.signal });
  await until('the core has it', () => signal !== undefined);
  stop.abort(new Error('not wanted'));
  await expect(call).rejects.toThrow('not wanted');
  await until('the core has heard it', () => signal?.aborted === true);
});

test('a page that the server does not know any more stops trying, until somebody looks', async () => {
  const at = await stage();
  let cookie = `slipway-${at.port}=of-yesterday`;
  const wire = reconnecting(
    carrying(at, () => cookie),
    quick,
  );
  onTestFinished(wire.close);
  await until('it has ended', () => wire.state().is === 'ended');
  await expect(wire.call('paths', undefined, undefined)).rejects.toMatchObject({ failure: { kind: 'lost' } });
  cookie = await enter(at);
  wire.hurry();
  expect(await wire.call('paths', undefined, undefined)).toMatchObject({ home: at.home });
});

test('a call without a connection fails when none comes in time', async () => {
  const at = await stage();
  const cookie = await enter(at);
  await at.close();
  const wire = reconnecting(
    carrying(at, () => cookie),
    quick,
  );
  onTestFinished(wire.close);
  await expect(wire.call('paths', undefined, undefined)).rejects.toMatchObject({ failure: { kind: 'lost' } });
  const stop = AbortSignal.abort(new Error('left'));
  await expect(wire.call('paths', undefined, stop)).rejects.toThrow('left');
});

const quick = { first: 20, longest: 100, patience: 1_000 };

async function page(at: Stage, cookie?: string): Promise<Connection> {
  const known = cookie ?? (await enter(at));
  return opened(at, () => known);
}

/** A core that has one procedure, which does as a test says. */
function answering(paths: (input: unknown, options?: { signal?: AbortSignal }) => Promise<unknown>): Client {
  return { paths } as unknown as Client;
}
