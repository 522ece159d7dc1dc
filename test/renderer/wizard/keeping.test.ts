import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FieldEdit } from '#contract/checklist';
import { editOf } from '../../../renderer/src/wizard/fields.ts';
import { keeping } from '../../../renderer/src/wizard/keeping.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** A desk that writes edits behind the text, so that their order and number can be read from it. */
function desk() {
  const saved: { host: string; text: string }[] = [];
  let refuses: Error | null = null;
  const edit = async ({ text, set }: { text: string; set: FieldEdit[] }) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (refuses) throw refuses;
    return { text: text + set.map(({ path, value }) => `|${path.join('.')}=${value}`).join('') };
  };
  const save = async (draft: { id: string; host: string; text: string }) => {
    saved.push({ host: draft.host, text: draft.text });
    return { ...draft, of: 'new', updatedAt: '' };
  };
  const refuse = (why: Error | null) => {
    refuses = why;
  };
  return { saved, edit, save, refuse };
}
const draft = { id: 'd', host: 'local', text: 'T' };

test('what is typed in one go is written once, as it was typed last', async () => {
  const core = desk();
  const writing = keeping(core as never, draft);
  for (const typed of ['1', '12', '128']) writing.edit([editOf('port', typed)]);
  expect(writing.now()).toMatchObject({ kept: false, pending: [{ value: 128 }] });
  await vi.advanceTimersByTimeAsync(500);
  expect(core.saved).toEqual([{ host: 'local', text: 'T|model.port=128' }]);
  expect(writing.now()).toMatchObject({ kept: true, pending: [], failure: null });
});

test('what is typed while it is being written is written after it', async () => {
  const core = desk();
  const writing = keeping(core as never, draft);
  writing.edit([editOf('port', '1')]);
  await vi.advanceTimersByTimeAsync(160);
  writing.edit([editOf('replicas', '2')]);
  await vi.advanceTimersByTimeAsync(500);
  expect(writing.now()).toMatchObject({ text: 'T|model.port=1|scale.replicas=2', kept: true });
  expect(core.saved.at(-1)?.text).toBe('T|model.port=1|scale.replicas=2');
});

test('a pasted file takes the place of everything, also of what was about to be written', async () => {
  const core = desk();
  const writing = keeping(core as never, draft);
  writing.edit([editOf('port', '1')]);
  await vi.advanceTimersByTimeAsync(160);
  writing.replace('service: pasted');
  await vi.advanceTimersByTimeAsync(500);
  expect(writing.now()).toMatchObject({ text: 'service: pasted', kept: true });
  expect(core.saved.at(-1)?.text).toBe('service: pasted');
});

test('what cannot be written stays on screen with the reason, and goes in once it can', async () => {
  const core = desk();
  const writing = keeping(core as never, draft);
  const why = new Error('no YAML');
  core.refuse(why);
  writing.edit([editOf('port', '1')]);
  const settled = writing.settle();
  void vi.advanceTimersByTimeAsync(500);
  await expect(settled).rejects.toBe(why);
  expect(writing.now()).toMatchObject({ failure: why, pending: [{ value: 1 }], kept: false });
  core.refuse(null);
  const again = writing.settle();
  void vi.advanceTimersByTimeAsync(500);
  expect(await again).toBe('T|model.port=1');
  expect(writing.now()).toMatchObject({ failure: null, kept: true });
});

test('once it is over nothing is kept any more: a deployed draft does not come back', async () => {
  const core = desk();
  const writing = keeping(core as never, draft);
  writing.edit([editOf('port', '1')]);
  writing.end();
  await vi.advanceTimersByTimeAsync(500);
  await writing.settle();
  expect(core.saved).toEqual([]);
});
