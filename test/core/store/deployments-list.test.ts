import { describe, expect, test } from 'vitest';
import { beginning, deployed, r, scratchStore } from './scratch.ts';

/** A clock that goes one second back at every look, since order must not depend on it. */
const backwards = () => {
  let at = Date.parse('2030-01-01T00:00:00Z');
  return () => {
    at -= 1000;
    return new Date(at);
  };
};

describe('the list', () => {
  test('leaves the logs in the evidence out, which are there by service and in the deployment itself', () => {
    const store = scratchStore();
    const text = '2030-01-01T00:00:00Z stdout words';
    const ids = ['digits', 'other', 'digits'].map((service, i) => {
      const { id, evidence } = store.deployments.begin(beginning({ service }));
      store.deployments.update(id, { evidence: { ...evidence, logs: { [`r${i}`]: text }, findings: [`of ${i}`] } });
      return id;
    });
    const listed = store.deployments.list({ limit: 10 });
    expect(listed.map(({ evidence }) => evidence.findings)).toEqual([['of 2'], ['of 1'], ['of 0']]);
    expect(listed.map(({ evidence }) => evidence.logs)).toEqual([{}, {}, {}]);
    expect(store.deployments.get(ids[2] ?? '').evidence.logs).toEqual({ r2: text });
    const whole = { ...store.deployments.get(ids[2] ?? ''), evidence: listed[0]?.evidence };
    expect(listed[0]).toEqual(whole);
    expect(store.deployments.logs('digits', 10)).toEqual([
      ['r2', text],
      ['r0', text],
    ]);
    expect(store.deployments.logs('digits', 1)).toEqual([['r2', text]]);
  });

  test('is newest first by the order of beginning, whatever the clock said, and no longer than asked', () => {
    const store = scratchStore({ now: backwards() });
    const ids = [1, 2, 3].map(() => deployed(store));
    expect(store.deployments.list({ limit: 200 }).map(({ id }) => id)).toEqual([...ids].reverse());
    expect(store.deployments.list({ limit: 1 }).map(({ id }) => id)).toEqual([ids[2]]);
  });

  test('is narrowed by service, host, kind, state, time and text', () => {
    let now = new Date('2030-01-01T00:00:00Z');
    const store = scratchStore({ now: () => now });
    const a = deployed(store);
    now = new Date('2030-02-01T00:00:00Z');
    const b = deployed(store, { service: 'prices', host: 'edge', kind: 'rollback', note: 'Zürich 100%', to: r(7) });
    const { id: c } = store.deployments.begin(beginning({ service: 'prices' }));
    const found = (filter: object) => store.deployments.list({ limit: 200, ...filter }).map(({ id }) => id);
    expect(found({ service: 'prices' })).toEqual([c, b]);
    expect(found({ host: 'edge' })).toEqual([b]);
    expect(found({ kind: 'deploy', state: 'planned' })).toEqual([c]);
    expect(found({ since: '2030-01-15' })).toEqual([c, b]);
    expect(found({ since: '2030-01-31T23:00:00-01:00' })).toEqual([c, b]);
    expect(found({ text: '100%' })).toEqual([b]);
    expect(found({ text: '1.7.0' })).toEqual([b]);
    expect(found({ text: 'SERVES' })).toEqual([b, a]);
    expect(found({ text: '_' })).toEqual([]);
    expect(() => found({ since: 'yesterday' })).toThrow(expect.objectContaining({ code: 'BAD_COMMAND' }));
  });
});
