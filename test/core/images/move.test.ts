import { expect, test } from 'vitest';
import type { ImageDetails } from '#core/docker/types';
import { wholeOf } from '#core/images/move';
import { isSame } from '#core/images/same';

const id = (digit: string) => `sha256:${digit.repeat(64)}`;

function image(more: object, byManifest = false): ImageDetails {
  const Id = id('a');
  const made = {
    Id,
    Architecture: 'amd64',
    Os: 'linux',
    RootFS: { Layers: [id('1')] },
    RepoDigests: [],
    Config: {},
    ...more,
  };
  return { ...made, ...(byManifest ? { RepoDigests: [`digits@${made.Id}`] } : {}) } as unknown as ImageDetails;
}

test('two images with the same layers and other settings are two, and one id is one image', () => {
  const one = image({ Config: { Env: ['VERSION=1'] } });
  expect(isSame(one, image({ Id: id('b'), Config: { Env: ['VERSION=2'] } }))).toBe(false);
  expect(isSame(one, image({ Id: id('b'), Config: { Env: ['VERSION=1'] } }))).toBe(false);
  expect(isSame(one, one)).toBe(true);
});

test('where the two engines name images by other things, all that containers are made of is compared', () => {
  const one = image({ Config: { Env: ['VERSION=1'], User: '', Labels: null } });
  const there = (more: object) => image({ Id: id('b'), ...more }, true);
  expect(isSame(one, there({ Config: { Env: ['VERSION=1'], Cmd: [], Hostname: 'x' } }))).toBe(true);
  expect(isSame(one, there({ Config: { Env: ['VERSION=2'] } }))).toBe(false);
  expect(isSame(one, there({ Config: { Env: ['VERSION=1'] }, RootFS: { Layers: [id('2')] } }))).toBe(false);
  expect(isSame(one, there({ Config: { Env: ['VERSION=1'] }, Architecture: 'arm64' }))).toBe(false);
});

test('a bare name is its latest tag, never all that there are', () => {
  const of = (reference: string) => wholeOf(reference, { Id: id('a') });
  expect(of('digits')).toBe('digits:latest');
  expect(of('shop.example:5000/digits')).toBe('shop.example:5000/digits:latest');
  expect(of('digits:1.0.0')).toBe('digits:1.0.0');
  expect(of(`digits@${id('b')}`)).toBe(`digits@${id('b')}`);
  expect([of('aaaaaaaaaaaa'), of(id('a'))]).toEqual(['aaaaaaaaaaaa', id('a')]);
});
