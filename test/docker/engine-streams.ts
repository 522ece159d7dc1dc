import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { connect } from '#core/docker/connect';
import { until } from '#support/until';
import { type EngineStage, idle } from './engine-stage.ts';

const megabyte = 'slipway '.repeat(131_072);

/** Commands in containers, and streams to them. */
export function streamContract(at: () => EngineStage): void {
  describe('exec', () => {
    test('tells the exit code, standard output and standard error apart', async () => {
      const { engine, idler } = at();
      const id = await idler();
      const said = await engine.exec(id, ['sh', '-c', 'echo out; echo grün >&2; exit 7']);
      expect(said).toEqual({ code: 7, stdout: 'out\n', stderr: 'grün\n' });
      expect(await engine.exec(id, ['true'])).toEqual({ code: 0, stdout: '', stderr: '' });
    });

    test('gives a command its input and then closes it', async () => {
      const { engine, idler } = at();
      const id = await idler();
      expect(await engine.exec(id, ['wc', '-c'], { input: 'grün' })).toMatchObject({ code: 0, stdout: '5\n' });
      expect(await engine.exec(id, ['cat'])).toMatchObject({ code: 0, stdout: '' });
    });

    test('carries a megabyte each way, and one on each output', async () => {
      const { engine, idler } = at();
      const id = await idler();
      const echoed = await engine.exec(id, ['cat'], { input: megabyte });
      expect(echoed.code).toBe(0);
      expect(echoed.stdout === megabyte).toBe(true);
      const both = await engine.exec(id, ['tee', '/dev/stderr'], { input: megabyte });
      expect(both.stdout === megabyte && both.stderr === megabyte).toBe(true);
    });

    test('is not misled by a command that does not read its input', async () => {
      const { engine, idler } = at();
      const id = await idler();
      const said = await engine.exec(id, ['sh', '-c', 'echo no need; exit 3'], { input: megabyte });
      expect(said).toMatchObject({ code: 3, stdout: 'no need\n' });
    });

    test('always knows how a command ended, however short it was', async () => {
      const { engine, idler } = at();
      const id = await idler();
      const codes = await Promise.all(
        Array.from({ length: 20 }, async (_, n) => (await engine.exec(id, ['sh', '-c', `exit ${n}`])).code),
      );
      expect(codes).toEqual(Array.from({ length: 20 }, (_, n) => n));
    });

    test('of a command that is not there is 127 (or 126), or refused', async () => {
      const { engine, idler } = at();
      const id = await idler();
      const code = await engine.exec(id, ['/no/such/thing']).then(
        (said) => said.code,
        (error) => error.code,
      );
      expect([126, 127, 'ENGINE_REFUSED', 'ENGINE_NOT_FOUND']).toContain(code);
    });

    test('in a container that does not run is ENGINE_CONFLICT, in none ENGINE_NOT_FOUND', async () => {
      const { engine, container } = at();
      const id = await container(idle, { start: false });
      await expect(engine.exec(id, ['true'])).rejects.toMatchObject({ code: 'ENGINE_CONFLICT' });
      await expect(engine.exec('no-such-container', ['true'])).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
    });

    test('ends at once with its signal', async () => {
      const { engine, idler } = at();
      const id = await idler();
      const cancel = new AbortController();
      const waiting = engine.exec(id, ['cat'], { input: '', signal: cancel.signal });
      await waiting;
      const endless = engine.exec(id, ['sleep', '600'], { signal: cancel.signal });
      setTimeout(() => cancel.abort(new Error('enough')), 300);
      await expect(endless).rejects.toThrow('enough');
      await expect(engine.exec(id, ['true'], { signal: cancel.signal })).rejects.toThrow('enough');
    });
  });

  describe('a dialled command', () => {
    test('answers as it is written to, and ends when its input does', async () => {
      const { engine, idler } = at();
      const stream = await engine.dial(await idler(), ['cat']);
      for (const word of ['one', 'two', 'grün']) {
        stream.write(word);
        expect(`${(await once(stream, 'data'))[0]}`).toBe(word);
      }
      stream.end('last');
      expect(await text(stream)).toBe('last');
    });

    test('is not cut by the deadline of the call or by its signal once it is open', async () => {
      const { engine, idler } = at();
      const id = await idler();
      const short = await connect(at().url, process.env, { deadlines: { read: 1000, write: 1000 } });
      const opening = new AbortController();
      const streams = await Promise.all([
        engine.dial(id, ['cat']),
        engine.dial(id, ['cat'], opening.signal),
        short.dial(id, ['cat']),
      ]);
      opening.abort();
      await pause(11_000);
      for (const stream of streams) {
        stream.write('still here');
        expect(`${(await once(stream, 'data'))[0]}`).toBe('still here');
        stream.destroy();
      }
      short.close();
    });

    test('ends when its stream is destroyed', async () => {
      const { engine, idler } = at();
      const id = await idler();
      const count = async () =>
        Number((await engine.exec(id, ['sh', '-c', 'grep -lx cat /proc/[0-9]*/comm | wc -l'])).stdout.trim());
      const stream = await engine.dial(id, ['cat']);
      await until('cat runs', async () => (await count()) === 1);
      stream.destroy();
      await until('cat has ended', async () => (await count()) === 0);
    });

    test('loses nothing to a reader that takes its time', async () => {
      const { engine, idler } = at();
      const stream = await engine.dial(await idler(), ['head', '-c', '1048576', '/dev/zero']);
      stream.end();
      await pause(500);
      let bytes = 0;
      for await (const chunk of stream) {
        bytes += chunk.length;
        await pause(5);
      }
      expect(bytes).toBe(1_048_576);
    });

    test('takes a megabyte and gives it back, with the end of each direction on its own', async () => {
      const { engine, idler } = at();
      const stream = await engine.dial(await idler(), ['sh', '-c', 'cat > /tmp/all; cat /tmp/all']);
      stream.end(megabyte);
      expect((await buffer(stream)).equals(Buffer.from(megabyte))).toBe(true);
    });

    test('has no standard error in its stream', async () => {
      const { engine, idler } = at();
      const stream = await engine.dial(await idler(), ['sh', '-c', 'echo no >&2; echo yes']);
      stream.end();
      expect(await text(stream)).toBe('yes\n');
    });

    test('ends with its container', async () => {
      const { engine, container } = at();
      const id = await container(idle);
      const stream = await engine.dial(id, ['cat']);
      const closed = closing(stream);
      await engine.removeContainer(id);
      await closed;
    });

    test('is not opened where nothing runs', async () => {
      const { engine } = at();
      await expect(engine.dial('no-such-container', ['cat'])).rejects.toMatchObject({ code: 'ENGINE_NOT_FOUND' });
    });
  });

  describe('attaching before the start', () => {
    const options = { start: false, OpenStdin: true, StdinOnce: true, AttachStdin: true };

    test('gives the first process its input and output', async () => {
      const { engine, container } = at();
      const id = await container(['sh', '-c', 'while read -r word; do echo "got $word"; done'], options);
      const stream = await engine.attach(id);
      await engine.startContainer(id);
      stream.write('one\n');
      expect(`${(await once(stream, 'data'))[0]}`).toBe('got one\n');
      stream.end('two\n');
      expect(await text(stream)).toBe('got two\n');
      await until('it has ended', async () => (await engine.inspectContainer(id))?.State.Running === false);
    });

    test('ends the process when the stream is destroyed', async () => {
      const { engine, container } = at();
      const id = await container(['cat'], options);
      const stream = await engine.attach(id);
      await engine.startContainer(id);
      stream.write('alive');
      await once(stream, 'data');
      stream.destroy();
      await until('it has ended', async () => (await engine.inspectContainer(id))?.State.Running === false);
    });
  });
}

async function closing(stream: Duplex): Promise<void> {
  stream.on('error', () => {});
  stream.resume();
  await once(stream, 'close');
}
