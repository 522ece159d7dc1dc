import { expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { wakeGateway } from '#core/deployment/gateway-container';
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
