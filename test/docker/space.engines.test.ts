import { Readable } from 'node:stream';
import Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '#core/docker/connect';
import { labelsOf, names } from '#core/docker/labels';
import type { Engine } from '#core/docker/types';
import { tar } from '#resources/setup/tar.mjs';
import { makeImages, startEngine, type ThrowAwayEngine } from '#support/engines';
import { type Operator, openOperator } from '#support/operator';

// On an engine of its own: what others left on the machine's is theirs.
let ada: Operator;
let own: ThrowAwayEngine;
let far: Engine;
let docker: Docker;
let gateway: string;
const host = 'far';

beforeAll(async () => {
  [ada, own] = await Promise.all([openOperator(), startEngine()]);
  await makeImages(own.url, 'gateway');
  far = await connect(own.url);
  docker = new Docker({ socketPath: own.url.replace('unix://', '') });
  await ada.client.hosts.add({ name: host, url: own.url });
  const [image] = await far.listImages({ label: 'io.slipway.gateway=true' });
  gateway = image?.tags[0] ?? '';
});
afterAll(async () => {
  far?.close();
  await ada?.[Symbol.asyncDispose]();
  await own?.[Symbol.asyncDispose]();
});

/** An image with a megabyte of its own in it, under a name that it takes from whatever had it. */
async function imported(name: string, letter: string): Promise<string> {
  const content = Buffer.alloc(1024 ** 2, letter);
  const archive = tar([{ path: '/model', type: 'file', mode: 0o644, content }]);
  const [repo, tag] = name.split(':');
  const said = await docker.importImage(Readable.from(archive), { repo, tag, changes: 'ENTRYPOINT ["/model"]' });
  for await (const _ of said);
  return (await far.inspectImage(name))?.Id ?? '';
}

const named = (items: readonly { name: string }[]) => items.map(({ name }) => name).toSorted();
const short = (id: string) => id.slice('sha256:'.length, 'sha256:'.length + 12);

test('only what is nobody’s way back goes, as much as was said is freed, and all else is there afterwards', async () => {
  const nameless = await imported('shop:1', 'a');
  const used = await imported('shop:1', 'b');
  const kept = await imported('shop:1', 'c');
  await far.createContainer({ name: 'of-a-nameless-one', Image: used });
  await far.createVolume(names.state('digits'), labelsOf('digits', 'state'));
  await far.tagImage(kept, names.pinRepository('digits'), 'r1');
  const gone = await imported('slipway/gone:r4', 'd');
  await far.createVolume('slipway-gone-secrets-1', labelsOf('gone', 'secrets'));
  const container = await docker.createContainer({ Image: gateway, Volumes: { '/data': {} } });
  const [mount] = (await container.inspect()).Mounts;
  await container.remove();
  const data = mount?.Name ?? '';

  const looked = await ada.client.space.look({ host });
  expect(named(looked.free)).toEqual([short(nameless), 'slipway-gone-secrets-1', 'slipway/gone:r4'].toSorted());
  expect(looked.bytes).toBeGreaterThanOrEqual(2 * 1024 ** 2);
  expect(named(looked.kept)).toEqual([data, 'slipway-digits', 'slipway/digits:r1', gateway].toSorted());
  await expect(ada.client.space.reclaim({ host })).rejects.toMatchObject({ code: 'CONFIRMATION_NEEDED' });
  expect(await far.inspectImage(nameless)).not.toBeNull();

  const done = await ada.client.space.reclaim({ host, agreed: host });
  expect(named(done.freed)).toEqual(named(looked.free));
  expect(done.left).toEqual([]);
  expect(done.bytes).toBeGreaterThanOrEqual(2 * 1024 ** 2);
  for (const id of [nameless, gone]) expect(await far.inspectImage(id)).toBeNull();
  for (const id of [used, kept]) expect(await far.inspectImage(id)).not.toBeNull();
  expect((await far.inspectImage(`${names.pinRepository('digits')}:r1`))?.Id).toBe(kept);
  expect((await ada.client.space.look({ host })).free).toEqual([]);

  const also = ['volumes', 'images'] as const;
  const more = await ada.client.space.reclaim({ host, also: [...also], agreed: host });
  expect(named(more.freed)).toEqual([data]);
  expect(await far.inspectImage('shop:1')).not.toBeNull();
});

test('a read-only host is only looked at', async () => {
  await ada.client.hosts.guard({ name: host, mode: 'read-only' });
  expect((await ada.client.space.look({ host })).host).toBe(host);
  await expect(ada.client.space.reclaim({ host, agreed: host })).rejects.toMatchObject({ code: 'READ_ONLY' });
});
