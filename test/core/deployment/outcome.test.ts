import { expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import type { CarryingOut } from '#core/deployment/job';
import { problemOf } from '#core/deployment/outcome';
import type { Step } from '#core/deployment/steps';

const job = (kind: string, steps: readonly Partial<Step>[]) =>
  ({
    work: { planned: { kind, steps }, wanted: { service: 'digits' } },
    cancelled: new AbortController().signal,
  }) as unknown as CarryingOut;

const network = { do: 'remove', target: 'slipway-digits' } as unknown as Step;
const stuck = (cause: unknown, ...left: Step[]) =>
  ({ end: 'stuck', cause, left: left.map((step) => ({ step, cause: null })) }) as const;

test('what a retirement leaves is told with where to look and that the same command goes on', () => {
  const refused = new Problem('ENGINE_REFUSED', 'The engine refused it', { hint: '' });
  expect(problemOf(stuck(refused, network), job('retire', [network]))).toMatchObject({
    code: 'NEEDS_PERSON',
    hint: 'Look at "docker ps -a --filter label=io.slipway.service=digits", then run the command again.',
  });
});

test('a network that the engine holds for in use is told with how to see whether it is, and what to do where it is not', () => {
  const refused = new Problem('ENGINE_REFUSED', 'remove network slipway-digits: network has active endpoints', {
    hint: '',
  });
  expect(problemOf(stuck(refused, network), job('retire', [network]))).toMatchObject({
    code: 'NEEDS_PERSON',
    message: expect.stringContaining('has active endpoints'),
    hint: 'If "docker network inspect slipway-digits" shows no container, the engine miscounts: restart the engine, then run the command again.',
  });
});
