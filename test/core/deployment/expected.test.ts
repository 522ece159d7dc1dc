import { describe, expect, test } from 'vitest';
import { refuseUnlooked } from '#core/deployment/expected';
import type { Observed } from '#core/deployment/observed';
import { planDeployment, planHash } from '#core/deployment/plan';
import type { Wanted } from '#core/deployment/wanted';
import type { WorkedOut } from '#core/deployment/work-out';
import { file, nothing, release, serving, wanted } from './samples.ts';

const worked = (observed: Observed, of: Wanted): WorkedOut => ({
  observed,
  wanted: of,
  planned: planDeployment(observed, of),
});
const looked = planHash(planDeployment(serving(), wanted(2)).steps);
const never = async (): Promise<WorkedOut> => {
  throw new Error('what is as expected is not worked out again');
};
const changed = (message: RegExp) =>
  expect.objectContaining({ code: 'CHANGED_MEANWHILE', message: expect.stringMatching(message) });

test('what somebody looked at is done', async () => {
  await refuseUnlooked(looked, worked(serving(), wanted(2)), never);
});

describe('what is not what somebody looked at is refused, and said', () => {
  test.each([
    ['another release serves by now', serving(), wanted(3), /"deploy 1\.3\.0 \(r3\)", \d+ steps/],
    ['another number of replicas', serving(), wanted(2, { replicas: 3 }), /deploy/],
    ['somebody else has changed what is in force', serving({}, file({ note: 'theirs' })), wanted(2), /deploy/],
    ['it was retired meanwhile', nothing, wanted(2), /deploy/],
    ['another image has the tag', serving(), wanted(2, { release: release(2, { digest: 'sha256:other' }) }), /deploy/],
  ])('%s', async (_why, observed, of, message) => {
    const work = worked(observed, of);
    await expect(refuseUnlooked(looked, work, async () => work)).rejects.toEqual(changed(message));
  });

  test('nothing is left to be done', async () => {
    const work: WorkedOut = { ...worked(serving(), wanted(2)), planned: { kind: 'deploy', steps: [], gap: 0 } };
    await expect(refuseUnlooked(looked, work, async () => work)).rejects.toEqual(changed(/now nothing would be done/));
  });
});

test('weights that a plan cannot read make no other plan of it', async () => {
  const weights = [{ volume: 'models', path: '', sha256: 'aa', stamp: '1' }];
  const read = worked(serving(), wanted(3, { weights }));
  await refuseUnlooked(looked, read, async () => worked(serving(), wanted(2)));
});

test('what differs for another reason than weights is not looked at a second time', async () => {
  const other = worked(serving(), wanted(3));
  const again = async () => worked(serving(), wanted(2));
  await expect(refuseUnlooked(looked, other, again)).rejects.toEqual(changed(/now it is/));
});

test('an image that was pulled since is the same, and one that the tag has now is not', async () => {
  const { digest, run } = release(2);
  const reference = `${run.model.image.split(':')[0]}@${digest}`;
  const pulled = planHash(planDeployment(serving(), wanted(2, { pull: reference })).steps);
  await refuseUnlooked(pulled, worked(serving(), wanted(2)), never);
  const other = worked(serving(), wanted(2, { release: release(2, { digest: 'sha256:other' }) }));
  await expect(refuseUnlooked(pulled, other, async () => other)).rejects.toEqual(changed(/deploy/));
});
