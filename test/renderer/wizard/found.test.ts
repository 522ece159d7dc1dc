import { expect, test } from 'vitest';
import type { Judgement, Report } from '#contract/checklist';
import { settingsBetween } from '../../../renderer/src/wizard/differs.ts';
import { allOf, foundOf } from '../../../renderer/src/wizard/found.ts';
import { finding } from '../checklist/made.ts';

const judgement = (...findings: Judgement['findings']) => ({ findings }) as unknown as Judgement;
const report = (...findings: Report['findings']) => ({ findings }) as unknown as Report;
const ids = (findings: readonly { id: string }[]) => findings.map(({ id }) => id);

test('the judgement of the newest text has the say, and the checklist adds what it knows besides', () => {
  const found = foundOf({
    judgement: judgement(finding('memory'), finding('room', { verdict: 'fail', stop: true })),
    report: report(
      finding('memory', { verdict: 'fail' }),
      finding('owner', { verdict: 'warn' }),
      finding('load', { verdict: 'unchecked' }),
      finding('gpu', { verdict: 'not-applicable' }),
    ),
  });
  expect([ids(found.open), ids(found.well), ids(found.later)]).toEqual([['room', 'owner'], ['memory'], ['load']]);
});

test('a checklist of the same text knows more than its judgement, but for what stops it', () => {
  const both = {
    judgement: judgement(
      finding('user', { verdict: 'unchecked' }),
      finding('room', { verdict: 'fail', stop: true }),
      finding('quick', { verdict: 'fail' }),
    ),
    report: report(finding('user'), finding('room'), finding('quick', { verdict: 'accepted' })),
  };
  const shown = (agrees: boolean) => allOf({ ...both, agrees }).map(({ id, verdict }) => `${id} ${verdict}`);
  expect(shown(true)).toEqual(['user pass', 'room fail', 'quick accepted']);
  expect(shown(false)).toEqual(['user unchecked', 'room fail', 'quick fail']);
});

test('nothing stops a draft but what its judgement says', () => {
  const { open } = foundOf({ judgement: judgement(), report: report(finding('a', { verdict: 'fail', stop: true })) });
  expect(open).toMatchObject([{ id: 'a', stop: false }]);
  expect(foundOf({ judgement: null, report: null })).toEqual({ open: [], well: [], later: [] });
});

test('the settings in which two files differ are known before anything is tried', () => {
  const before = { service: 'shop', scale: { replicas: 2, memory: '128m' }, monitoring: {} };
  const after = { service: 'shop', scale: { replicas: 2, memory: '256m' }, monitoring: { tell: ['desktop'] } };
  expect(settingsBetween(before, after).map(({ what, old, new: next }) => [what, old, next])).toEqual([
    ['scale.memory', '128m', '256m'],
    ['monitoring.tell', '–', '["desktop"]'],
  ]);
  expect(settingsBetween(undefined, undefined)).toEqual([]);
});
