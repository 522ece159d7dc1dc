import { describe, expect, test } from 'vitest';
import { type StopId, stopIds } from '#contract/problem';
import { acceptedBy, readAcceptances, refuseTelling } from '#core/deployment/acceptance';
import { hiding } from '#core/secrets/hiding';
import { Redacted } from '#core/secrets/redacted';

const now = new Date('2030-06-01T12:00:00Z');
const accept = (given: { id?: StopId; reason?: string; until?: string }) => () =>
  readAcceptances([{ id: 'no-way-back', reason: 'the old weights were wrong', until: '2031-01-31', ...given }], now);

test('a missing way back is accepted with a reason, to the end of a day or to the minute', () => {
  expect(accept({ reason: ' as agreed ' })()).toEqual([
    { id: 'no-way-back', reason: 'as agreed', until: '2031-01-31T23:59:59.999Z' },
  ]);
  expect(accept({ until: '2030-06-01' })()).toMatchObject([{ until: '2030-06-01T23:59:59.999Z' }]);
  expect(accept({ until: '2031-01-31T10:00:00+02:00' })()).toMatchObject([{ until: '2031-01-31T08:00:00.000Z' }]);
});

test.each(stopIds.filter((id) => id !== 'no-way-back'))('%s can never be accepted, and it is said why', (id) => {
  expect(accept({ id })).toThrow(
    expect.objectContaining({
      code: 'BAD_COMMAND',
      message: expect.stringMatching(new RegExp(`^${id} can never be accepted: \\w.+\\.$`)),
      hint: expect.stringContaining('no-way-back'),
    }),
  );
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
  test('nothing is said where nothing was accepted', () => expect(acceptedBy('ada', { accepted: [] })).toEqual({}));
});
