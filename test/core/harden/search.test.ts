import { expect, test } from 'vitest';
import type { HardenTry } from '#contract/harden';
import { type Answered, axesOf, foldersOf, type OfImage } from '#core/harden/axes';
import { type Attempted, tightest } from '#core/harden/search';
import { editsOf, type Setting } from '#core/harden/setting';

const open: Setting = {
  user: null,
  readOnly: false,
  tmpfs: [],
  capDrop: [],
  capAdd: [],
  memory: null,
  closed: false,
};
const mib = 1024 ** 2;
const asRoot: OfImage = { user: '', users: [] };
const seen: Answered = { writes: [], memory: 40 * mib, processes: 7 };

/** A model that answers unless one of its needs is not met; `needs` say why not. */
async function harden(
  needs: (setting: Setting) => string | { why: string; refused: string[] } | null,
  { start = open, image = asRoot, base = seen, tries = 100 } = {},
) {
  const tried: HardenTry[] = [];
  const attempt = async (setting: Setting): Promise<Attempted> => {
    const wrong = needs(setting);
    if (wrong === null) return { ok: true, ms: 1, ...base };
    return typeof wrong === 'string' ? { ok: false, ms: 1, why: wrong, refused: [] } : { ok: false, ms: 1, ...wrong };
  };
  const axes = axesOf(start, base, image);
  const hasTime = () => tried.length < tries;
  const found = await tightest({ start, axes, attempt, tell: (it) => tried.push(it), hasTime });
  return { ...found, tried };
}

test('what needs nothing is made as tight as it gets at the first try', async () => {
  const { setting, tried } = await harden(() => null);
  expect(setting).toEqual({
    user: '1000:1000',
    readOnly: true,
    tmpfs: ['/tmp'],
    capDrop: ['ALL'],
    capAdd: [],
    memory: 64 * mib,
    closed: true,
  });
  expect(tried).toMatchObject([{ of: 'together', ok: true, reason: null }]);
});

test('what needs root keeps it, with the reason, and loses the rest', async () => {
  const { setting, tried } = await harden(({ user }) => (user === null ? null : 'Permission denied: /root/model'));
  expect(setting).toMatchObject({ user: null, readOnly: true, capDrop: ['ALL'], capAdd: [], closed: true });
  expect(tried.filter(({ of, ok }) => of === 'user' && !ok).map(({ reason }) => reason)).toEqual([
    'Permission denied: /root/model',
    'Permission denied: /root/model',
  ]);
});

test('a user of the image comes before one that it may not know', async () => {
  const { setting } = await harden(({ user }) => (user === '998:998' ? null : 'no'), {
    image: { user: 'root', users: ['998:998'] },
  });
  expect(setting).toMatchObject({ user: '998:998' });
});

test('an image that does not run as root is not given another user', async () => {
  const { setting, tried } = await harden(() => null, { image: { user: 'app', users: ['998:998'] } });
  expect(setting.user).toBeNull();
  expect(tried[0]?.what).not.toContain('user');
});

test('of the capabilities only those are given back that it needs', async () => {
  const { setting, tried } = await harden(({ user, capDrop, capAdd }) => {
    if (user !== null) return 'must be started as root';
    if (!capDrop.includes('ALL')) return null;
    return capAdd.includes('SETUID') && capAdd.includes('SETGID') ? null : 'setgid: Operation not permitted';
  });
  expect(setting).toMatchObject({ capDrop: ['ALL'], capAdd: ['SETGID', 'SETUID'] });
  expect(tried.some(({ what, reason }) => what === 'without any capability' && reason?.includes('setgid'))).toBe(true);
});

test('folders that it may not write in are given to it in memory, one after the other', async () => {
  const { setting } = await harden(({ readOnly, tmpfs }) => {
    if (!readOnly) return null;
    for (const folder of ['/var/cache/app', '/data'])
      if (!tmpfs.includes(folder)) return { why: `Read-only file system: ${folder}`, refused: [folder] };
    return null;
  });
  expect(setting).toMatchObject({ readOnly: true, tmpfs: ['/data', '/tmp', '/var/cache/app'] });
});

test('folders that it writes in when it may are there from the beginning', async () => {
  const writes = ['/root', '/root/.cache', '/root/.cache/a', '/root/.cache/b', '/tmp', '/tmp/x'];
  const { setting, tried } = await harden(() => null, { base: { ...seen, writes } });
  expect(setting.tmpfs).toEqual(['/root/.cache', '/tmp']);
  expect(tried).toHaveLength(1);
});

test('what writes beside its own files stays writable', async () => {
  const needs = ({ readOnly, tmpfs }: Setting) =>
    readOnly && (tmpfs.includes('/app') ? 'No such file: /app/model.onnx' : 'Read-only file system: /app/x');
  const { setting } = await harden((it) => needs(it) || null, { base: { ...seen, writes: ['/app', '/app/x'] } });
  expect(setting).toMatchObject({ readOnly: false, tmpfs: [], user: '1000:1000', capDrop: ['ALL'] });
});

test('what asks somebody outside keeps its way out', async () => {
  const { setting, tried } = await harden(({ closed }) => (closed ? 'getaddrinfo EAI_AGAIN' : null));
  expect(setting).toMatchObject({ closed: false, user: '1000:1000', readOnly: true });
  expect(tried.at(-1)).toMatchObject({ of: 'network', ok: false, reason: 'getaddrinfo EAI_AGAIN' });
});

test('a limit that the file has is left as it is', async () => {
  const { setting } = await harden(() => null, { start: { ...open, memory: 512 * mib } });
  expect(setting.memory).toBe(512 * mib);
});

test('what there is no time for is said, and what was kept holds', async () => {
  const { setting, tried } = await harden(({ user }) => (user === '1000:0' ? null : 'no'), { tries: 3 });
  expect(setting).toMatchObject({ user: '1000:0', capDrop: [], readOnly: false });
  expect(tried.filter(({ reason }) => reason?.includes('no time'))).toHaveLength(4);
});

test('what is tight already is not tried at all', async () => {
  const start = { ...open, user: '7:7', readOnly: true, capDrop: ['ALL'], memory: mib, closed: true };
  const { tried, setting } = await harden(() => null, { start });
  expect(tried).toEqual([]);
  expect(setting).toEqual(start);
});

test('only what differs is set in the file, in its own words', () => {
  expect(editsOf(open, { ...open, user: '1000:1000', memory: 192 * mib, closed: true })).toEqual([
    { path: ['security', 'user'], value: '1000:1000' },
    { path: ['scale', 'memory'], value: '192m' },
  ]);
});

test('the engine makes folders of its own, which need no memory', () => {
  expect(foldersOf(['/dev', '/dev/console', '/run', '/run/secrets', '/var/log/a.log', '/etc'])).toEqual([
    '/run',
    '/var/log',
  ]);
});
