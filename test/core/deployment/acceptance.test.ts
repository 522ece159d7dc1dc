import { describe, expect, test } from 'vitest';
import type { Said } from '#contract/history';
import { stopIds } from '#contract/problem';
import { knownChecks } from '#core/checklist/known';
import { acceptedBy, readAcceptances, refuseTelling, standing } from '#core/deployment/acceptance';
import type { LivedWith } from '#core/deployment/wanted';
import { hiding } from '#core/secrets/hiding';
import { Redacted } from '#core/secrets/redacted';

const now = new Date('2030-06-01T12:00:00Z');
const accept = (given: { id?: string; reason?: string; until?: string }) => () =>
  readAcceptances(
    [{ id: 'no-way-back', reason: 'the old weights were wrong', until: '2031-01-31', ...given }],
    knownChecks,
    now,
  );

test('a missing way back is accepted with a reason, to the end of a day or to the minute', () => {
  expect(accept({ reason: ' as agreed ' })()).toEqual([
    { id: 'no-way-back', reason: 'as agreed', until: '2031-01-31T23:59:59.999Z' },
  ]);
  expect(accept({ until: '2030-06-01' })()).toMatchObject([{ until: '2030-06-01T23:59:59.999Z' }]);
  expect(accept({ until: '2031-01-31T10:00:00+02:00' })()).toMatchObject([{ until: '2031-01-31T08:00:00.000Z' }]);
});

test.each(stopIds.filter((id) => id !== 'no-way-back' && id !== 'breaking-change'))(
  '%s can never be accepted, and it is said why',
  (id) => {
    expect(accept({ id })).toThrow(
      expect.objectContaining({
        code: 'BAD_COMMAND',
        message: expect.stringMatching(new RegExp(`^${id} can never be accepted: \\w.+\\.$`)),
        hint: expect.stringContaining('no-way-back'),
      }),
    );
  },
);

test.each([
  ['no-wayback', 'no-way-back'],
  ['EVO-002', 'EVO-02'],
])('%s is no id, and %s is named for it', (id, near) => {
  expect(accept({ id })).toThrow(
    expect.objectContaining({
      code: 'BAD_COMMAND',
      hint: `Did you mean ${near}?`,
      message: expect.stringContaining(id),
    }),
  );
});

test('a check is accepted by its id, however it is written', () => {
  expect(accept({ id: 'evo-02' })()).toMatchObject([{ id: 'EVO-02' }]);
});

test.each(['SEC-01', 'SEC-08', 'SEC-20', 'SCA-22', 'taken-by-another', 'not-resolvable'])(
  '%s is nothing but such a stop, so that it cannot be accepted by its id either',
  (id) => expect(accept({ id })).toThrow(expect.objectContaining({ message: expect.stringMatching('never') })),
);

describe('what is lived with now', () => {
  const said = (kind: Said['kind'], id: string, until: string | null, text = 'so'): Said => ({
    ...{ kind, id, until, service: 'digits', host: 'local', by: 'ada', console: 'test', at: '2030-01-01T00:00:00Z' },
    text: kind === 'withdrawn' ? null : text,
  });
  const ids = (...all: Said[]) => standing(all, now.getTime()).now.map(({ id }) => id);
  const later = '2030-07-01T00:00:00Z';
  test('is what was accepted last and is not over', () => {
    expect(ids(said('accepted', 'EVO-02', later), said('accepted', 'SCA-06', '2030-05-01T00:00:00Z'))).toEqual([
      'EVO-02',
    ]);
    expect(
      standing([said('accepted', 'EVO-02', later, 'new'), said('accepted', 'EVO-02', later)], 0).now,
    ).toMatchObject([{ reason: 'new', by: 'ada' }]);
  });
  test('is not what was taken back since, be it by the stop or by its check', () => {
    expect(ids(said('withdrawn', 'VER-10', null), said('accepted', 'no-way-back', later))).toEqual([]);
    expect(ids(said('accepted', 'VER-10', later), said('withdrawn', 'no-way-back', null))).toEqual(['VER-10']);
  });
  test('is over, once its date has passed', () => {
    const { over } = standing([said('accepted', 'EVO-02', '2030-05-01T00:00:00Z')], now.getTime());
    expect(over).toMatchObject([{ id: 'EVO-02', by: 'ada' }]);
  });
  test('is no answer', () => expect(ids(said('answered', 'INT-17', later))).toEqual([]));
});

test.each([
  ['no reason', { reason: ' ' }],
  ['no date', { until: 'soon' }],
  ['a date that is none', { until: '2031-13-45' }],
  ['a number', { until: '2031' }],
  ['a day that is over', { until: '2030-05-31' }],
  ['a day more than a year away', { until: '2031-06-10' }],
  ['a reason as long as a file', { reason: 'x'.repeat(1_001) }],
])('%s is refused', (_what, given) => {
  expect(accept(given)).toThrow(expect.objectContaining({ code: 'BAD_COMMAND', hint: expect.stringMatching(/\w/) }));
});

test('a reason that holds the value of a secret is refused without repeating it', () => {
  const accepted = accept({ reason: 'the token hunter-two-42 was lost' })();
  const telling = () => refuseTelling(accepted, hiding([new Redacted(Buffer.from('hunter-two-42'))]));
  expect(telling).toThrow(
    expect.objectContaining({ code: 'BAD_COMMAND', message: expect.not.stringContaining('hunter') }),
  );
  expect(() => refuseTelling(accepted, hiding([]))).not.toThrow();
});

describe('as it is recorded', () => {
  test('it says by whom, and what would have stopped', () => {
    const what = 'Its weights were overwritten';
    const accepted = accept({})().map((it) => ({ ...it, what }));
    expect(acceptedBy('ada', { accepted })).toMatchObject({ accepted: [{ by: 'ada', id: 'no-way-back', what }] });
  });
  test('what breaks callers is known late, and is no part of it where nothing does', () => {
    const [accepted] = accept({ id: 'INT-03' })();
    const asked = { accepted: [{ ...accepted, what: null } as LivedWith] };
    const before = { accepted: asked.accepted.map((it) => ({ ...it, by: 'grace' })) };
    expect(acceptedBy('ada', asked, 'x is gone')).toMatchObject({ accepted: [{ by: 'ada', what: 'x is gone' }] });
    expect(acceptedBy('ada', before, 'x is gone')).toMatchObject({ accepted: [{ by: 'grace', what: 'x is gone' }] });
    expect(acceptedBy('ada', before)).toEqual({});
    expect(acceptedBy('ada', asked)).toMatchObject({ accepted: [{ by: 'ada', what: null }] });
  });
  test('nothing is said where nothing was accepted', () => expect(acceptedBy('ada', { accepted: [] })).toEqual({}));
});
