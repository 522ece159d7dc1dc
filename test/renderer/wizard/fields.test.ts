import { describe, expect, test } from 'vitest';
import { editOf, goldenIn, isDetailed, namesIn, shownIn, withEdits } from '../../../renderer/src/wizard/fields.ts';

describe('what is typed into the form', () => {
  test('a number is written as a number, a version as text', () => {
    expect(editOf('port', ' 8080 ')).toEqual({ path: ['model', 'port'], value: 8080 });
    expect(editOf('cpus', '0.5')).toEqual({ path: ['scale', 'cpus'], value: 0.5 });
    expect(editOf('version', '1.0')).toEqual({ path: ['model', 'version'], value: '1.0' });
  });
  test('what is no number stays as typed, so that it can be told', () => {
    expect(editOf('replicas', 'two')).toEqual({ path: ['scale', 'replicas'], value: 'two' });
  });
  test('an emptied field leaves the file', () => {
    expect(editOf('memory', ' ')).toEqual({ path: ['scale', 'memory'], value: null });
  });
});

describe('a list', () => {
  test('is typed with commas, and a comma at its end is no word', () => {
    expect(editOf('tell', 'desktop, ada@example.org, ')).toEqual({
      path: ['monitoring', 'tell'],
      value: ['desktop', 'ada@example.org'],
    });
    expect(editOf('tell', ' , ')).toEqual({ path: ['monitoring', 'tell'], value: null });
  });
  test('shows its words, or the names of what has more to it', () => {
    const fields = { monitoring: { tell: ['desktop', 'ada'] }, integration: { consumers: ['shop', { name: 'till' }] } };
    expect([shownIn(fields, 'tell'), isDetailed(fields, 'tell')]).toEqual(['desktop, ada', false]);
    expect([shownIn(fields, 'consumers'), isDetailed(fields, 'consumers')]).toEqual(['shop, till', true]);
  });
});

test('what says nothing without a field goes with it', () => {
  expect(editOf('review', '')).toEqual({ path: ['review'], value: null });
  expect(editOf('metrics', '/metrics')).toEqual({ path: ['model', 'metrics', 'path'], value: '/metrics' });
});

describe('what the form shows', () => {
  const fields = { service: 'digits', model: { version: 1.5, port: null }, scale: 'oops' };
  test('numbers and text as they stand in the file', () => {
    expect(shownIn(fields, 'service')).toBe('digits');
    expect(shownIn(fields, 'version')).toBe('1.5');
  });
  test('nothing where the file has something else there, or is no mapping at all', () => {
    expect(shownIn(fields, 'port')).toBe('');
    expect(shownIn(fields, 'replicas')).toBe('');
    expect(shownIn(null, 'service')).toBe('');
    expect(shownIn([1, 2], 'service')).toBe('');
  });
  test('edits at once, before the text has them', () => {
    const typed = withEdits(fields, [editOf('replicas', '2'), editOf('version', '')]);
    expect(shownIn(typed, 'replicas')).toBe('2');
    expect(shownIn(typed, 'version')).toBe('');
    expect(shownIn(fields, 'version')).toBe('1.5');
  });
  test('an entry that is added to a list, and one that is set in it', () => {
    const one = withEdits({ golden: [{ name: 'a' }] }, [{ path: ['golden', 1], value: { name: 'b' } }]);
    expect(goldenIn(one).map(({ name }) => name)).toEqual(['a', 'b']);
    expect(withEdits(one, [{ path: ['golden', 0, 'name'], value: 'c' }])).toMatchObject({
      golden: [{ name: 'c' }, {}],
    });
  });
});

describe('golden requests in words', () => {
  test('say what is asked and what has to come back', () => {
    const golden = [
      {
        name: 'a seven',
        request: { path: '/infer' },
        expect: { status: 200, within: '2s', json: { 'outputs[0].data[0]': 7 } },
      },
    ];
    expect(goldenIn({ golden })).toEqual([{ name: 'a seven', asks: 'POST /infer', wants: '= 7, within 2s' }]);
  });
  test('survive whatever stands there', () => {
    expect(goldenIn({ golden: 'many' })).toEqual([]);
    expect(goldenIn({ golden: [null, 3, { expect: 5 }] }).map(({ wants }) => wants)).toEqual(
      Array.from({ length: 3 }, () => 'any answer'),
    );
  });
});

test('a draft is named by the service and the image in its text, comments and quotes aside', () => {
  const text = '# mine\nservice: "digits" # a name\nmodel:\n  image: acme/digits:1.0 # as it is\n';
  expect(namesIn(text)).toEqual({ service: 'digits', image: 'acme/digits:1.0' });
  expect(namesIn('')).toEqual({ service: null, image: null });
});
