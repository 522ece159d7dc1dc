import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Scales, stampOf, weigh } from '#core/deployment/weigh';
import { connect } from '#core/docker/connect';
import { names } from '#core/docker/labels';
import { localUrl } from '#core/docker/local';
import type { Engine } from '#core/docker/types';
import { gatewayImage } from '#core/gateway/image';
import { freshName } from '#support/names';
import { freshVolume, inVolume, write } from '#support/volumes';

let engine: Engine;
let volume: string;
let scales: Scales;
const signal = () => AbortSignal.timeout(60_000);
const at = (path: string) => ({ volume, path });
const weighed = async (path: string) => (await weigh(scales, at(path), signal())).sha256;
const refusal = (path: string) => weigh(scales, at(path), signal()).then(String, (error: Error) => error.message);
beforeAll(async () => {
  engine = await connect(localUrl(process.env));
  volume = await freshVolume(engine);
  const image = await gatewayImage(engine, null, signal());
  scales = { engine, service: freshName(), image: image.id, deployment: 'A' };
});
afterAll(async () => {
  const left = await engine.inspectContainer(names.weigher(scales.service));
  await engine.removeVolume(volume);
  engine.close();
  expect(left).toBeNull();
});

describe('the hash', () => {
  test('of a file is what sha256sum says of it', async () => {
    await write(engine, volume, { 'one/model.bin': 'weights' });
    expect(await weighed('one/model.bin')).toBe(createHash('sha256').update('weights').digest('hex'));
  });

  test('of a folder is what the documented line of a shell says in it, with spaces and links to files too', async () => {
    await write(engine, volume, { 'two/a model/x 1.bin': 'x', 'two/b': 'y', 'two/a.b': 'z', 'blobs/1': 'far' });
    await inVolume(
      engine,
      volume,
      'ln -s ../blobs/1 two/linked && chmod 600 two/b && chown 1000:1000 two/b && mkdir two/empty',
    );
    const line = 'find -L . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum';
    expect(`${await weighed('two')}  -`).toBe(await inVolume(engine, volume, `cd two; ${line}`));
  });

  test('is another one when a file, a name or what a link leads to is another', async () => {
    const before = await weighed('two');
    for (const change of [
      'printf w >two/b',
      'printf y >two/b; mv two/a.b two/c',
      'mv two/c two/a.b; printf near >blobs/1',
    ]) {
      await inVolume(engine, volume, change);
      expect(await weighed('two')).not.toBe(before);
    }
    await inVolume(engine, volume, 'printf far >blobs/1; rmdir two/empty; touch two/b');
    expect(await weighed('two')).toBe(before);
  });

  test('of a volume is that of all that is in it', async () => {
    const line = 'find -L . -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum';
    expect(`${await weighed('')}  -`).toBe(await inVolume(engine, volume, line));
  });
});

test('a stamp is the same until a file is touched, also when what is in it has the same size and time', async () => {
  const before = await stampOf(scales, at('two'), signal());
  expect(await stampOf(scales, at('two'), signal())).toBe(before);
  await inVolume(
    engine,
    volume,
    'touch -r two/b two/a.b.time; printf Y >two/b; touch -r two/a.b.time two/b; rm two/a.b.time',
  );
  expect(await stampOf(scales, at('two'), signal())).not.toBe(before);
});

describe('there is none, and it is said why,', () => {
  test.each<[string, string, string, RegExp]>([
    ['of what is not there', 'true', 'nowhere', /no "nowhere" in the volume/],
    ['of an empty folder', 'mkdir hollow', 'hollow', /are an empty folder/],
    [
      'of a name with a line break',
      'mkdir break; touch break/ok; touch "break/a$(printf \'\\nx\')b"',
      'break',
      /line break.*a\?xb/,
    ],
    ['of a name with a backslash', "mkdir slash; touch 'slash/a\\b'", 'slash', /backslash/],
    ['of a link that leads nowhere', 'mkdir dead; ln -s gone dead/link', 'dead', /leads nowhere: \.\/link/],
    [
      'of a link that leads out of the volume',
      'mkdir out; ln -s /etc/passwd out/link',
      'out',
      /out of the volume: \.\/link/,
    ],
    ['of a place that is such a link', 'ln -s /etc etc', 'etc', /out of the volume/],
    ['of a link to a folder', 'mkdir round; touch round/x; ln -s . round/again', 'round', /link to a folder.*again/],
  ])('%s', async (_what, script, path, message) => {
    await inVolume(engine, volume, script);
    expect(await refusal(path)).toMatch(message);
    await expect(weigh(scales, at(path), signal())).rejects.toMatchObject({ code: 'STOPPED', stop: 'not-resolvable' });
  });

  test('of a volume that is not there, which is not made by asking', async () => {
    const gone = freshName();
    await expect(weigh(scales, { volume: gone, path: '' }, signal())).rejects.toMatchObject({
      stop: 'not-resolvable',
      message: expect.stringContaining(gone),
    });
    expect((await engine.listVolumes([])).map(({ name }) => name)).not.toContain(gone);
  });

  test('of what is written to meanwhile', async () => {
    await write(engine, volume, { 'large/x': 'x' });
    await inVolume(engine, volume, 'truncate -s 100M large/zeros');
    const writing = inVolume(
      engine,
      volume,
      'while [ -e large/zeros ]; do echo x >>large/x; sleep 0.1; done; rm -r large',
    );
    try {
      await inVolume(engine, volume, 'until [ $(wc -l <large/x) -gt 0 ]; do sleep 0.1; done');
      expect(await refusal('large')).toMatch(/written to while/);
    } finally {
      await inVolume(engine, volume, 'rm large/zeros');
      await writing;
    }
  });
});

test('how far it is is told, and who gives it up leaves no container', async () => {
  await inVolume(engine, volume, 'mkdir -p large; truncate -s 900M large/zeros');
  const enough = new AbortController();
  const said: string[] = [];
  const say = (text: string) => {
    said.push(text);
    enough.abort(new Error('enough'));
  };
  await expect(weigh({ ...scales, say }, at('large'), enough.signal)).rejects.toThrow('enough');
  expect(said).toEqual([expect.stringMatching(/large: 0\.\d of 0\.9 GiB$/)]);
  expect(await engine.inspectContainer(names.weigher(scales.service))).toBeNull();
  await inVolume(engine, volume, 'rm -r large');
});

test("what a killed console left under its name is in nobody's way", async () => {
  await engine.createContainer({
    name: names.weigher(scales.service),
    Image: scales.image,
    Labels: { 'io.slipway.role': 'probe' },
  });
  expect(await weighed('one')).toMatch(/^[0-9a-f]{64}$/);
});
