import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImageWork } from '#contract/image';
import { connect } from '#core/docker/connect';
import type { Engine } from '#core/docker/types';
import { dockerArchive, ociArchive, otherArchive, withoutLayer } from '#support/archives';
import { startEngine, type ThrowAwayEngine } from '#support/engines';
import { imageFor, importedImage, tagged } from '#support/images';
import { freshImage } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { openWire, type Wire } from '#support/wire';

// The machine's engine is `local`, Debian 13's is `far`.
const folder = mkdtempSync(join(tmpdir(), 'slipway-images-'));
const made: string[] = [];
let ada: Operator;
let own: ThrowAwayEngine;
let wire: Wire;
let far: Engine;

beforeAll(async () => {
  [ada, own] = await Promise.all([openOperator(), startEngine()]);
  wire = await openWire(own.url.replace('unix://', ''));
  far = await connect(own.url);
  await ada.client.hosts.add({ name: 'far', url: wire.url });
});
afterAll(async () => {
  for (const image of made) await ada.engine.untagImage(image);
  far?.close();
  await ada?.[Symbol.asyncDispose]();
  await wire?.[Symbol.asyncDispose]();
  await own?.[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** The sample under a name that nobody else has. */
async function named(): Promise<string> {
  const name = await tagged(imageFor('1.0.0'), freshImage());
  made.push(name);
  return name;
}

/** Follows it to its end; `seen` is called with what is known on the way. */
async function brought(work: ImageWork, seen?: (id: string, done: number | null) => void) {
  const { id } = await ada.client.images.start(work);
  for (let after = 0; ; ) {
    const now = await ada.client.images.next({ id, after });
    if (now.phase !== 'running') return now;
    seen?.(id, now.done);
    after = now.n;
  }
}

const idOf = async (engine: Engine, name: string) => (await engine.inspectImage(name))?.Id ?? null;

test('an image goes from one host to another without a registry, is compared there, and goes only once', async () => {
  const reference = await named();
  const told: number[] = [];
  const first = await brought({ kind: 'move', reference, to: 'far' }, (_, done) => done !== null && told.push(done));
  const id = await idOf(ada.engine, reference);
  expect(first).toMatchObject({
    phase: 'done',
    kind: 'move',
    from: 'local',
    host: 'far',
    same: false,
    images: [{ name: reference, id }],
    problem: null,
  });
  expect(first.done).toBe(first.total);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  expect(await idOf(far, reference)).toBe(id);
  const changes = wire.changes.length;
  expect(await brought({ kind: 'move', reference, to: 'far' })).toMatchObject({ phase: 'done', same: true });
  expect(wire.changes.length).toBe(changes);
});

test('and back from the newer engine to the older one', async () => {
  const reference = freshImage();
  const [repository = '', tag = ''] = reference.split(/:(?=[^:]*$)/);
  const there = await named();
  await brought({ kind: 'move', reference: there, to: 'far' });
  await far.tagImage(there, repository, tag);
  made.push(reference);
  expect(await brought({ kind: 'move', reference, from: 'far', to: 'local' })).toMatchObject({
    phase: 'done',
    same: false,
    images: [{ name: reference, id: await idOf(far, reference) }],
  });
});

test('one that is stopped in the middle leaves nothing, and says so', async () => {
  await ada.client.hosts.add({ name: 'straight', url: own.url });
  const reference = freshImage();
  made.push(reference);
  await ada.engine.loadImage([await dockerArchive({ name: reference, content: 'x'.repeat(100e6) })]);
  const before = await far.everyImage();
  const seen: number[] = [];
  const over = await brought({ kind: 'move', reference, to: 'straight' }, (id, done) => {
    if (done === null || done < 20e6) return;
    seen.push(done);
    void ada.client.images.close({ id });
  });
  expect(seen.some((done) => done < 100e6)).toBe(true);
  expect(over).toMatchObject({ phase: 'failed', problem: { code: 'INTERRUPTED' } });
  expect(await idOf(far, reference)).toBeNull();
  expect(await far.everyImage()).toEqual(before);
  expect(await brought({ kind: 'move', reference, to: 'straight' })).toMatchObject({ phase: 'done', same: false });
  await ada.client.hosts.remove({ name: 'straight' });
});

test('what is not there, and what another architecture is for, is refused before anything is sent', async () => {
  const changes = wire.changes.length;
  expect(await brought({ kind: 'move', reference: freshImage(), to: 'far' })).toMatchObject({
    problem: { code: 'BAD_COMMAND', message: expect.stringContaining('on local') },
  });
  const foreign = await importedImage(freshImage(), 's390x');
  made.push(foreign);
  expect(await brought({ kind: 'move', reference: foreign, to: 'far' })).toMatchObject({
    problem: { code: 'STOPPED', stop: 'wrong-architecture' },
  });
  await expect(ada.client.images.start({ kind: 'move', reference: foreign, to: 'nowhere' })).rejects.toMatchObject({
    code: 'UNKNOWN_HOST',
  });
  expect(wire.changes.length).toBe(changes);
});

test('a guarded host is asked before a name there is taken from another image, and a read-only one refuses', async () => {
  const reference = freshImage();
  const [repository = '', tag = ''] = reference.split(/:(?=[^:]*$)/);
  const [old, next] = [await named(), imageFor('1.1.0')];
  await brought({ kind: 'move', reference: old, to: 'far' });
  await far.tagImage(old, repository, tag);
  await ada.engine.tagImage(next, repository, tag);
  made.push(reference);
  const guard = (mode: 'silent' | 'confirm' | 'read-only') =>
    ada.client.hosts.guard({ name: 'far', mode, agreed: 'far' });
  await guard('confirm');
  const act = `Moving ${reference} there, which takes that name from another image,`;
  expect(await brought({ kind: 'move', reference, to: 'far' })).toMatchObject({
    problem: { code: 'CONFIRMATION_NEEDED', asks: { what: 'agreement', host: 'far', how: 'confirm', act } },
  });
  expect(await idOf(far, reference)).toBe(await idOf(far, old));
  await guard('read-only');
  expect(await brought({ kind: 'move', reference, to: 'far', agreed: 'far' })).toMatchObject({
    problem: { code: 'READ_ONLY' },
  });
  expect(await brought({ kind: 'pull', reference, host: 'far' })).toMatchObject({ problem: { code: 'READ_ONLY' } });
  await guard('confirm');
  expect(await brought({ kind: 'move', reference, to: 'far', agreed: 'far' })).toMatchObject({ phase: 'done' });
  expect(await idOf(far, reference)).toBe(await idOf(ada.engine, next));
  await guard('silent');
});

test('a bare name moves its latest tag alone, and one with the same layers and other settings is another image', async () => {
  const [latest, other] = [freshImage('latest'), freshImage('1.0.0')];
  const name = latest.slice(0, -':latest'.length);
  const sibling = `${name}:${other.split(':')[1]}`;
  made.push(latest, sibling);
  await ada.engine.loadImage([await dockerArchive({ name: sibling })]);
  await ada.engine.loadImage([await dockerArchive({ name: latest, env: 'A=1' })]);
  expect(await brought({ kind: 'move', reference: name, to: 'far' })).toMatchObject({
    phase: 'done',
    images: [{ name: latest }],
  });
  expect(await idOf(far, sibling)).toBeNull();
  await ada.engine.loadImage([await dockerArchive({ name: latest, env: 'A=2' })]);
  const moved = { phase: 'done', same: false, images: [{ name: latest, id: await idOf(ada.engine, latest) }] };
  expect(await brought({ kind: 'move', reference: name, to: 'far' })).toMatchObject(moved);
  expect(await idOf(far, latest)).toBe(await idOf(ada.engine, latest));
});

test('to an engine with containerd’s image store it goes as well, is known again there, and comes back', async () => {
  await using newest = await startEngine({ features: { 'containerd-snapshotter': true } });
  using there = disposing(await connect(newest.url));
  await ada.client.hosts.add({ name: 'newest', url: newest.url });
  const reference = freshImage();
  made.push(reference);
  await ada.engine.loadImage([await dockerArchive({ name: reference })]);
  const move = { kind: 'move', reference, to: 'newest' } as const;
  expect(await brought(move)).toMatchObject({ phase: 'done', same: false });
  expect(await brought(move)).toMatchObject({ phase: 'done', same: true });
  expect(await idOf(there.engine, reference)).not.toBe(await idOf(ada.engine, reference));
  await far.untagImage(reference);
  expect(await brought({ ...move, from: 'newest', to: 'far' })).toMatchObject({ phase: 'done', same: false });
  expect(await idOf(far, reference)).toBe(await idOf(ada.engine, reference));
  const file = await written('layout.tar', ociArchive({ name: freshImage() }));
  expect(await brought({ kind: 'load', file, host: 'newest' })).toMatchObject({
    phase: 'done',
    images: [{ id: expect.stringMatching(/^sha256:/) }],
  });
  await ada.client.hosts.remove({ name: 'newest' });
});

test('an archive is loaded under the names in it', async () => {
  const reference = await named();
  const file = join(folder, 'whole.tar');
  const whole = await buffer(await ada.engine.saveImage(reference));
  writeFileSync(file, whole);
  expect(await brought({ kind: 'load', file, host: 'far' })).toMatchObject({
    phase: 'done',
    total: whole.length,
    images: [{ name: reference, id: await idOf(ada.engine, reference) }],
  });
});

test('what is no whole archive of images is refused before anything is sent; what an engine refuses of one is told', async () => {
  const reference = freshImage();
  const whole = await dockerArchive({ name: reference });
  const changes = wire.changes.length;
  for (const content of [whole.subarray(0, whole.length - 2_500), otherArchive(), Buffer.from('hello')]) {
    const file = await written('none.tar', content);
    const problem = { code: 'BAD_COMMAND', message: expect.stringContaining(`${file} is no image archive`) };
    expect(await brought({ kind: 'load', file, host: 'far' })).toMatchObject({ phase: 'failed', problem });
  }
  expect(wire.changes.length).toBe(changes);
  const broken = await written('broken.tar', withoutLayer({ name: reference }));
  expect(await brought({ kind: 'load', file: broken, host: 'far' })).toMatchObject({
    phase: 'failed',
    problem: { code: 'PULL_FAILED', message: expect.stringContaining(`${broken} was not loaded on far: `) },
  });
  expect(await idOf(far, reference)).toBeNull();
  const layout = await written('layout.tar', ociArchive({ name: reference }));
  for (const host of ['local', 'far'])
    expect(await brought({ kind: 'load', file: layout, host })).toMatchObject({
      problem: { code: 'PULL_FAILED', hint: expect.stringContaining('It is in the OCI’s layout') },
    });
});

test('loading and pulling ask on a guarded host too, where a name there may be another image’s then', async () => {
  const reference = freshImage();
  await far.loadImage([await dockerArchive({ name: reference, env: 'A=1' })]);
  const id = await idOf(far, reference);
  await ada.client.hosts.guard({ name: 'far', mode: 'confirm', agreed: 'far' });
  const asks = { problem: { code: 'CONFIRMATION_NEEDED', asks: { what: 'agreement', host: 'far', how: 'confirm' } } };
  const same = await written('same.tar', dockerArchive({ name: reference, env: 'A=1' }));
  expect(await brought({ kind: 'load', file: same, host: 'far' })).toMatchObject({ phase: 'done' });
  const file = await written('other.tar', dockerArchive({ name: reference, env: 'A=2' }));
  expect(await brought({ kind: 'load', file, host: 'far' })).toMatchObject(asks);
  expect(await brought({ kind: 'pull', reference, host: 'far' })).toMatchObject(asks);
  expect(await idOf(far, reference)).toBe(id);
  expect(await brought({ kind: 'load', file, host: 'far', agreed: 'far' })).toMatchObject({ phase: 'done' });
  expect(await idOf(far, reference)).not.toBe(id);
  await ada.client.hosts.guard({ name: 'far', mode: 'silent', agreed: 'far' });
});

test('a host that goes away in the middle is named', async () => {
  const reference = await named();
  await far.untagImage(reference);
  wire.rule = ({ what }) => ({ fate: what?.includes('load') ? 'refuse' : 'pass' });
  const over = await brought({ kind: 'move', reference, to: 'far' });
  wire.rule = null;
  expect(over).toMatchObject({ problem: { code: 'HOST_UNREACHABLE', message: expect.stringMatching(/^far: /) } });
  expect(await idOf(far, reference)).toBeNull();
});

async function written(name: string, content: Buffer | Promise<Buffer>): Promise<string> {
  const file = join(folder, name);
  writeFileSync(file, await content);
  return file;
}

const disposing = (engine: Engine) => ({ engine, [Symbol.dispose]: () => engine.close() });
