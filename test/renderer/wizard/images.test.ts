import { describe, expect, test } from 'vitest';
import {
  choicesOf,
  matching,
  nextOf,
  repositoryOf,
  tagOf,
  typedReference,
} from '../../../renderer/src/wizard/images.ts';

const image = (name: string, day: number, id = name) => ({
  name,
  id,
  digest: null,
  createdAt: `2026-11-${String(day).padStart(2, '0')}T00:00:00Z`,
  size: 1,
  version: null,
  title: null,
  exposes: [],
});
const on = (host: string, ...images: ReturnType<typeof image>[]) => ({ host, images });

describe('the images to choose from', () => {
  test('are newest first, whatever host they are on', () => {
    const choices = choicesOf([on('a', image('x:1', 1)), on('b', image('y:1', 3), image('x:2', 2))]);
    expect(choices.map(({ name }) => name)).toEqual(['y:1', 'x:2', 'x:1']);
  });
  test('are one where several hosts have the same, and two where a tag means another image', () => {
    const choices = choicesOf([
      on('a', image('x:1', 1, 'one')),
      on('b', image('x:1', 1, 'one'), image('x:1', 2, 'two')),
    ]);
    expect(choices.map(({ id, hosts }) => [id, hosts])).toEqual([
      ['two', ['b']],
      ['one', ['a', 'b']],
    ]);
  });
  test('are none of our own, and none without a name', () => {
    expect(choicesOf([on('a', image('slipway/digits:r1', 1), image('<none>:<none>', 1), image('', 1))])).toEqual([]);
  });
  test('are found by every word that is typed', () => {
    const choices = choicesOf([on('a', image('acme/digits:1.0', 1), image('acme/churn:1.0', 1))]);
    expect(matching(choices, 'ACME dig').map(({ name }) => name)).toEqual(['acme/digits:1.0']);
    expect(matching(choices, ' ')).toHaveLength(2);
  });
});

describe('a reference', () => {
  test.each([
    ['digits', 'digits', ''],
    ['digits:1.4.0', 'digits', '1.4.0'],
    ['localhost:5000/acme/digits', 'localhost:5000/acme/digits', ''],
    ['localhost:5000/acme/digits:1.4.0@sha256:ab', 'localhost:5000/acme/digits', '1.4.0'],
  ])('%s is of the repository %s', (reference, repository, tag) => {
    expect(repositoryOf(reference)).toBe(repository);
    expect(tagOf(reference)).toBe(tag);
  });
  test('that is typed and not there can be chosen all the same', () => {
    const choices = choicesOf([on('a', image('acme/digits:latest', 1))]);
    expect(typedReference('ghcr.io/acme/digits:1.4.0', choices)).toBe('ghcr.io/acme/digits:1.4.0');
    expect(typedReference('acme/digits', choices)).toBeNull();
  });
  test.each(['', 'two words', 'acme/Digits', '<img>'])('that no engine would take is none: %j', (typed) => {
    expect(typedReference(typed, [])).toBeNull();
  });
});

test('for the next release the other tags of the present image come first', () => {
  const choices = choicesOf([on('a', image('b:1', 3), image('acme/a:1', 1), image('acme/a:2', 2))]);
  const { same, others } = nextOf(choices, 'acme/a:1');
  expect(same.map(({ name }) => name)).toEqual(['acme/a:2', 'acme/a:1']);
  expect(others.map(({ name }) => name)).toEqual(['b:1']);
});
