import { expect, test } from 'vitest';
import { repositoryOf, resolveImage } from '#core/deployment/image';
import { imagesOnly, info, type LocalImage } from './samples.ts';

const resolve = (reference: string, local: Record<string, LocalImage>, remote: Record<string, string> = {}) =>
  resolveImage(imagesOnly(local, remote), info, reference, AbortSignal.timeout(5_000));

test('an image that is on the host is used by its id, and no registry is asked', async () => {
  expect(await resolve('digits:1.0.0', { 'digits:1.0.0': { Id: 'sha256:a' } })).toEqual({
    id: 'sha256:a',
    digest: 'sha256:a',
    version: '1.0.0',
    pull: null,
  });
});

test.each([
  ['of its own repository', 'acme/digits:1', ['other/x@sha256:x', 'acme/digits@sha256:d'], 'sha256:d'],
  ['of any, where it was retagged', 'mine:1', ['acme/digits@sha256:d'], 'sha256:d'],
  ['none: its id', 'mine:1', [], 'sha256:a'],
])('its digest is the repository digest %s', async (_which, reference, RepoDigests, digest) => {
  expect(await resolve(reference, { [reference]: { Id: 'sha256:a', RepoDigests } })).toMatchObject({ digest });
});

test('its version is the label, else the tag, else nothing', async () => {
  expect(await resolve('d:9', { 'd:9': { Id: 'sha256:a', version: '1.4.0' } })).toMatchObject({ version: '1.4.0' });
  expect(await resolve('d', { d: { Id: 'sha256:a' } })).toMatchObject({ version: 'latest' });
  expect(await resolve('sha256:a', { x: { Id: 'sha256:a' } })).toMatchObject({ version: null });
});

test('an image that is not there is pulled by the digest that its registry tells, whatever its tag is by then', async () => {
  const byDigest = 'host:5000/acme/digits@sha256:d';
  expect(await resolve('host:5000/acme/digits:1', {}, { 'host:5000/acme/digits:1': 'sha256:d' })).toEqual({
    id: byDigest,
    digest: 'sha256:d',
    version: '1',
    pull: byDigest,
  });
});

test('an image for another architecture stops it', async () => {
  await expect(resolve('d:1', { 'd:1': { Id: 'sha256:a', Architecture: 'arm64' } })).rejects.toMatchObject({
    code: 'STOPPED',
    stop: 'wrong-architecture',
    message: 'd:1 is built for arm64, the host is amd64',
  });
});

test.each([
  ['digits', 'digits'],
  ['digits:1', 'digits'],
  ['host:5000/a/digits', 'host:5000/a/digits'],
  ['host:5000/a/digits:1@sha256:d', 'host:5000/a/digits'],
])('the repository of %s is %s', (reference, repository) => {
  expect(repositoryOf(reference)).toBe(repository);
});
