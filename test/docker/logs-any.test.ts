import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { gatewayImageThere } from '#core/model/beside';
import { freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { until } from '#support/until';

let ada: Operator;
let image: string;
const containers: string[] = [];
beforeAll(async () => {
  ada = await openOperator();
  image = (await gatewayImageThere(ada.engine, null)) ?? '';
});
afterAll(async () => {
  for (const id of containers) await ada.engine.removeContainer(id);
  await ada[Symbol.asyncDispose]();
});

/** A container that is nobody's service and writes what a script writes. */
async function writes(script: string, more: object = {}): Promise<string> {
  const name = freshName();
  const options = {
    name,
    Image: image,
    Entrypoint: ['sh', '-c', script],
    HostConfig: { NetworkMode: 'none' },
    ...more,
  };
  const id = await ada.engine.createContainer(options);
  containers.push(id);
  await ada.engine.startContainer(id);
  return name;
}

const ended = (container: string) =>
  until('it has ended', async () => (await ada.engine.inspectContainer(container))?.State.Status === 'exited');

async function read(asked: Parameters<Operator['client']['logs']['open']>[0]) {
  const { id } = await ada.client.logs.open(asked);
  const { lines } = await ada.client.logs.next({ id, max: 1000 });
  await ada.client.logs.close({ id });
  return lines;
}

describe('the log of a container of anybody', () => {
  test('opens at its end, with as many lines as are asked for', async () => {
    const container = await writes('seq 1 20000');
    await ended(container);
    const lines = await read({ container });
    expect([lines.length, lines[0]?.line, lines.at(-1)?.line]).toEqual([500, '19501', '20000']);
    expect((await read({ container, tail: 3 })).map(({ line }) => line)).toEqual(['19998', '19999', '20000']);
    expect(lines[0]).toMatchObject({ replica: container, release: '', stream: 'stdout', hit: true });
  });

  test('is searched far beyond what is shown, and a hit brings the lines around it', async () => {
    const container = await writes('seq 1 20000');
    await ended(container);
    const found = async (more: object) =>
      (await read({ container, tail: 10, ...more })).map(({ line, hit }) => (hit ? line : `(${line})`));
    expect(await found({ grep: '^77[0-9]{2}$', tail: 2 })).toEqual(['7798', '7799']);
    expect(await found({ grep: '^7777$', context: 1 })).toEqual(['(7776)', '7777', '(7778)']);
    expect(await found({ text: '1999', tail: 3 })).toEqual(['19997', '19998', '19999']);
    await expect(found({ grep: '7(' })).rejects.toMatchObject({ code: 'BAD_COMMAND', where: { column: 2 } });
    // Those that do not fit are lines as well: an expression that takes years on one of them is given up.
    const slow = await writes(`echo ${'a'.repeat(100)}!`);
    await ended(slow);
    await expect(read({ container: slow, grep: '^(a+)+$' })).rejects.toMatchObject({
      code: 'BAD_COMMAND',
      message: expect.stringContaining('takes too long'),
    });
  });

  test('is whole also where it has a terminal', async () => {
    const container = await writes('for n in 1 2 3; do echo "line $n ü"; done; sleep 1; echo last', { Tty: true });
    const { id } = await ada.client.logs.open({ container, follow: true });
    const seen: string[] = [];
    for (let after = 0; !seen.includes('last'); ) {
      const { lines } = await ada.client.logs.next({ id, after });
      after = lines.at(-1)?.n ?? after;
      seen.push(...lines.map(({ line }) => line));
    }
    await ada.client.logs.close({ id });
    expect(seen).toEqual(['line 1 ü', 'line 2 ü', 'line 3 ü', 'last']);
  });

  test('waits for a reader who stopped reading, and then has every line', async () => {
    const container = await writes('sleep 1; seq 1 40000; sleep 600');
    const { id } = await ada.client.logs.open({ container, follow: true });
    await until('all is written', async () => (await ada.engine.logs(container, { tail: 1 }))[0]?.line === '40000');
    await pause(500);
    let next = 1;
    for (let after = 0; next <= 40_000; ) {
      const { lines } = await ada.client.logs.next({ id, after, max: 1000 });
      after = lines.at(-1)?.n ?? after;
      for (const { line } of lines) expect(line).toBe(`${next++}`);
    }
    await ada.client.logs.close({ id });
  });

  test('is an error where there is no such container, or nothing was named', async () => {
    await expect(read({ container: 'no-such-container' })).rejects.toMatchObject({ code: 'UNKNOWN_CONTAINER' });
    await expect(read({})).rejects.toMatchObject({ code: 'BAD_COMMAND' });
  });
});
