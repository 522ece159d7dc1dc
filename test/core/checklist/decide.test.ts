import { describe, expect, test } from 'vitest';
import { allChecks } from '#core/checklist/all';
import { cases } from './cases.ts';
import { at, foundOf, type Given } from './made.ts';

const check = (id: string) => allChecks.filter((it) => it.id === id);
const by = { reason: 'ada is on holiday', by: 'grace', until: '2030-02-01T00:00:00.000Z' };
const found = (id: string, given: Given = {}) => {
  const { kind = 'container', fails } = cases[id] ?? { fails: {} };
  const [one] = foundOf(check(id), { kind, ...fails, ...given });
  if (!one) throw new Error(`${id} found nothing`);
  return one;
};

describe('what somebody lives with', () => {
  const accepted = { now: [{ id: 'EVO-02', ...by }] };
  test('is accepted, stops nothing, and says who, why and until when', () => {
    expect(found('EVO-02')).toMatchObject({ verdict: 'fail', stop: true, accepted: null });
    expect(found('EVO-02', { accepted })).toMatchObject({ verdict: 'accepted', stop: false, accepted: by });
    expect(found('EVO-02', { accepted }).evidence).toEqual(found('EVO-02').evidence);
  });

  test('is as it was once its date has passed, and says whose it was', () => {
    const over = found('EVO-02', { accepted: { over: [{ id: 'EVO-02', ...by }] } });
    expect(over).toMatchObject({ verdict: 'fail', stop: true, accepted: null });
    expect(over.detail).toMatch(/ Accepted until 2030-02-01 by grace, over\.$/);
  });

  test('is nothing that passes: what is mended needs nobody to live with it', () => {
    expect(found('EVO-02', { ...cases['EVO-02']?.passes, accepted })).toMatchObject({
      verdict: 'pass',
      accepted: null,
    });
  });

  test('is nothing that could not be checked', () => {
    const [one] = foundOf(check('EVO-02'), { kind: 'file', accepted });
    expect(one).toMatchObject({ verdict: 'unchecked', accepted: null });
  });

  test('is a stop only where one may live with it, by its own name or its check’s', () => {
    for (const id of ['no-way-back', 'VER-10'])
      expect(found('VER-10', { stopped: 'no-way-back', accepted: { now: [{ id, ...by }] } })).toMatchObject({
        verdict: 'accepted',
        stop: false,
      });
    for (const id of ['SEC-01', 'SEC-19', 'SEC-12'])
      expect([id, found(id, { accepted: { now: [{ id, ...by }] } })]).toMatchObject([
        id,
        { verdict: 'fail', stop: true },
      ]);
  });

  test('may be what such a check only takes for likely: a secret in a file, by its name', () => {
    const given: Given = { kind: 'file', ...cases['SEC-19']?.fails, file: cases['EVO-02']?.fails.file as never };
    expect(found('SEC-19', given)).toMatchObject({ verdict: 'fail', stop: true });
    expect(found('SEC-19', { ...given, accepted: { now: [{ id: 'SEC-19', ...by }] } }).verdict).toBe('accepted');
  });
});

describe('an answer', () => {
  const said = (until: string) => ({ 'MON-22': { text: 'grace, page 7', by: 'ada', at, until } });
  test('is the evidence, with who gave it and until when', () => {
    expect(found('MON-22', { said: said('2030-03-01T23:59:59.999Z') })).toMatchObject({
      verdict: 'pass',
      stale: null,
      question: expect.stringMatching(/\?$/),
      answer: { text: 'grace, page 7', by: 'ada' },
      evidence: { value: 'grace, page 7 (ada, until 2030-03-01)' },
    });
  });

  test('is stale once it is over, and says why', () => {
    expect(found('MON-22', { said: said('2029-12-01T00:00:00.000Z') })).toMatchObject({
      verdict: 'pass',
      stop: false,
      stale: 'What ada answered held until 2029-12-01. Ask again.',
      answer: { text: 'grace, page 7' },
    });
  });

  test('never turns into a pass what is measured to fail', () => {
    const all = Object.fromEntries(allChecks.map(({ id }) => [id, { ...by, at, text: 'all is well' }]));
    for (const { id, asks } of allChecks) {
      const given = { ...cases[id]?.fails, said: all };
      // Of a check that asks, what fails without an answer is just that.
      if (asks === undefined) expect([id, found(id, given).verdict]).toEqual([id, 'fail']);
    }
    const [personal] = foundOf(check('INT-15'), {
      kind: 'file',
      file: cases['EVO-02']?.fails.file as never,
      said: all,
    });
    expect(personal).toMatchObject({ verdict: 'fail', stop: true, question: null });
  });

  test('is asked of nobody for a stranger’s container', () => {
    for (const { id, asks } of allChecks)
      if (asks !== undefined && id !== 'INT-15')
        expect(found(id, { kind: 'container' })).toMatchObject({ verdict: 'not-applicable', question: null });
  });
});
