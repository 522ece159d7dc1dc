import { expect, test } from 'vitest';
import { openStore } from '#core/store/open';
import { scratchFile, scratchStore } from './scratch.ts';

const draft = (id: string, text = 'service: digits') => ({ id, of: 'new', host: 'local', text });

test('drafts are listed newest first, and one that is saved again is the newest', () => {
  const { drafts } = scratchStore();
  for (const id of ['a', 'b', 'c']) drafts.save(draft(id));
  drafts.save(draft('a', 'service: prices'));
  expect(drafts.list().map(({ id, text }) => [id, text])).toEqual([
    ['a', 'service: prices'],
    ['c', 'service: digits'],
    ['b', 'service: digits'],
  ]);
  expect([drafts.remove('b'), drafts.remove('b')]).toEqual([true, false]);
  expect(drafts.get('b')).toBeNull();
});

test('every save has a greater revision than what it replaces', () => {
  const { drafts } = scratchStore();
  const first = drafts.save(draft('a'));
  drafts.save(draft('b'));
  const second = drafts.save(draft('a'));
  expect(second.revision).toBeGreaterThan(first.revision);
  expect(drafts.get('a')).toEqual(second);
});

test('a draft is there again when the record is opened again', () => {
  const file = scratchFile();
  using first = openStore({ file });
  const saved = first.drafts.save(draft('a'));
  first.close();
  using again = openStore({ file });
  expect(again.drafts.list()).toEqual([saved]);
});
