import { describe, expect, test } from 'vitest';
import { diffFiles } from '#core/history/diff';

describe('the difference between two files', () => {
  test('is nothing where they say the same in another order', () => {
    expect(diffFiles({ a: 1, b: { c: [] } }, { b: { c: [] }, a: 1 })).toEqual([]);
  });

  test('is told leaf by leaf with its path', () => {
    const a = { model: { image: 'x:1', env: { 'a.b': '1' } }, golden: [{ name: 'a seven' }], note: 'old' };
    const b = {
      model: { image: 'x:2', env: {} },
      golden: [{ name: 'an eight' }, { name: 'a one' }],
      scale: { cpus: 2 },
    };
    expect(diffFiles(a, b)).toEqual([
      { path: 'model.image', from: 'x:1', to: 'x:2' },
      { path: 'model.env["a.b"]', from: '1', to: null },
      { path: 'golden[0].name', from: 'a seven', to: 'an eight' },
      { path: 'note', from: 'old', to: null },
      { path: 'model.env', from: null, to: {} },
      { path: 'golden[1].name', from: null, to: 'a one' },
      { path: 'scale.cpus', from: null, to: 2 },
    ]);
  });

  test('tells a kind that changed, and keeps false, 0 and empty text apart from absent', () => {
    expect(diffFiles({ gpus: 'none', on: false }, { gpus: ['0'], on: 0, text: '' })).toEqual([
      { path: 'gpus', from: 'none', to: null },
      { path: 'on', from: false, to: 0 },
      { path: 'gpus[0]', from: null, to: '0' },
      { path: 'text', from: null, to: '' },
    ]);
  });

  test('has nothing to tell of a file that is not there on either side', () => {
    expect(diffFiles(null, null)).toEqual([]);
    expect(diffFiles(null, { service: 'digits' })).toEqual([{ path: 'service', from: null, to: 'digits' }]);
  });
});
