import { expect, test } from 'vitest';
import { type Settling, settleAll } from '#core/deployment/settling';
import type { OpenHost } from '#core/host/hosts';
import { beginning, scratchStore } from '../store/scratch.ts';
import { info } from './samples.ts';

test('what was interrupted on a read-only host is told with the reason, and nothing is done to settle it', async () => {
  const store = scratchStore();
  store.deployments.begin(beginning({ id: '01AAAAAAAAAAAAAAAAAAAAAAAA', host: 'prod', engine: info.id }));
  const asked: string[] = [];
  const engine = new Proxy({}, { get: (_, verb) => () => void asked.push(String(verb)) });
  const open = { name: 'prod', engine, info, mode: 'read-only' } as unknown as OpenHost;
  const settling = {
    store,
    hosts: { open: async () => open },
    operator: 'ada',
    isRunning: () => false,
    underway: new Set(),
    imageFor: async () => 'sha256:gateway',
  } as unknown as Settling;
  expect(await settleAll(undefined, settling)).toMatchObject([
    {
      id: '01AAAAAAAAAAAAAAAAAAAAAAAA',
      outcome: 'left',
      reason: expect.stringContaining('Settling the deploy of digits is refused: the host prod is read-only'),
    },
  ]);
  expect(asked).toEqual([]);
  expect(store.deployments.unfinished()).toHaveLength(1);
});
