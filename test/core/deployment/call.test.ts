import { createServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Problem } from '#contract/problem';
import { callFrom } from '#core/deployment/call';
import type { Site } from '#core/deployment/site';
import type { Engine } from '#core/docker/types';
import { defaultRoute } from '#core/model/neighbour';
import { vaultWith } from '../secrets/vaults.ts';
import { file, wanted } from './samples.ts';

const signal = AbortSignal.timeout(30_000);
const key = 'Zk7-mQ2v-pR9xW4tL8bN3sD6';
const route = 'Iface\tDestination\tGateway\tFlags\neth0\t00000000\t0100A8C0\t0003\neth0\t0000A8C0\t00000000\t0001\n';

/** A site whose callers reach a server that answers by `reply`; what was made, asked and removed is noted. */
async function scene(reply: (headers: IncomingHttpHeaders) => number, front: object, values = { shop: key }) {
  const server = createServer((request, response) => void response.writeHead(reply(request.headers)).end());
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const done: string[] = [];
  const engine: Partial<Engine> = {
    inspectContainer: async () => null,
    createContainer: async ({ HostConfig }) => {
      done.push(`create on ${HostConfig?.NetworkMode}`);
      return 'helper';
    },
    startContainer: async () => void done.push('start'),
    removeContainer: async () => void done.push('remove'),
    exec: async () => ({ code: 0, stdout: route, stderr: '' }),
    dial: async (_id, command) => {
      done.push(command.join(' '));
      return connect(port, '127.0.0.1');
    },
  };
  const findings: string[] = [];
  const found = { reach: null, findings, served: null };
  const of = wanted(1, {}, file({ front }));
  const site = { engine, wanted: of, found, vault: vaultWith(values) } as unknown as Site;
  return { site, done, findings };
}

const keyed = { keys: ['shop'] };
const rightly = (headers: IncomingHttpHeaders) => (headers['x-api-key'] === key ? 200 : 401);

test('a service with keys is called without one, with a wrong one and with a right one', async () => {
  const { site, done, findings } = await scene(rightly, keyed);
  await callFrom('shop', 'model:8080', site, signal);
  expect(findings).toEqual([
    'Called from the network shop, http://model:8080 answered 401 without a key and with a wrong one, 200 with shop.',
  ]);
  expect(done[0]).toBe('create on shop');
  expect(done).toContain('nc model 8080');
  expect(done.at(-1)).toBe('remove');
  expect(JSON.stringify([done, findings])).not.toContain(key);
});

test.each<[string, (headers: IncomingHttpHeaders) => number, string]>([
  ['lets everybody in', () => 200, 'answered 200 without a key'],
  ['lets any key in', ({ 'x-api-key': sent }) => (sent ? 200 : 401), 'and 200 with a wrong one'],
  ['lets nobody in', () => 401, 'answered 401 with the key shop'],
])('one that %s has failed', async (_what, reply, words) => {
  const { site, done } = await scene(reply, keyed);
  await expect(callFrom('shop', 'model:8080', site, signal)).rejects.toMatchObject({
    code: 'NOT_READY',
    message: expect.stringContaining(words),
  });
  expect(done.at(-1)).toBe('remove');
});

test('where this console knows no value it is seen that nobody is let in without one', async () => {
  const { site, findings } = await scene(rightly, keyed, {} as { shop: string });
  await callFrom('shop', 'model:8080', site, signal);
  expect(findings).toEqual([expect.stringMatching(/answered 401 without a key and with a wrong one\.$/)]);
});

test('without keys an answer is what is wanted', async () => {
  const { site, findings } = await scene(() => 204, {});
  await callFrom('shop', 'model:8080', site, signal);
  expect(findings).toEqual(['Called from the network shop, http://model:8080 answered 204.']);
});

test('another address of the host is where containers that name no network send what is for others', async () => {
  const { site, done, findings } = await scene(rightly, { ...keyed, callers: 'others' });
  await callFrom('bridge', ':9000', site, signal);
  expect(done).toContain('nc 192.168.0.1 9000');
  expect(findings).toEqual([
    expect.stringContaining('Called from another address of this host, http://192.168.0.1:9000'),
  ]);
  expect(defaultRoute('Iface\tDestination\tGateway\n')).toBeNull();
});

test('that no container could be started there is said, and fails nothing', async () => {
  const { site, findings } = await scene(rightly, keyed);
  const refusing = async () => {
    throw new Problem('ENGINE_REFUSED', 'the network is not for containers', { hint: '' });
  };
  await callFrom('shop', 'model:8080', { ...site, engine: { ...site.engine, startContainer: refusing } }, signal);
  expect(findings).toEqual(['It was not called from shop: the network is not for containers']);
});
