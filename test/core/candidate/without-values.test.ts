import { expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { withoutValues } from '#core/candidate/without-values';
import { label } from '#core/docker/labels';
import type { Engine } from '#core/docker/types';

const value = 'known-to-the-host-alone';
const failure = new Problem('NOT_READY', `It ended.\ntoken ${value}`, { hint: 'Look at its log.' });

test('a value that only the host knows is taken out of a failure', async () => {
  const labels = { [label.secrets]: 'token', [label.secretVariables]: 'TOKEN' };
  const engine = {
    listContainers: async () => [{ id: 'c', name: 'c', labels }],
    inspectContainer: async () => ({ Mounts: [], Config: { Env: [`TOKEN=${value}`] } }),
  } as unknown as Engine;
  const told = await withoutValues(failure, engine, 'digits');
  expect(told).toMatchObject({ code: 'NOT_READY', message: 'It ended.\ntoken [redacted]', hint: failure.hint });
});

test('where the host cannot be read, the lines of the log are left out', async () => {
  const listContainers = () => Promise.reject(new Error('the engine is away'));
  const told = await withoutValues(failure, { listContainers } as unknown as Engine, 'digits');
  expect(told).toMatchObject({ code: 'NOT_READY', message: 'It ended.', hint: failure.hint });
});
