import { describe, expect, it } from 'vitest';
import { headline, leaves, pretty } from '../../../renderer/src/service/answer.ts';
import { firstAsked, type Golden, keeping, mistakeIn } from '../../../renderer/src/service/golden.ts';
import { objectiveIn } from '../../../renderer/src/service/objective.ts';

const oip = {
  model_name: 'digits',
  id: 'a1',
  outputs: [
    { name: 'label', shape: [1], data: [7] },
    { name: 'probabilities', shape: [1, 3], data: [0.001, 0.001, 0.998] },
  ],
};

describe('what an answer comes down to', () => {
  it('is the one value of the first output that has one, with how sure the model is', () => {
    expect(headline(oip)).toEqual({
      value: '7',
      aside: 'p 0.998',
      leaf: { path: 'outputs[0].data[0]', value: 7 },
    });
  });
  it('is a label, a prediction or a score under its usual names', () => {
    expect(headline([{ label: 'POSITIVE', score: 0.99871 }])).toEqual({
      value: 'POSITIVE',
      aside: 'score 0.999',
      leaf: { path: '[0].label', value: 'POSITIVE' },
    });
    expect(headline({ predictions: [0.123456] })?.value).toBe('0.1235');
    expect(headline({ predictions: [0.123456] })?.leaf.path).toBe('predictions[0]');
    expect(headline({ price: 12 })?.leaf).toEqual({ path: 'price', value: 12 });
  });
  it('is nothing where it says more than one thing, or much', () => {
    expect(headline({ outputs: [{ data: [1, 2, 3] }] })).toBeNull();
    expect(headline({ predictions: [[1], [2]] })).toBeNull();
    expect(headline('x'.repeat(100))).toBeNull();
    expect(headline(null)).toBeNull();
  });
});

describe('the values of an answer', () => {
  it('are offered with their places, without what changes every time', () => {
    expect(leaves(oip, 4).map(({ path }) => path)).toEqual([
      'model_name',
      'outputs[0].name',
      'outputs[0].shape[0]',
      'outputs[0].data[0]',
    ]);
  });
  it('have names with dots and brackets written as such', () => {
    expect(leaves({ 'a.b': { 'c"d': 1 } }, 4)).toEqual([{ path: '["a.b"]["c\\"d"]', value: 1 }]);
  });
});

describe('a request', () => {
  it('is spread out with plain lists on one line', () => {
    expect(pretty({ a: [1, 2.5, -3e-7], b: { c: ['x, y', null] } })).toBe(
      '{\n  "a": [1, 2.5, -3e-7],\n  "b": {\n    "c": ["x, y", null]\n  }\n}',
    );
    expect(pretty('<b>text</b>')).toBe('<b>text</b>');
  });
  it('says what is wrong with JSON, and nothing about other text', () => {
    expect(mistakeIn('{"a": 1}')).toBeNull();
    expect(mistakeIn('{"a": }')).toContain('JSON');
    expect(mistakeIn('plain text')).toBeNull();
  });
});

describe('what is asked first', () => {
  it('is what the first golden request of the file asks', () => {
    const request = { method: 'POST', path: '/infer', body: { x: [1, 2] } };
    expect(firstAsked({ golden: [{ name: 'one', request }, { name: 'two' }] })).toEqual({
      method: 'POST',
      path: '/infer',
      body: '{\n  "x": [1, 2]\n}',
    });
    expect(firstAsked({ golden: [{ request: { method: 'GET', path: '/health' } }] })).toEqual({
      method: 'GET',
      path: '/health',
      body: '',
    });
  });
  it('is nothing where no golden request is whole', () => {
    for (const file of [null, {}, { golden: [] }, { golden: [null] }, { golden: [{ request: { body: 1 } }] }])
      expect(firstAsked(file)).toBeNull();
  });
});

describe('an answer that is kept', () => {
  const golden: Golden = {
    name: ' a seven ',
    asked: { method: 'POST', path: '/infer', body: '{"x":[1]}' },
    answer: { status: 200, ms: 6, body: oip, golden: [] },
    keeps: [{ path: 'outputs[0].data[0]', value: 7 }],
  };
  const entry = {
    name: 'a seven',
    request: { method: 'POST', path: '/infer', body: { x: [1] } },
    expect: { status: 200, json: { 'outputs[0].data[0]': 7 } },
  };
  it('goes behind those that there are', () => {
    expect(keeping({ golden: [{ name: 'a four' }] }, golden)).toEqual({ path: ['golden', 1], value: entry });
  });
  it('is the first where there are none', () => {
    expect(keeping({}, golden)).toEqual({ path: ['golden'], value: [entry] });
  });
  it('allows for the last places of a fraction', () => {
    const keeps = [{ path: 'p', value: 0.998 }];
    expect(keeping({}, { ...golden, keeps }).value).toMatchObject([{ expect: { tolerance: 0.001 } }]);
  });
});

describe('the objective in a file', () => {
  it('is read in milliseconds, however it is written', () => {
    const file = (p95: unknown) => ({ scale: { slo: { p95 } } });
    expect([250, '250ms', '1.5s', '2m', 'soon'].map((p95) => objectiveIn(file(p95)))).toEqual([
      250,
      250,
      1500,
      120_000,
      null,
    ]);
    expect(objectiveIn(null)).toBeNull();
  });
});
