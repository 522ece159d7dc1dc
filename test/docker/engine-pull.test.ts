import { afterAll, beforeAll, expect, test } from 'vitest';
import { SAMPLES, sampleImage } from '#resources/setup/sample-image.mjs';
import { openRegistry, type Registry } from '#support/engine-registry';
import { freshImage } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { digits, serviceFile } from '#support/service-file';

// One story of one service, in this order: each test begins where the one before it ended.
let registry: Registry;
let ada: Operator;
let repository: string;
const file = serviceFile();
const { service } = file;
/** What the registry has under the tag, first and last, and the images behind it. */
const made: { digest: string; id: string }[] = [];

beforeAll(async () => {
  registry = await openRegistry();
  ada = await openOperator();
  repository = `${registry.name}/digits`;
});
afterAll(async () => {
  // Disposed of in any case, also when the service cannot be retired.
  await using _registry = registry;
  await using _ada = ada;
  await ada.retire(service);
  await removeImages();
});

/** The pins, and then what was pulled by digest, which nobody else has. */
async function removeImages(): Promise<void> {
  const pins = await ada.engine.listImages({ reference: `slipway/${service}:*` });
  for (const pin of pins.flatMap(({ tags }) => tags)) await ada.engine.untagImage(pin);
  for (const { digest } of made) await ada.engine.untagImage(`${repository}@${digest}`);
}

/** Makes an image that only the registry has afterwards. */
async function publish(sample: 0 | 1, tag: string): Promise<{ digest: string; id: string }> {
  const local = freshImage();
  await sampleImage({ ...(SAMPLES[sample] as (typeof SAMPLES)[0]), tag: local, env: { MADE_AS: local } });
  const id = (await ada.engine.inspectImage(local))?.Id ?? '';
  await ada.engine.tagImage(id, repository, tag);
  await registry.push(`${repository}:${tag}`);
  await ada.engine.untagImage(`${repository}:${tag}`);
  await ada.engine.untagImage(local);
  expect(await ada.engine.inspectImage(id)).toBeNull();
  return { digest: await registry.digest('digits', tag), id };
}

const fileOf = (tag: string) => ({ ...file, model: { ...digits('1.0.0'), image: `${repository}:${tag}` } });
const act = (tag: string) => ({
  kind: 'deploy' as const,
  file: { name: 'slipway.yaml', text: JSON.stringify(fileOf(tag)) },
});
const pullsOf = (steps: readonly { do: string; target: string }[]) =>
  steps.filter((step) => step.do === 'pull').map(({ target }) => target);
const running = async () => new Set((await ada.containers(service)).map(({ Image }) => Image));

test('an image that is not on the host is pulled by its digest, recorded and pinned', async () => {
  const first = await publish(0, '1.0.0');
  made.push(first);
  const plan = await ada.client.deployment.plan({ act: act('1.0.0'), options: { allowGap: false } });
  expect(pullsOf(plan.steps)).toEqual([`${repository}@${first.digest}`]);
  expect(plan.to).toMatchObject({ release: 'r1', version: '1.0.0', digest: first.digest });
  const deployment = await ada.put(fileOf('1.0.0'));
  expect(deployment.to).toMatchObject({ release: 'r1', version: '1.0.0', digest: first.digest });
  expect(await running()).toEqual(new Set([first.id]));
  expect((await ada.engine.inspectImage(`slipway/${service}:r1`))?.Id).toBe(first.id);
});

test('the same file again is the same release, though its image had to be pulled', async () => {
  expect((await ada.put(fileOf('1.0.0'))).steps).toEqual([]);
});

test('a tag that moved is another release', async () => {
  const second = await publish(1, '1.0.0');
  made.push(second);
  const deployment = await ada.put(fileOf('1.0.0'));
  expect(deployment).toMatchObject({ from: { digest: made[0]?.digest }, to: { release: 'r2', digest: second.digest } });
  expect(await running()).toEqual(new Set([second.id]));
});

test('rolling back runs the recorded digest, wherever the tag points now', async () => {
  const { deployment } = await ada.rollback(service, 'r1');
  expect(deployment).toMatchObject({ state: 'succeeded', to: { release: 'r1', digest: made[0]?.digest } });
  expect(pullsOf(deployment.steps)).toEqual([]);
  expect(await running()).toEqual(new Set([made[0]?.id]));
});

test('it does so after the image was removed from the host: pulled again by digest, and pinned again', async () => {
  const second = made[1] ?? { digest: '', id: '' };
  await ada.engine.untagImage(`slipway/${service}:r2`);
  await ada.engine.untagImage(`${repository}@${second.digest}`);
  expect(await ada.engine.inspectImage(second.id)).toBeNull();
  const { deployment } = await ada.rollback(service, 'r2');
  expect(deployment).toMatchObject({ state: 'succeeded', to: { release: 'r2', digest: second.digest } });
  expect(pullsOf(deployment.steps)).toEqual([`${repository}@${second.digest}`]);
  expect(await running()).toEqual(new Set([second.id]));
  expect((await ada.engine.inspectImage(`slipway/${service}:r2`))?.Id).toBe(second.id);
});

test('an image is pulled by itself, with the bytes of its layers, and one that its registry has not is told', async () => {
  const alone = await publish(1, 'alone');
  const reference = `${repository}:alone`;
  const brought = async (wanted: string) => {
    const { id } = await ada.client.images.start({ kind: 'pull', reference: wanted });
    for (let after = 0; ; ) {
      const now = await ada.client.images.next({ id, after });
      if (now.phase !== 'running') return now;
      after = now.n;
    }
  };
  expect(await brought(reference)).toMatchObject({
    phase: 'done',
    host: 'local',
    images: [{ name: reference, id: alone.id }],
    same: false,
  });
  expect(await brought(reference)).toMatchObject({ phase: 'done', same: true });
  await ada.engine.untagImage(reference);
  expect(await brought(`${repository}:no-such-tag`)).toMatchObject({
    phase: 'failed',
    problem: { code: 'PULL_FAILED', message: expect.stringContaining('no-such-tag') },
  });
});

test('a pull that breaks off fails the deployment, and nothing has changed', async () => {
  const broken = await publish(0, 'broken');
  registry.lose(broken.id);
  const before = await ada.ids(service);
  const { deployment, problem } = await ada.deploy(fileOf('broken'));
  expect(deployment).toMatchObject({ state: 'taken-back', to: { digest: broken.digest } });
  expect(problem).toMatchObject({ code: 'PULL_FAILED', message: expect.stringContaining(`${repository}@`) });
  expect(await ada.ids(service)).toEqual(before);
});

test('a registry that is away stops a deployment that needs it, and nothing has changed', async () => {
  await registry.stop();
  const before = await ada.ids(service);
  const { deployment, problem } = await ada.deploy(fileOf('2.0.0'));
  expect(deployment.state).toBe('stopped');
  expect(problem).toMatchObject({ code: 'STOPPED', stop: 'not-resolvable' });
  expect(await ada.ids(service)).toEqual(before);
  expect(await ada.rollback(service, 'r1')).toMatchObject({ deployment: { state: 'succeeded' } });
});

test('a tag that the registry does not have is a stop too', async () => {
  await registry.start();
  const { problem } = await ada.deploy(fileOf('no-such-tag'));
  expect(problem).toMatchObject({ code: 'STOPPED', stop: 'not-resolvable' });
});
