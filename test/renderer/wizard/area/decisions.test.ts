import { describe, expect, test } from 'vitest';
import type { Area, Finding } from '#contract/checklist';
import { areaIn, nextOf, questionsIn, standings } from '../../../../renderer/src/wizard/area/decisions.ts';
import { saysOf, wizardAreas } from '../../../../renderer/src/wizard/area/says.ts';
import { finding } from '../../checklist/made.ts';

const of = (area: Area, fields: unknown, ...findings: Finding[]) =>
  standings(fields, findings).find((one) => one.area === area);
const asks = (some: Partial<Finding> = {}) =>
  finding('MON-22', { area: 'monitoring', question: 'Who is called?', verdict: 'fail', ...some });

describe('how far an area has come', () => {
  test('in trial nothing has to be decided but what proves that it works', () => {
    expect(of('monitoring', {})).toMatchObject({ kind: 'idle', says: 'filled in' });
    expect(of('reliability', { golden: [] })).toMatchObject({ kind: 'idle', says: '1 to decide' });
    expect(of('reliability', { golden: [{ name: 'a seven' }] })).toMatchObject({ kind: 'pass', says: 'decided' });
  });

  test('a stage further on wants more', () => {
    const scale = { replicas: 2, memory: '512m', cpus: 1 };
    expect(of('scalability', { scale })).toMatchObject({ kind: 'pass' });
    expect(of('scalability', { stage: 'internal', scale: { replicas: 2 } })).toMatchObject({ says: '2 to decide' });
    expect(of('scalability', { stage: 'production', scale })).toMatchObject({ says: '2 to decide' });
    const slo = { ...scale, peak: 40, slo: { p95: '250ms' } };
    expect(of('scalability', { stage: 'production', scale: slo })).toMatchObject({ says: 'decided' });
  });

  test('what was found goes before what is decided', () => {
    const bad = finding('SEC-02', { verdict: 'fail' });
    const poor = finding('SEC-07', { verdict: 'warn' });
    const fields = { security: { user: '1000' } };
    expect(of('security', fields)).toMatchObject({ kind: 'pass' });
    expect(of('security', fields, poor)).toMatchObject({ kind: 'warn', says: '1 to look at' });
    expect(of('security', fields, poor, bad)).toMatchObject({ kind: 'fail', says: '2 to look at' });
    expect(of('security', fields, { ...bad, severity: 'advice' })).toMatchObject({ kind: 'pass' });
  });

  test('an empty list or mapping decides nothing, and false does', () => {
    const integration = (personalData: unknown) => of('integration', { integration: { personalData, consumers: [] } });
    expect(integration(undefined)).toMatchObject({ says: 'filled in' });
    expect(integration(false)).toMatchObject({ says: 'decided' });
  });

  test('a question is open until somebody answers it, and where its stage does not want that it is optional', () => {
    expect(of('monitoring', {}, asks({ severity: 'advice' }))).toMatchObject({ says: 'filled in' });
    const answered = asks({ verdict: 'pass', answer: { text: 'ada', by: 'ada', at: '', until: '' } });
    expect(of('monitoring', {}, answered)).toMatchObject({ kind: 'pass', says: 'decided' });
  });
});

test('asked is what applies, in its own area', () => {
  const idle = asks({ id: 'SEC-39', area: 'security', verdict: 'not-applicable' });
  const all = [asks(), idle, finding('MON-10', { area: 'monitoring' })];
  expect(questionsIn('monitoring', all).map(({ id }) => id)).toEqual(['MON-22']);
  expect(questionsIn('security', all)).toEqual([]);
});

test('the areas follow one another, and lead to the review', () => {
  expect(nextOf('integration')).toEqual({ area: 'scalability', name: 'Scalability' });
  expect(nextOf('evolution')).toEqual({ area: null, name: 'Review' });
  expect(nextOf(null)).toBeNull();
  expect([areaIn('security'), areaIn('nonsense'), areaIn(7), areaIn(undefined)]).toEqual([
    'security',
    null,
    null,
    null,
  ]);
});

test('each says in a sentence why, what is measured now and what is not', () => {
  for (const area of wizardAreas)
    for (const words of Object.values(saysOf[area])) expect(words).toMatch(/^[A-Z].{20,160}\.$/);
});
