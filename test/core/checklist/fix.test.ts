import { expect, test } from 'vitest';
import type { CheckSubject, Finding } from '#contract/checklist';
import { Problem } from '#contract/problem';
import type { RunDeps } from '#core/checklist/collected';
import { fixChecklist } from '#core/checklist/fix';
import { mend } from '#core/checklist/mend';
import { hiding } from '#core/secrets/hiding';

const silent = () => Promise.reject(new Problem('HOST_UNREACHABLE', 'No answer.', { hint: 'Start it.' }));
const deps = {
  hosts: { open: silent, known: () => [] },
  store: {
    settings: { get: () => null },
    evidence: { list: () => [] },
    said: { list: () => [] },
    deployments: { list: () => [] },
    access: 'read',
    trouble: null,
  },
  vault: { hiding: () => hiding([]) },
} as unknown as RunDeps;
const subject = (text: string): CheckSubject => ({ kind: 'file', file: { name: 'slipway.yaml', text } });

const careless = `# Ours.
service: shop        # the till asks it
model: { image: acme/shop:1.4.0 }
reliability:
  restart: "no"      # it was broken once
stage: internal
`;

test('what fails and can be set is set, and all else stays as it is written, comments too', async () => {
  const fixed = await fixChecklist(deps, { subject: subject(careless) });
  const set = fixed.applied.flatMap((it) => it.set.map(({ path }) => path.join('.')));
  expect(set).toEqual(expect.arrayContaining(['reliability.restart', 'scale.replicas', 'security.capDrop']));
  expect(fixed.text).toContain('  restart: "always"      # it was broken once');
  expect(fixed.text).toContain('# Ours.\nservice: shop        # the till asks it\n');
  expect(fixed).toMatchObject({ subject: { kind: 'file', name: 'shop' }, left: [], change: 'recreate' });
  expect(fixed.plan).toBeNull();
  expect(fixed.problem).toMatchObject({ code: 'HOST_UNREACHABLE' });
  expect(fixed.after.stops).toEqual([]);
});

test('only what was asked for is set, by its id however it is written', async () => {
  const fixed = await fixChecklist(deps, { subject: subject(careless), ids: ['rel-01'] });
  expect(fixed.applied).toMatchObject([{ id: 'REL-01', change: 'recreate', set: [{ value: 'always' }] }]);
  expect(fixed.text).toBe(careless.replace('"no"', '"always"'));
  expect((await fixChecklist(deps, { subject: subject(careless), ids: ['MON-07'] })).change).toBe('live');
});

test('what no setting brings about is left with what to do, and an id that no check has is refused', async () => {
  const { left, text, change } = await fixChecklist(deps, { subject: subject(careless), ids: ['EVO-02', 'VER-01'] });
  expect(left).toMatchObject([
    { id: 'EVO-02', why: 'No setting brings it about. Name integration.owner and integration.deputy.' },
    { id: 'VER-01', why: 'Nothing is to be mended.' },
  ]);
  expect([text, change]).toEqual([careless, 'none']);
  await expect(fixChecklist(deps, { subject: subject(careless), ids: ['SEC-99'] })).rejects.toMatchObject({
    code: 'BAD_COMMAND',
  });
});

const finding = (id: string, ...set: { path: (string | number)[]; value: unknown }[]): Finding => ({
  id,
  area: 'security',
  verdict: 'fail',
  severity: 'blocker',
  since: 'internal',
  stop: false,
  title: id,
  detail: '',
  evidence: null,
  remedy: { text: 'Set it.', minutes: 1, set, change: 'recreate' },
  stale: null,
  accepted: null,
  answer: null,
  question: null,
});
const callers = (value: string) => ({ path: ['front', 'callers'], value });
const source = { name: 'f', text: 'service: shop\nmodel: { image: a }\n' };

test('of two that set the same field the first has it, and the other is left unless it wants the same', () => {
  const mended = mend(source, [
    finding('A', callers('machine')),
    finding('B', callers('network')),
    finding('C', callers('machine')),
    finding('D', { path: ['front'], value: {} }),
  ]);
  expect(mended.applied.map(({ id }) => id)).toEqual(['A', 'C']);
  expect(mended.left).toMatchObject([
    { id: 'B', why: 'A sets front.callers already, to something else.' },
    { id: 'D', why: 'A sets front.callers already, to something else.' },
  ]);
});

test('what would leave no service file behind is left with the words of who reads it', () => {
  const mended = mend(source, [
    finding('A', { path: ['scale', 'replicas'], value: 0 }),
    finding('B', callers('machine')),
  ]);
  expect(mended.applied.map(({ id }) => id)).toEqual(['B']);
  expect(mended.left).toMatchObject([{ id: 'A', why: expect.stringMatching(/scale\.replicas/) }]);
  expect(mended.text).not.toContain('replicas');
});
