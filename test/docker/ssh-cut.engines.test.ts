import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from '#core/docker/connect';
import { localUrl } from '#core/docker/local';
import { openLine } from '#core/docker/ssh/line';
import type { Engine } from '#core/docker/types';
import { freshName } from '#support/names';
import { type Sshd, startSshd } from '#support/sshd';
import { relayTo, type TcpRelay } from '#support/tcp-relay';
import { until } from '#support/until';
import { idle } from './engine-stage.ts';
import { at, type Person, person } from './ssh-stage.ts';

let ada: Person;
let sshd: Sshd;
let relay: TcpRelay;
let local: Engine;
let container: string;
beforeAll(async () => {
  ada = person();
  sshd = await startSshd({ keys: [ada.key] });
  relay = await relayTo({ host: '127.0.0.1', port: sshd.port });
  local = await connect(localUrl(process.env));
  const [image] = await local.listImages({ label: 'io.slipway.gateway=true' });
  container = await local.createContainer({
    name: freshName(),
    Image: image?.id ?? '',
    Entrypoint: [...idle],
    Cmd: [],
  });
  await local.startContainer(container);
});
afterAll(async () => {
  await local?.removeContainer(container);
  local?.close();
  await relay?.[Symbol.asyncDispose]();
  await sshd?.[Symbol.asyncDispose]();
  await ada?.[Symbol.asyncDispose]();
});

const patient = { read: 30_000, write: 60_000 };
const opened = () => connect(at(relay), ada.env, { means: ada.means(sshd.fingerprint()), deadlines: patient });
const unreachable = { code: 'HOST_UNREACHABLE' };

test('a link that is cut ends every stream as lost, never as ended, and the next call makes it anew', async () => {
  const engine = await opened();
  try {
    const stop = new AbortController();
    const listens = Promise.withResolvers<void>();
    const following = [
      engine.followLogs(container, {}, () => {}, stop.signal),
      engine.followEvents({ since: Date.now(), onOpen: listens.resolve }, () => {}, stop.signal),
      engine.exec(container, ['sleep', '600']),
    ];
    const ended = Promise.allSettled(following);
    const stream = await engine.dial(container, ['cat']);
    const lost = new Promise<Error>((resolve) => stream.once('error', resolve));
    stream.resume();
    await listens.promise;
    await relay.cut();
    for (const it of await ended) expect(it).toMatchObject({ status: 'rejected', reason: unreachable });
    expect(await lost).toMatchObject({ code: 'ECONNRESET' });
    await expect(engine.info()).rejects.toMatchObject(unreachable);
    await relay.mend();
    await until('it is reached again', () =>
      engine.info().then(
        () => true,
        () => false,
      ),
    );
    expect(await engine.exec(container, ['echo', 'well'])).toMatchObject({ code: 0, stdout: 'well\n' });
  } finally {
    engine.close();
    await relay.mend();
  }
});

test('a link that is silent for five seconds loses nothing', async () => {
  const engine = await opened();
  try {
    const before = relay.open;
    relay.hang();
    const asked = engine.exec(container, ['echo', 'patience']);
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    await relay.mend();
    expect(await asked).toMatchObject({ stdout: 'patience\n' });
    expect(relay.open).toBe(before);
  } finally {
    engine.close();
    await relay.mend();
  }
});

test('a link that stays silent is given up by itself', async () => {
  const engine = await opened();
  try {
    const listens = Promise.withResolvers<void>();
    const following = engine.followEvents(
      { since: Date.now(), onOpen: listens.resolve },
      () => {},
      new AbortController().signal,
    );
    await listens.promise;
    relay.hang();
    await expect(following).rejects.toMatchObject(unreachable);
  } finally {
    engine.close();
    await relay.mend();
  }
});

test('two hundred times connected and cut leave no channel, no connection and no process', async () => {
  const rounds = Number(process.env.SLIPWAY_TEST_ROUNDS ?? 200);
  await until('what came before is gone', () => relay.open === 0 && sshd.children() === 0);
  const line = openLine(at(relay), ada.env, ada.means(sshd.fingerprint()), 30_000);
  try {
    for (let round = 0; round < rounds; round++) {
      const streams = await Promise.all([line.open(), line.open(), line.open()]);
      expect(line.channels()).toBe(3);
      const ends = streams.map((it) => new Promise((resolve) => it.on('error', () => {}).once('close', resolve)));
      // One is let go by us, the others are lost.
      streams[0]?.destroy();
      if (round % 2 === 0) await relay.cut();
      else for (const it of streams) it.destroy();
      await Promise.all(ends);
      await until('its channels are closed', () => line.channels() === 0);
      await relay.mend();
    }
  } finally {
    line.close();
  }
  await until('nothing is left', () => relay.open === 0 && sshd.children() === 0);
}, 1_800_000);
