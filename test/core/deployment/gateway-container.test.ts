import { expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { askingGateway, wakeGateway } from '#core/deployment/gateway-container';
import type { Observed } from '#core/deployment/observed';
import type { Site } from '#core/deployment/site';
import { frontOf } from '#core/service/split';
import { file, nothing, serving, wanted } from './samples.ts';

const taken = new Problem('ENGINE_REFUSED', 'address already in use', { hint: '' });
const startOn = (observed: Observed, front: object) =>
  wakeGateway(
    {
      engine: { startContainer: () => Promise.reject(taken) },
      found: { gateway: 'g' },
      observed,
      wanted: wanted(1, { front: frontOf(file({ front })) }),
    } as unknown as Site,
    AbortSignal.timeout(1_000),
  );

test.each([
  ['of a first release that asks for it', nothing, { port: 9000 }, /^Name a free port in front\.port, or leave it out/],
  ['of a first release that took the next free one', nothing, {}, /^Somebody else took it just now/],
  ['of a gateway that is there, which moves with a gap', serving(), { port: 9000 }, /--allow-gap/],
])('a port that is taken, %s, is told with what to do', async (_what, observed, front, hint) => {
  await expect(startOn(observed, front)).rejects.toMatchObject({
    code: 'STOPPED',
    stop: 'taken-by-another',
    message: expect.stringContaining('127.0.0.1:9000'),
    hint: expect.stringMatching(hint),
  });
});

const noExec = new Problem('ENGINE_NOT_FOUND', 'run sh in 72bb8df1e004: No such exec instance', { hint: '' });
const askedOn = (gateway: object | null) =>
  askingGateway(
    {
      engine: { inspectContainer: async () => gateway },
      found: { gateway: 'g' },
      wanted: wanted(2),
    } as unknown as Site,
    AbortSignal.timeout(1_000),
    () => Promise.reject(noExec),
  );

test.each([
  ['removed', null],
  ['stopped', { State: { Running: false, Restarting: false, Dead: false, Status: 'exited' } }],
])('a gateway that somebody %s while it was asked is told as that, not in the words of the engine', async (how, it) => {
  await expect(askedOn(it)).rejects.toMatchObject({
    code: 'GATEWAY_FAILED',
    message: `The gateway of digits was ${how} by somebody while r2 was put into service`,
  });
});

test('what fails in a gateway that runs is told as it is', async () => {
  await expect(askedOn({ State: { Running: true } })).rejects.toBe(noExec);
});
