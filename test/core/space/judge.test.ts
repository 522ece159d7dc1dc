import { expect, test } from 'vitest';
import type { AlsoFree } from '#contract/space';
import { label } from '#core/docker/labels';
import type { Usage } from '#core/docker/types';
import { judgeSpace } from '#core/space/judge';

type Image = Usage['images'][number];
type Volume = Usage['volumes'][number];

const image = (id: string, tags: readonly string[], more: Partial<Image> = {}): Image => ({
  id: `sha256:${id.repeat(64).slice(0, 64)}`,
  tags,
  digests: [],
  labels: {},
  own: 100,
  ...more,
});
const volume = (name: string, labels: Record<string, string> = {}, users = 0): Volume => ({
  name,
  labels,
  size: 7,
  users,
});
const state = (service: string): Volume =>
  volume(`slipway-${service}`, { [label.service]: service, [label.role]: 'state' }, 1);

function judged(usage: Partial<Usage>, also: readonly AlsoFree[] = [], used: readonly Image[] = []) {
  const whole = { layers: 0, images: [], volumes: [], cache: 0, ...usage };
  const { free, kept } = judgeSpace({ usage: whole, also, used: new Set(used.map(({ id }) => id)) });
  return {
    free: free.map(({ item, remove }) => [remove.what, remove.name || item.name, item.bytes]),
    kept: kept.map(({ name }) => name),
    whys: [...free.map(({ item }) => item), ...kept].map(({ why }) => why),
  };
}

test('an image without a name goes by its id, and one that a container is made of stays unmentioned', () => {
  const [idle, used] = [image('a', []), image('b', [])];
  expect(judged({ images: [idle, used] }, [], [used])).toMatchObject({ free: [['image', idle.id, 100]], kept: [] });
});

test('what a service could return to stays, also where somebody wants images with names to go', () => {
  const pinned = image('a', ['shop:1', 'slipway/digits:r3']);
  const usage = { images: [pinned], volumes: [state('digits')] };
  expect(judged(usage)).toEqual({
    free: [],
    kept: ['slipway/digits:r3'],
    whys: ['the way back to r3 of digits'],
  });
  expect(judged(usage, ['images']).free).toEqual([]);
});

test('what a service left of which the host knows nothing any more goes', () => {
  const left = image('a', ['slipway/gone:r1']);
  const secrets = volume('slipway-gone-secrets-1', { [label.service]: 'gone', [label.role]: 'secrets' });
  expect(judged({ images: [left], volumes: [secrets] })).toMatchObject({
    free: [
      ['tag', 'slipway/gone:r1', 100],
      ['volume', 'slipway-gone-secrets-1', 7],
    ],
    kept: [],
  });
  // Another service returns to the same image: its own name goes, and frees nothing.
  const shared = image('b', ['slipway/gone:r1', 'slipway/digits:r2']);
  expect(judged({ images: [shared], volumes: [state('digits')] })).toMatchObject({
    free: [['tag', 'slipway/gone:r1', 0]],
    kept: ['slipway/digits:r2'],
  });
  // A container is made of it: its last name is not taken.
  expect(judged({ images: [left] }, [], [left])).toMatchObject({ free: [], kept: [] });
});

test('the secrets of a service that is there stay, and so does what has a user', () => {
  const secrets = volume('slipway-digits-secrets-1', { [label.service]: 'digits', [label.role]: 'secrets' });
  const usage = { volumes: [state('digits'), secrets, volume('data', {}, 2), volume('mine')] };
  expect(judged(usage, ['volumes'])).toMatchObject({ free: [], kept: ['slipway-digits-secrets-1', 'mine'] });
});

test('images with a name and volumes without one go only where somebody says so; gateways never', () => {
  const named = image('a', ['shop:1', 'shop:latest']);
  const byDigest = image('b', [], { digests: ['shop@sha256:1'] });
  const gateway = image('c', ['slipway/gateway-local:1'], { labels: { [label.gatewayImage]: 'true' } });
  const nameless = volume('0'.repeat(64));
  const usage = { images: [named, byDigest, gateway], volumes: [nameless] };
  expect(judged(usage)).toMatchObject({
    free: [],
    kept: ['shop:1', 'shop@sha256:1', 'slipway/gateway-local:1', nameless.name],
  });
  expect(judged(usage, ['images', 'volumes'])).toMatchObject({
    free: [
      ['tag', 'shop:1', 100],
      ['tag', 'shop:latest', 0],
      ['tag', 'shop@sha256:1', 100],
      ['volume', nameless.name, 7],
    ],
    kept: ['slipway/gateway-local:1'],
  });
});

test('the build cache goes where there is some', () => {
  expect(judged({ cache: 5 }).free).toEqual([['cache', 'build cache', 5]]);
  expect(judged({}).free).toEqual([]);
});
