import Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { imageFor, tagged } from '#support/images';
import { leftovers } from '#support/left';
import { ask, load } from '#support/load';
import { freshImage } from '#support/names';
import { type Operator, openOperator, succeeded } from '#support/operator';
import { digits, serviceFile } from '#support/service-file';

let operator: Operator;
const image = freshImage('latest');
const file = serviceFile({ model: { ...digits('1.0.0'), image } });
const { service } = file;
const idOf = async (reference: string) => (await operator.engine.inspectImage(reference))?.Id ?? reference;
const imagesOf = async () => new Set((await operator.containers(service)).map(({ Image }) => Image));
beforeAll(async () => {
  operator = await openOperator();
  await tagged(imageFor('1.0.0'), image);
  await operator.put(file);
});
afterAll(() => operator?.[Symbol.asyncDispose]());

test('a tag that moved is a new release, and going back runs the recorded digest', async () => {
  await tagged(imageFor('1.1.0'), image);
  const moved = await operator.put(file);
  expect(moved).toMatchObject({ kind: 'deploy', from: { release: 'r1' }, to: { release: 'r2', version: '1.1.0' } });
  expect(await imagesOf()).toEqual(new Set([await idOf(imageFor('1.1.0'))]));
  const back = succeeded(await operator.rollback(service));
  expect(back.to).toMatchObject({ release: 'r1', version: '1.0.0', digest: await idOf(imageFor('1.0.0')) });
  expect(await imagesOf()).toEqual(new Set([await idOf(imageFor('1.0.0'))]));
  expect(await ask(await operator.address(service))).toEqual({ wrong: null, release: 'r1', digit: 7 });
});

test('scaled to four, deployed and rolled back, there are still four', async () => {
  const before = await operator.ids(service);
  const scaled = succeeded(await operator.act({ kind: 'scale', service, replicas: 4 }));
  expect(scaled).toMatchObject({ kind: 'scale', from: { release: 'r1' }, to: { release: 'r1' } });
  expect(await operator.ids(service)).toEqual(expect.arrayContaining(before));
  expect(await operator.ids(service)).toHaveLength(4);
  await operator.put(file);
  expect(await operator.ids(service)).toHaveLength(4);
  succeeded(await operator.rollback(service, 'r1'));
  expect(await operator.ids(service)).toHaveLength(4);
  const fewer = succeeded(await operator.act({ kind: 'scale', service, replicas: 2 }));
  expect(fewer.steps.map((step) => step.do)).not.toContain('create');
  expect(await operator.ids(service)).toHaveLength(2);
});

test('a restart makes every container anew without a failed request', async () => {
  const before = await operator.ids(service);
  const callers = load(await operator.address(service), { keeping: 2, fresh: 1 });
  const deployment = succeeded(await operator.act({ kind: 'restart', service }));
  const seen = await callers.stop();
  expect(seen.failed).toEqual([]);
  expect(Object.keys(seen.releases)).toEqual(['r1']);
  expect(deployment).toMatchObject({ kind: 'restart', from: { release: 'r1' }, to: { release: 'r1' } });
  const after = await operator.ids(service);
  expect(after).toHaveLength(2);
  expect(after.filter((id) => before.includes(id))).toEqual([]);
});

test("the host keeps each release's whole file, and a line a deployment", async () => {
  const { releases, deployments } = await operator.kept(service);
  expect([...releases.keys()].sort()).toEqual([1, 2, 3]);
  expect(releases.get(1)).toMatchObject({ number: 1, version: '1.0.0', run: { model: { image } } });
  const kinds = ['deploy', 'deploy', 'rollback', 'scale', 'deploy', 'rollback', 'scale', 'restart'];
  expect(deployments).toMatchObject(kinds.map((kind) => ({ kind, state: 'succeeded', operator: 'ada' })));
});

test('a console with an empty data folder sees the service and rolls it back', async () => {
  await using colleague = await openOperator('grace');
  expect(await colleague.status(service)).toMatchObject({ service, state: 'serving', release: { release: 'r1' } });
  expect((await colleague.client.service.status({})).services.map((it) => it.service)).toContain(service);
  const back = succeeded(await colleague.rollback(service, 'r2'));
  expect(back).toMatchObject({ operator: 'grace', from: { release: 'r1' }, to: { release: 'r2', version: '1.1.0' } });
  expect((await ask(await colleague.address(service))).release).toBe('r2');
  expect((await operator.kept(service)).deployments.at(-1)).toMatchObject({ kind: 'rollback', operator: 'grace' });
});

test('a release that does not exist is named with those that do', async () => {
  await expect(operator.rollback(service, 'r9')).rejects.toMatchObject({
    code: 'UNKNOWN_RELEASE',
    hint: expect.stringContaining('r1, r2, r3'),
  });
});

test('pruning images leaves those that are a way back', async () => {
  const only = freshImage('only');
  await tagged(await variant(), only);
  const pinned = await idOf(only);
  const deployed = await operator.put({ ...file, model: { ...file.model, image: only } });
  succeeded(await operator.rollback(service, 'r1'));
  // What "docker image prune -a" does to an image that no container uses: every tag that is not wanted goes.
  await operator.engine.untagImage(only);
  expect(await operator.engine.inspectImage(only)).toBeNull();
  const again = succeeded(await operator.rollback(service, deployed.to?.release));
  expect(again.to?.digest).toBe(pinned);
  expect(await imagesOf()).toEqual(new Set([pinned]));
});

test('retiring removes all that runs, and the numbers go on after it', async () => {
  const { releases } = await operator.kept(service);
  const highest = Math.max(...releases.keys());
  await operator.retire(service);
  expect((await leftovers(service)).filter((it) => !/^(image|volume) /.test(it))).toEqual([]);
  expect(await operator.put(file)).toMatchObject({ from: null, to: { release: `r${highest + 1}` } });
  await operator.retire(service);
  await using colleague = await openOperator('grace');
  expect(await colleague.put(file)).toMatchObject({ from: null, to: { release: `r${highest + 2}` } });
  expect((await ask(await colleague.address(service))).wrong).toBeNull();
  await colleague.retire(service);
});

test('the record of all of it is whole', async () => {
  expect(await operator.client.history.verify()).toMatchObject({ ok: true, broken: [] });
});

/** An image of this test's own, so that its tags are nobody else's. */
async function variant(): Promise<string> {
  const made = await new Docker().createContainer({ Image: imageFor('1.1.0') });
  try {
    const committed = await made.commit({ comment: 'a variant' });
    return (committed as { Id: string }).Id;
  } finally {
    await made.remove();
  }
}
