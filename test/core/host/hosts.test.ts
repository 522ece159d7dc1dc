import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openHosts } from '#core/host/hosts';
import { refuseWhileUnderway } from '#core/host/removing';
import type { Store } from '#core/store/store';

test('who waits for the same opening of a host does not fail with the first who stops waiting', async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<void>();
  const server = createServer((_request, response) => {
    asked.resolve();
    answer.promise.then(() => response.writeHead(500).end('{"message":"not today"}'));
  });
  const folder = mkdtempSync(join(tmpdir(), 'slipway-hosts-'));
  const path = join(folder, 'engine.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  onTestFinished(() => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const url = `unix://${path}`;
  const hosts = openHosts({ hosts: { list: () => [] }, settings: { get: () => null } } as unknown as Store, {
    DOCKER_HOST: url,
  });
  const first = new AbortController();
  const early = hosts.open(undefined, first.signal);
  const late = hosts.open(undefined);
  await asked.promise;
  first.abort(new Error('nobody waits'));
  await expect(early).rejects.toThrow('nobody waits');
  answer.resolve();
  await expect(late).rejects.toMatchObject({ name: 'Problem', message: expect.stringContaining('not today') });
});

test('a host is not forgotten while a deployment on it has no end', () => {
  const going = [{ kind: 'deploy', service: 'digits', host: 'lab' }];
  const store = { deployments: { unfinished: () => going } } as unknown as Pick<Store, 'deployments'>;
  expect(() => refuseWhileUnderway(store, 'other')).not.toThrow();
  expect(() => refuseWhileUnderway(store, 'lab')).toThrow(
    expect.objectContaining({ code: 'BUSY', message: 'The deploy of digits on lab has not ended' }),
  );
});
