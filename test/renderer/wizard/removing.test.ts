import { expect, test } from 'vitest';
import type { Draft } from '#contract/draft';
import { CallFailed } from '../../../renderer/src/wire/failure.ts';
import { beginInstead, removeSeen } from '../../../renderer/src/wizard/removing.ts';

const seen: Draft = { id: 'seen', of: 'digits', host: 'local', text: 'T', updatedAt: '', revision: 3 };
const begun = { image: 'digits:1.1.0', service: 'digits', host: 'local' };
const changed = new CallFailed({ kind: 'problem', code: 'CHANGED_MEANWHILE', message: 'changed', hint: 'choose' });

/** The core's drafts, of which `seen` may have been written on since. */
function desk(revision: number) {
  const there = new Map([[seen.id, { ...seen, revision }]]);
  return {
    there,
    begin: async () => {
      const draft = { ...seen, id: 'new', revision: 1 };
      there.set(draft.id, draft);
      return draft;
    },
    remove: async ({ id, since }: { id: string; since?: number | undefined }) => {
      if (since !== undefined && there.get(id)?.revision !== since) throw changed;
      there.delete(id);
      return { removed: id };
    },
  };
}

test('a draft is removed as it was seen', async () => {
  const core = desk(3);
  await removeSeen(core as never, seen);
  expect([...core.there.keys()]).toEqual([]);
});

test('a draft that another window has written on since is not removed', async () => {
  const core = desk(4);
  await expect(removeSeen(core as never, seen)).rejects.toBe(changed);
  expect([...core.there.keys()]).toEqual(['seen']);
});

test('an update that is begun with another image takes the place of the draft before it', async () => {
  const core = desk(3);
  expect((await beginInstead(core as never, begun, seen)).id).toBe('new');
  expect([...core.there.keys()]).toEqual(['new']);
});

test('an update is not begun anew over what another window has written on it since', async () => {
  const core = desk(4);
  await expect(beginInstead(core as never, begun, seen)).rejects.toBe(changed);
  expect([...core.there.keys()]).toEqual(['seen']);
});
