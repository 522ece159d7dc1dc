import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ImageWork } from '#contract/image';
import { connect } from '#core/docker/connect';
import { unpackFiles } from '#core/docker/tar';
import type { Engine } from '#core/docker/types';
import { tar } from '#resources/setup/tar.mjs';
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
  const reference = await named();
  const over = await brought({ kind: 'move', reference, to: 'far' }, (id) => void ada.client.images.close({ id }));
  expect(over).toMatchObject({ phase: 'failed', problem: { code: 'INTERRUPTED' } });
  expect(await idOf(far, reference)).toBeNull();
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

test('an archive is loaded under the names in it; what is half of one, or in a layout that the engine does not know, is said', async () => {
  const reference = await named();
  const file = join(folder, 'whole.tar');
  const whole = await buffer(await ada.engine.saveImage(reference));
  writeFileSync(file, whole);
  expect(await brought({ kind: 'load', file, host: 'far' })).toMatchObject({
    phase: 'done',
    total: whole.length,
    images: [{ name: reference, id: await idOf(ada.engine, reference) }],
  });
  await far.untagImage(reference);
  const half = join(folder, 'half.tar');
  writeFileSync(half, whole.subarray(0, whole.length / 2));
  expect(await brought({ kind: 'load', file: half, host: 'far' })).toMatchObject({
    phase: 'failed',
    problem: { code: 'PULL_FAILED', message: expect.stringContaining(`${half} was not loaded`) },
  });
  expect(await idOf(far, reference)).toBeNull();
  const oci = join(folder, 'oci.tar');
  const inLayout = await unpackFiles(createReadStream(file), 1024 ** 3);
  const left = [...inLayout].filter(([path]) => !/^(manifest\.json|repositories)$/.test(path));
  const entries = left.map(([path, content]) => ({ path, type: 'file' as const, mode: 0o644, content }));
  writeFileSync(oci, await buffer(Readable.from(tar(entries))));
  const { problem } = await brought({ kind: 'load', file: oci, host: 'local' });
  expect(problem).toMatchObject({ code: 'PULL_FAILED', hint: expect.stringContaining('OCI’s layout') });
});
