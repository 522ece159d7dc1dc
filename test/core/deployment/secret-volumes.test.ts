import { describe, expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { ownerOf } from '#core/deployment/secret-owner';
import { forgetSecrets, isSecrets, unfillSecrets } from '#core/deployment/secret-volumes';
import type { Site } from '#core/deployment/site';
import { labelsOf, names } from '#core/docker/labels';
import type { Engine, ImageDetails } from '#core/docker/types';
import { kept, release, service, serving, wanted } from './samples.ts';

const signal = new AbortController().signal;

/** An engine with these volumes of the service; those in `used` cannot be removed. */
function volumes(there: string[], used: string[] = []) {
  const left = new Set(there);
  const removed: string[] = [];
  const engine = {
    listVolumes: async () => [...left].map((name) => ({ name, labels: labelsOf(service, 'secrets') })),
    removeVolume: async (name: string) => {
      if (used.includes(name)) throw new Problem('ENGINE_CONFLICT', 'volume is in use', { hint: '' });
      left.delete(name);
    },
    inspectContainer: async (name: string) =>
      name === names.filling(service) ? { Id: 'filling', Config: { Labels: labelsOf(service, 'probe') } } : null,
    removeContainer: async (id: string) => void removed.push(id),
  };
  return { engine: engine as unknown as Engine, left: () => [...left].sort(), removed };
}

const having = (number: number, ...of: string[]) =>
  release(number, { secretVolumes: of.map((name) => ({ name, folder: '/s' })) });
const keptOnes = (...all: ReturnType<typeof having>[]) => new Map(all.map((it) => [it.number, kept(it)]));

function site(
  engine: Engine,
  releases: ReturnType<typeof keptOnes>,
  now: ReturnType<typeof having>,
  there: string[] = [],
) {
  const observed = serving({ releases, secretVolumes: there });
  return { engine, observed, wanted: wanted(now.number, { release: now }) } as unknown as Site;
}

describe('a volume of secrets', () => {
  test('stays while a kept release has it, and goes when none has', async () => {
    const { engine, left } = volumes(['v0', 'v1', 'v2', 'v3']);
    await forgetSecrets(site(engine, keptOnes(having(1, 'v1'), having(2, 'v2')), having(3, 'v3')), signal);
    expect(left()).toEqual(['v1', 'v2', 'v3']);
  });

  test('goes with the last way back that has it, never before', async () => {
    const releases = (count: number) =>
      keptOnes(...Array.from({ length: count }, (_, index) => having(index + 1, `v${index + 1}`)));
    const twenty = volumes(['v1', 'v21']);
    await forgetSecrets(site(twenty.engine, releases(20), having(21, 'v21')), signal);
    expect(twenty.left()).toEqual(['v1', 'v21']);
    const more = volumes(['v1', 'v2', 'v22']);
    await forgetSecrets(site(more.engine, releases(21), having(22, 'v22')), signal);
    expect(more.left()).toEqual(['v2', 'v22']);
  });

  test('that a restart replaced goes, although its release stays', async () => {
    const { engine, left } = volumes(['old', 'new']);
    await forgetSecrets(site(engine, keptOnes(having(1, 'old')), having(1, 'new')), signal);
    expect(left()).toEqual(['new']);
  });

  test('that a container still uses stays, and nothing fails for it', async () => {
    const { engine, left } = volumes(['old', 'older'], ['old']);
    await forgetSecrets(site(engine, keptOnes(), having(1)), signal);
    expect(left()).toEqual(['old']);
  });

  test('is taken back with the container that it was filled through, unless a kept release has it', async () => {
    const { engine, left, removed } = volumes(['v1', 'v2']);
    const at = site(engine, keptOnes(having(1, 'v1')), having(2, 'v2'), ['v1']);
    for (const name of ['v1', 'v2', 'never-made']) await unfillSecrets(name, at, signal);
    expect(left()).toEqual(['v1']);
    expect(removed).toContain('filling');
  });
});

test.each([
  ['with our labels', 'any', labelsOf(service, 'secrets'), true],
  ['that an engine made by itself for a container', names.secrets(service, '0123456789ab'), {}, true],
  ['with the labels of another service', names.secrets(service, '0123456789ab'), labelsOf('other', 'state'), false],
  ['with the record', names.state(service), labelsOf(service, 'state'), false],
  ["of somebody else's, with a name like ours", names.secrets(service, '0123456789ab'), { made: 'by hand' }, false],
  ['of another service', names.secrets('other', '0123456789ab'), {}, false],
  ['without labels and fingerprint', names.secrets(service, 'mine-by-hand'), {}, false],
])('a volume %s (%s)', (_what, name, labels, ours) => {
  expect(isSecrets({ name, labels }, service)).toBe(ours);
});

describe('the owner of the files', () => {
  const files: Record<string, string> = {
    '/etc/passwd': 'root:x:0:0:root:/:/bin/sh\nmodel:x:1234:5678::/:/bin/sh\nmodels:x:9:9::/:\n',
    '/etc/group': 'root:x:0:\nstaff:x:50:model\n',
  };
  const made: string[] = [];
  const engine = {
    createContainer: async () => {
      made.push('made');
      return 'id';
    },
    getFiles: async (_: string, path: string) => new Map([[path.slice(5), Buffer.from(files[path] ?? '')]]),
    removeContainer: async () => void made.pop(),
  } as unknown as Engine;
  const of = (user: string | undefined, image = '') =>
    ownerOf(
      engine,
      { service, user, image: { Id: 'sha256:i', Config: { User: image } } as unknown as ImageDetails },
      signal,
    );

  test.each([
    [undefined, '', 0, 0],
    [undefined, '1000', 1000, 0],
    [undefined, '1000:1001', 1000, 1001],
    [undefined, 'model', 1234, 5678],
    ['1', 'model', 1, 0],
    ['model', '', 1234, 5678],
    ['model:staff', '', 1234, 50],
    ['7:staff', '', 7, 50],
    ['model:3', '', 1234, 3],
    ['root', '', 0, 0],
  ])('of user %s in an image of %s is %i:%i', async (user, image, uid, gid) => {
    expect(await of(user, image)).toEqual({ uid, gid });
    expect(made).toEqual([]);
  });

  test('that the image does not know is asked for as a number', async () => {
    await expect(of('nobody')).rejects.toMatchObject({ code: 'NOT_READY', hint: expect.stringContaining('number') });
    expect(made).toEqual([]);
  });
});
