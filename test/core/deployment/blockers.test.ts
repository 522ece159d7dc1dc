import { expect, test } from 'vitest';
import { type Checklist, type Failing, withBlockers } from '#core/deployment/blockers';
import type { Step } from '#core/deployment/steps';
import type { LivedWith } from '#core/deployment/wanted';
import { file, imagesOnly, info, serving, wanted } from './samples.ts';

const owner: Failing = { id: 'EVO-02', title: 'Nobody is named to ask', isNever: false, stop: null };
const alerts: Failing = { id: 'MON-07', title: 'Nobody is told when it fails', isNever: false, stop: null };
const open: Failing = { id: 'SEC-12', title: 'Administration is open', isNever: true, stop: 'administration-open' };
const until = '2030-02-01T23:59:59.999Z';
const lives = (id: string, by?: string): LivedWith => ({ id, reason: 'so', until, what: null, ...(by ? { by } : {}) });

type Given = { stage?: string; steps?: number; failing?: Failing[]; accepted?: LivedWith[] };
async function judged({ stage = 'production', steps = 1, failing = [owner, alerts], accepted = [] }: Given) {
  const note: Step = { do: 'note', target: 'digits' };
  const planned = { kind: 'deploy' as const, steps: Array.from({ length: steps }, () => note), gap: 0 };
  const work = { observed: serving(), wanted: wanted(2, { accepted, told: ['a note'] }), planned };
  const checks: Checklist = { ids: [], onlyStop: () => null, failing: async () => failing };
  const host = { name: 'local', engine: imagesOnly({}), info };
  const on = { host, checks, signal: new AbortController().signal };
  return (await withBlockers(work, { file: file({ stage }) }, on)).wanted;
}

test('all that fails as a blocker is said at once, with its ids and what can be done', async () => {
  await expect(judged({})).rejects.toMatchObject({
    code: 'STOPPED',
    stop: undefined,
    message:
      '2 findings keep it out of production: EVO-02 (Nobody is named to ask), MON-07 (Nobody is told when it fails)',
    hint: expect.stringMatching(/slipway check -f FILE.*--accept EVO-02="why" --until DATE/),
    blockers: ['EVO-02', 'MON-07'],
  });
  await expect(judged({ accepted: [lives('EVO-02')] })).rejects.toMatchObject({
    message: 'MON-07 keeps it out of production: Nobody is told when it fails',
    blockers: ['MON-07'],
  });
});

test('what can only be mended is said to be so, and no acceptance counts for it', async () => {
  await expect(judged({ failing: [open, owner], accepted: [lives('SEC-12'), lives('EVO-02')] })).rejects.toMatchObject({
    blockers: ['SEC-12'],
    hint: expect.stringMatching(/SEC-12 can only be mended\.$/),
  });
});

test.each(['trial', 'internal', 'production'])('a stop that only a check sees stops in %s', async (stage) => {
  await expect(judged({ stage, failing: [open] })).rejects.toMatchObject({
    code: 'STOPPED',
    stop: 'administration-open',
    message: 'SEC-12 keeps it from going ahead: Administration is open',
    blockers: ['SEC-12'],
  });
});

test('a stop that the deployment finds by itself is left to it below production', async () => {
  const fits: Failing = { id: 'SCA-07', title: 'It does not fit', isNever: true, stop: 'does-not-fit' };
  expect((await judged({ stage: 'trial', failing: [fits] })).told).toEqual(['a note']);
});

test('what somebody lives with goes ahead, and is told with what it would have stopped for', async () => {
  const found = await judged({ accepted: [lives('EVO-02'), lives('MON-07', 'grace'), lives('SCA-06', 'grace')] });
  expect(found.accepted).toEqual([
    { ...lives('EVO-02'), what: owner.title },
    { ...lives('MON-07', 'grace'), what: alerts.title },
  ]);
  expect(found.told).toEqual([
    'a note',
    'EVO-02: Nobody is named to ask. Accepted until 2030-02-01: so',
    'MON-07: Nobody is told when it fails. Accepted until 2030-02-01: so',
  ]);
});

test.each<[string, Given]>([
  ['below production', { stage: 'internal' }],
  ['where nothing is to be done', { steps: 0 }],
])('%s nothing of it stops', async (_what, given) => {
  expect((await judged(given)).told).toEqual(['a note']);
});

test('what is accepted with the deployment is recorded with it, also where nothing needed it', async () => {
  expect((await judged({ failing: [], accepted: [lives('EVO-02')] })).accepted).toEqual([lives('EVO-02')]);
});
