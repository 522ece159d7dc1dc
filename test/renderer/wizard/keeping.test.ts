import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { FieldEdit } from '#contract/checklist';
import type { Draft } from '#contract/draft';
import { CallFailed, lost } from '../../../renderer/src/wire/failure.ts';
import { editOf } from '../../../renderer/src/wizard/fields.ts';
import { keeping } from '../../../renderer/src/wizard/keeping.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const draft = { id: 'd', host: 'local', text: 'T', revision: 1 };
const changed = new CallFailed({ kind: 'problem', code: 'CHANGED_MEANWHILE', message: 'changed', hint: 'choose' });

/** A desk that writes edits behind the text, so that their order and number can be read from it. */
function desk() {
  const saved: { host: string; text: string }[] = [];
  let refuses: Error | null = null;
  const edit = async ({ text, set }: { text: string; set: FieldEdit[] }) => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (refuses) throw refuses;
    return { text: text + set.map(({ path, value }) => `|${path.join('.')}=${value}`).join('') };
  };
  let there: Draft | null = { ...draft, of: 'new', updatedAt: '' };
  let answers = true;
  let arrives = true;
  const save = async ({ since, ...asked }: { id: string; host: string; text: string; since: number }) => {
    if (!arrives) throw lost();
    if ((there?.revision ?? 0) !== since) throw changed;
    saved.push({ host: asked.host, text: asked.text });
    there = { ...asked, of: 'new', updatedAt: '', revision: since + 1 };
    if (!answers) throw lost();
    return there;
  };
  const list = async () => ({ drafts: there ? [there] : [] });
  /** Another window: what it writes, or null where it removes the draft. */
  const elsewhere = (text: string | null) => {
    there = there && text !== null ? { ...there, text, revision: there.revision + 1 } : null;
  };
  const answer = (does: boolean) => {
    answers = does;
  };
  const arrive = (does: boolean) => {
    arrives = does;
  };
  const refuse = (why: Error | null) => {
    refuses = why;
  };
  return { saved, edit, save, list, elsewhere, answer, arrive, refuse };
}

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

/** Somebody who typed here while another window wrote `other`, or removed the draft. */
async function clashed(other: string | null) {
  const core = desk();
  const writing = keeping(core as never, draft);
  core.elsewhere(other);
  writing.replace('MINE');
  await vi.advanceTimersByTimeAsync(500);
  expect(writing.now()).toMatchObject({ text: 'MINE', kept: false, failure: changed });
  expect(core.saved).toEqual([]);
  return { core, writing };
}

test('what another window wrote is not overwritten unless somebody wants that', async () => {
  const { core, writing } = await clashed('OTHER');
  expect(writing.now().elsewhere).toBe('changed');
  await writing.overwrite();
  expect(core.saved).toEqual([{ host: 'local', text: 'MINE' }]);
  expect(writing.now()).toMatchObject({ text: 'MINE', kept: true, failure: null, elsewhere: null });
  writing.replace('MINE, AND MORE');
  await vi.advanceTimersByTimeAsync(500);
  expect(writing.now()).toMatchObject({ kept: true, failure: null });
});

test('what another window wrote can be taken over', async () => {
  const { core, writing } = await clashed('OTHER');
  expect(await writing.load()).toBe(true);
  expect(writing.now()).toMatchObject({ text: 'OTHER', kept: true, failure: null, elsewhere: null });
  writing.replace('OTHER, AND MORE');
  await vi.advanceTimersByTimeAsync(500);
  expect(core.saved).toEqual([{ host: 'local', text: 'OTHER, AND MORE' }]);
});

test('a draft that another window removed comes back only where somebody wants that', async () => {
  const { core, writing } = await clashed(null);
  expect(writing.now().elsewhere).toBe('removed');
  expect(await writing.load()).toBe(false);
  await writing.overwrite();
  expect(core.saved).toEqual([{ host: 'local', text: 'MINE' }]);
});

test('what was kept without an answer is no other window', async () => {
  const core = desk();
  const writing = keeping(core as never, draft);
  core.answer(false);
  writing.replace('FIRST');
  await vi.advanceTimersByTimeAsync(500);
  expect(writing.now()).toMatchObject({ kept: false, elsewhere: null });
  core.answer(true);
  writing.replace('SECOND');
  await vi.advanceTimersByTimeAsync(500);
  expect(writing.now()).toMatchObject({ text: 'SECOND', kept: true, failure: null, elsewhere: null });
});

/** Typed while nobody answers: the first is kept, what is typed after it does not even arrive. */
async function cutOff() {
  const core = desk();
  const writing = keeping(core as never, draft);
  core.answer(false);
  writing.replace('FIRST');
  await vi.advanceTimersByTimeAsync(500);
  core.arrive(false);
  for (const text of ['SECOND', 'THIRD']) {
    writing.replace(text);
    await vi.advanceTimersByTimeAsync(500);
  }
  core.answer(true);
  core.arrive(true);
  return { core, writing };
}

test('what was kept first of all that got no answer in a long outage is no other window', async () => {
  const { core, writing } = await cutOff();
  writing.replace('FOURTH');
  await vi.advanceTimersByTimeAsync(500);
  expect(writing.now()).toMatchObject({ text: 'FOURTH', kept: true, failure: null, elsewhere: null });
  core.elsewhere('FIRST');
  writing.replace('FIFTH');
  await vi.advanceTimersByTimeAsync(500);
  expect(writing.now()).toMatchObject({ text: 'FIFTH', kept: false, elsewhere: 'changed' });
});

test('what another window wrote during an outage is not overwritten after it', async () => {
  const { core, writing } = await cutOff();
  core.elsewhere('OTHER');
  writing.replace('FOURTH');
  await vi.advanceTimersByTimeAsync(500);
  expect(writing.now()).toMatchObject({ text: 'FOURTH', kept: false, elsewhere: 'changed' });
});
