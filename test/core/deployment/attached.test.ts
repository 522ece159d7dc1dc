import { Duplex } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { acquire } from '#core/deployment/lock';
import { weigh } from '#core/deployment/weigh';
import type { Engine } from '#core/docker/types';

const refused = new Problem('ENGINE_REFUSED', 'no room', { hint: '' });
const { signal } = new AbortController();

/** An engine that attaches, and starts nothing. */
function unstarting() {
  const stream = new Duplex({ read() {}, write: (_chunk, _encoding, done) => done() });
  const removed: string[] = [];
  const verbs: Partial<Engine> = {
    createContainer: async () => 'made',
    inspectContainer: async () => null,
    listVolumes: async () => [{ name: 'models', labels: {} }],
    attach: async () => stream,
    startContainer: () => Promise.reject(refused),
    removeContainer: async (id) => void removed.push(id),
  };
  return { engine: verbs as Engine, stream, removed };
}

describe('a stream to a container that cannot be started is let go', () => {
  test('of the lock, which is then lost', async () => {
    const { engine, stream, removed } = unstarting();
    {
      const holder = { service: 'digits', deployment: 'D', operator: 'ada', image: 'i' };
      await using lock = await acquire(engine, holder, signal);
      await expect(lock.confirmed).rejects.toBe(refused);
      expect(lock.signal.aborted).toBe(true);
      expect(stream.destroyed).toBe(true);
    }
    expect(removed).toEqual(['made']);
  });

  test('of what reads weights', async () => {
    const { engine, stream, removed } = unstarting();
    const scales = { engine, service: 'digits', image: 'i', deployment: 'D' };
    await expect(weigh(scales, { volume: 'models', path: '' }, signal)).rejects.toBe(refused);
    expect(stream.destroyed).toBe(true);
    expect(removed).toEqual(['made']);
  });
});
