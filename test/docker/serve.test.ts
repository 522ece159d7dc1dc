import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { buildRenderer } from '#support/built-renderer';
import { digits, serviceFile } from '#support/service-file';
import { until } from '#support/until';
import type { Client } from '../../renderer/src/connect.ts';
import { failureIn } from '../../renderer/src/wire/failure.ts';
import { enter, opened } from '../web/visitor.ts';
import { openCli, type Running } from './cli-stage.ts';

const file = serviceFile();
const cli = openCli([file.service]);
const text = (version: '1.0.0' | '1.1.0', watch: string) =>
  JSON.stringify({ ...file, model: digits(version), strategy: { drain: '1s', watch } });

beforeAll(async () => {
  buildRenderer();
  cli.write('first.yaml', text('1.0.0', '3s'));
  cli.write('second.yaml', text('1.1.0', '15s'));
}, 120_000);
afterAll(async () => {
  await cli.run(`retire ${file.service} --yes`);
  await cli[Symbol.asyncDispose]();
});

test('a page follows what a terminal deploys through the console that serves it', async () => {
  const { serving, client } = await browser();
  const deploying = cli.start('deploy -f first.yaml --json');
  const id = await underway(client);
  const { events, deployment } = await followed(client, id);
  expect(await deploying.ended).toMatchObject({ exit: 0, last: { deployment: { id, state: 'succeeded' } } });
  expect(deployment).toMatchObject({ id, state: 'succeeded' });
  expect(events).toEqual(events.map((_, index) => index + 1));
  await serves(client);
  await ended(serving);
});

test('a page whose server is killed in the middle of its deployment follows it to its end, without a new link', async () => {
  const { serving, client, states } = await browser();
  const act = { kind: 'deploy', file: { name: '/page/second.yaml', text: text('1.1.0', '8s') } } as const;
  const { id } = await client.deployment.start({ act, options: {} });
  const following = followed(client, id);
  await until('it watches', async () => (await client.history.show({ id })).deployment.state === 'watching');
  serving.signal('SIGKILL');
  await serving.ended;
  const again = cli.start('serve --json');
  await again.prints('"address"');
  const { events, deployment } = await following;
  expect(deployment.finishedAt).not.toBeNull();
  expect(['succeeded', 'taken-back', 'interrupted']).toContain(deployment.state);
  expect(events).toEqual(events.map((_, index) => index + 1));
  expect(states).toContain('lost');
  await serves(client);
  await ended(again);
});

test('while a terminal owns the data folder, pages are served through it, and after it by themselves', async () => {
  const deploying = cli.start(`rollback ${file.service} --json`);
  await deploying.prints('"do":"watch"');
  const { serving, client } = await browser();
  const id = await underway(client);
  const { deployment } = await followed(client, id);
  expect(deployment).toMatchObject({ id, state: 'succeeded' });
  expect(await deploying.ended).toMatchObject({ exit: 0 });
  expect(await client.secrets.set({ name: 'later', value: btoa('of a model hub') })).toMatchObject({ name: 'later' });
  const { deployments } = await client.history.list({ service: file.service });
  expect(deployments.map(({ state }) => state)).toContain('succeeded');
  await ended(serving);
});

test('at Ctrl-C a deployment that a page started is finished first, and the page sees it', async () => {
  const { serving, client } = await browser();
  const { id } = await client.deployment.start({ act: { kind: 'restart', service: file.service }, options: {} });
  await until('it goes on', async () => (await client.deployment.next({ id, after: 0, max: 1 })).events.length > 0);
  serving.interrupt();
  await serving.prints('which ends when that has');
  expect((await followed(client, id)).deployment).toMatchObject({ state: 'succeeded' });
  expect((await serving.ended).exit).toBe(0);
});

/** A console in a browser: the program that serves it, and the page. */
async function browser() {
  const serving = cli.start('serve --json');
  onTestFinished(() => serving.signal('SIGKILL'));
  await serving.prints('"address"');
  const { url, address } = JSON.parse(serving.printed().split('\n')[0] ?? '') as { url: string; address: string };
  const at = { origin: new URL(address).origin, port: Number(new URL(address).port) };
  const cookie = await enter(at, new URL(url));
  const { client, state, subscribe } = opened(at, () => cookie);
  const states: string[] = [];
  subscribe(() => states.push(state().is));
  return { serving, client, states };
}

/** The lock on the host goes last, a moment after the end is in the record. */
const serves = (client: Client) =>
  until('it serves', async () => {
    const { services } = await client.service.status({ service: file.service });
    return services[0]?.state === 'serving';
  });

async function underway(client: Client): Promise<string> {
  let id = '';
  await until('a deployment is under way', async () => {
    const { deployments } = await client.history.list({ service: file.service });
    id = deployments.find(({ finishedAt }) => finishedAt === null)?.id ?? '';
    return id !== '';
  });
  return id;
}

/** Follows as a page does: by number, and once more where the connection was lost. */
async function followed(client: Client, id: string) {
  const events: number[] = [];
  for (;;) {
    const after = events.at(-1) ?? 0;
    const page = await client.deployment.next({ id, after }).catch(async (error: unknown) => {
      if (failureIn(error).kind !== 'lost') throw error;
      await pause(50);
      return undefined;
    });
    events.push(...(page?.events ?? []).map(({ n }) => n));
    const deployment = page?.ended?.deployment;
    if (deployment?.finishedAt) return { events, deployment };
    // Without an end and carried out by nobody: it is settled soon.
    if (deployment) await pause(200);
  }
}

async function ended(serving: Running): Promise<void> {
  serving.interrupt();
  expect((await serving.ended).exit).toBe(0);
}
