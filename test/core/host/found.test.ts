import { expect, test } from 'vitest';
import { together, usualPlaces } from '#core/host/found';
import { tagsOf } from '#core/host/images';

test('an address that several things name is one engine, with all that speaks for it', () => {
  const found = together([
    { name: 'local', url: 'unix:///nowhere/docker.sock', why: 'DOCKER_HOST names it', surely: true },
    { name: 'rootless', url: 'unix:///nowhere/docker.sock', why: 'Docker without root', surely: false },
    { name: 'lab', url: 'tcp://lab:2376', why: 'Docker context "lab"', surely: true },
  ]);
  expect(found.map(({ name, why }) => ({ name, why }))).toEqual([
    { name: 'local', why: 'DOCKER_HOST names it; Docker without root' },
    { name: 'lab', why: 'Docker context "lab"' },
  ]);
});

test('DOCKER_HOST comes before the usual sockets, which are those of the user', () => {
  const [first, ...others] = usualPlaces({ DOCKER_HOST: 'tcp://lab:2375', XDG_RUNTIME_DIR: '/run/user/7' }, 7);
  expect(first).toMatchObject({ name: 'local', url: 'tcp://lab:2375', surely: true });
  const urls = others.map(({ url }) => url);
  expect(urls).toContain('unix:///run/user/7/docker.sock');
  expect(urls).toContain('unix:///run/user/7/podman/podman.sock');
  expect(usualPlaces({}, undefined).some(({ url }) => url.includes('/run/user'))).toBe(false);
});

test('images are known by the names that people gave them', () => {
  const tags = ['digits:1.0.0', 'slipway/digits:r7', '<none>:<none>'];
  expect(tagsOf({ tags, labels: {} })).toEqual(['digits:1.0.0']);
  expect(tagsOf({ tags: ['slipway/digits:r7'], labels: {} })).toEqual([]);
  expect(tagsOf({ tags: ['haproxy:3'], labels: { 'io.slipway.gateway': '1' } })).toEqual([]);
  expect(tagsOf({ tags: ['slipway/digits:latest'], labels: {} })).toEqual(['slipway/digits:latest']);
});
