import { expect, test } from 'vitest';
import type { Draft } from '#contract/draft';
import { draftWith } from '../../../renderer/src/checklist/drafting.ts';

const set = [{ path: ['review', 'every'], value: '90d' }];
const fix = { text: 'fixed', applied: [{ id: 'EVO-01', title: 'x', text: 'y', change: 'live' as const, set }] };
const wanted = { service: 'shop', host: 'local', image: 'acme/shop:1', fix };
const draft = (some: Partial<Draft>): Draft => ({
  ...{ id: 'd1', of: 'shop', host: 'local', text: 'mine', updatedAt: '', revision: 7 },
  ...some,
});

/** Drafts as the core keeps them, and what was done to them. */
function desk(there: readonly Draft[], refuses = false) {
  const done: string[] = [];
  const calls = {
    list: async () => ({ drafts: [...there] }),
    begin: async ({ image, service }: { image: string; service: string }) => {
      done.push(`begin ${service} ${image}`);
      return draft({ id: 'new', text: 'begun', revision: 1 });
    },
    edit: async ({ text, set }: { text: string; set: object[] }) => ({ text: `${text} and ${JSON.stringify(set)}` }),
    save: async ({ id, text, since }: { id: string; text: string; since: number }) => {
      if (refuses) throw new Error('a secret stands in it');
      done.push(`save ${id} since ${since}: ${text}`);
      return draft({ id, text });
    },
    remove: async ({ id, since }: { id: string; since: number }) => {
      done.push(`remove ${id} since ${since}`);
      return { removed: id };
    },
  };
  return { done, calls: calls as unknown as Parameters<typeof draftWith>[0] };
}

test('a fix becomes a draft of the service as it is in force', async () => {
  const { done, calls } = desk([draft({ of: 'another' }), draft({ host: 'edge' })]);
  await draftWith(calls, wanted);
  expect(done).toEqual(['begin shop acme/shop:1', 'save new since 1: fixed']);
});

test('a draft that somebody is writing keeps all that is in it', async () => {
  const { done, calls } = desk([draft({})]);
  await draftWith(calls, wanted);
  expect(done).toEqual([`save d1 since 7: mine and ${JSON.stringify(set)}`]);
});

test('what could not be kept leaves no draft behind', async () => {
  const { done, calls } = desk([], true);
  await expect(draftWith(calls, wanted)).rejects.toThrow('a secret stands in it');
  expect(done).toEqual(['begin shop acme/shop:1', 'remove new since 1']);
});
