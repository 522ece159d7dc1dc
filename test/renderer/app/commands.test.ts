import { describe, expect, test } from 'vitest';
import type { Deployment } from '#contract/deployment';
import type { Draft } from '#contract/draft';
import type { Inventory } from '#contract/inventory';
import { commandsOf, deploymentsAs, draftsAs, found } from '../../../renderer/src/app/commands.ts';
import { doingIn } from '../../../renderer/src/service/doing.ts';

const service = (name: string, state: string) => ({
  service: name,
  state,
  release: { release: 'r7', version: '1.4.0', digest: 'sha256:1' },
});
const inventory = {
  hosts: [
    {
      name: 'gpu 1',
      url: 'ssh://gpu',
      served: [service('digits', 'serving'), service('old', 'retired')],
      others: [
        { id: 'ab'.repeat(32), name: 'shop-sentiment-1', image: 'sentiment:latest' },
        { id: '../../x', name: 'odd-one', image: 'odd' },
      ],
    },
  ],
  underway: [{ id: '01A', service: 'digits', host: 'gpu 1' }],
} as unknown as Inventory;
const labels = (question: string) => found(commandsOf(inventory), question).map(({ label }) => label);
const at = (label: string) => commandsOf(inventory).find((one) => one.label === label)?.to;

describe('the palette', () => {
  test('finds everything that is done to a service by its name', () => {
    expect(labels('digits')).toEqual([
      'digits',
      'Watch digits deploy',
      'Update digits',
      'Checks of digits',
      'Logs of digits',
      'Try digits',
      'Scale digits',
      'Go back to an earlier release of digits',
      'Restart digits',
      'Retire digits',
    ]);
  });

  test('only opens what changes something: its effect is said on the page that it leads to', () => {
    for (const [label, doing] of Object.entries({
      'Scale digits': 'scale',
      'Go back to an earlier release of digits': 'go-back',
      'Restart digits': 'more',
      'Retire digits': 'retire',
    })) {
      const url = new URL(at(label) ?? '', 'http://slipway');
      expect(url.pathname).toBe('/service/gpu%201/digits');
      expect(doingIn(Object.fromEntries(url.searchParams))).toEqual({ do: doing });
    }
  });

  test('lists places and services before anything is asked, not all that can be done to each', () => {
    const listed = labels('');
    expect(listed).toContain('digits');
    expect(listed).toContain('History');
    expect(listed).toContain('Deploy a model');
    expect(listed).not.toContain('Retire digits');
    expect(listed).not.toContain('old');
    expect(listed).not.toContain('shop-sentiment-1');
  });

  test('looks at any container whose id an engine gave, and at nothing else', () => {
    expect(at('shop-sentiment-1')).toBe('/host/gpu%201/container/abababababab');
    expect(labels('odd-one')).toEqual([]);
  });

  test('leads a retired service to its page alone', () => {
    expect(labels('old')).toEqual(['old']);
  });

  test('finds a deployment by its versions, its host, how it went and why it was done', () => {
    const one = {
      id: '01B',
      service: 'digits',
      host: 'gpu 1',
      kind: 'deploy',
      state: 'taken-back',
      from: { release: 'r6', version: '1.3.2', digest: 'd' },
      to: { release: 'r7', version: '1.4.0', digest: 'd' },
      note: 'calibrated scores',
    } as unknown as Deployment;
    for (const question of ['1.3.2', 'taken back', 'calibrated', 'gpu deploy'])
      expect(found(deploymentsAs([one]), question)).toMatchObject([
        { label: 'digits 1.3.2 (r6) → 1.4.0 (r7)', to: '/deployment/01B' },
      ]);
  });

  test('finds a draft where it was left: a new service, or the update of one', () => {
    const draft = (of: string, text: string) => ({ id: '01C', of, host: 'gpu 1', text }) as unknown as Draft;
    expect(draftsAs([draft('new', 'service: churn\nmodel: {}'), draft('digits', '')])).toMatchObject([
      { label: 'New service churn', to: '/deploy/01C' },
      { label: 'Update of digits', to: '/service/gpu%201/digits/update' },
    ]);
  });
});

test('an address that asks for anything else opens nothing', () => {
  for (const asked of [{}, { do: 'delete' }, { do: ['scale'] }, { do: '__proto__' }])
    expect(doingIn(asked)).toEqual({});
});
