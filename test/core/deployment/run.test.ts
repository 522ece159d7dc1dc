import { describe, expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { planDeployment } from '#core/deployment/plan';
import { leftText, numbered, run, type StepEvent } from '#core/deployment/run';
import { final, type Step } from '#core/deployment/steps';
import { file, serving, wanted } from './samples.ts';

const plan = planDeployment(serving(), wanted(2, { watch: 1000 })).steps;
const rolling = plan;
const inPlace = planDeployment(serving(), wanted(2, { watch: 1000 }, file({ strategy: { kind: 'in-place' } }))).steps;
const say = (step: Step) => `${step.do} ${step.target}`;
const never = () => ({
  cancel: new AbortController().signal,
  fence: new AbortController().signal,
  takeBackLimit: 60_000,
});

/** Remembers what was done and taken back; `fails` throws where it is told to. */
function recorder(fails: (step: Step, what: 'perform' | 'takeBack', signal: AbortSignal) => unknown = () => {}) {
  const done: string[] = [];
  const undone: string[] = [];
  const events: StepEvent[] = [];
  const effects = {
    perform: async (step: Step, signal: AbortSignal) => {
      // Durable before its effect: nothing is done that the journal does not know.
      expect(events.some((event) => event.step === step && event.state === 'started')).toBe(true);
      await fails(step, 'perform', signal);
      done.push(say(step));
    },
    takeBack: async (step: Step, signal: AbortSignal) => {
      await fails(step, 'takeBack', signal);
      undone.push(say(step));
    },
    journal: (told: readonly StepEvent[]) => void events.push(...told),
    tell: (told: readonly StepEvent[]) => void events.push(...told),
  };
  return { done, undone, events, effects };
}

test('a plan is carried out in its order, and every step is journalled as begun and done', async () => {
  const { done, undone, events, effects } = recorder();
  expect(await run(numbered(plan), effects, never())).toEqual({ end: 'succeeded' });
  expect(done).toEqual(plan.map(say));
  expect(undone).toEqual([]);
  for (const [index, step] of plan.entries()) {
    const states = events.filter((event) => event.step === step);
    expect(states.map(({ n, state }) => [n, state])).toEqual([
      [index + 1, 'started'],
      [index + 1, 'done'],
    ]);
  }
});

const steps = [...plan, ...inPlace].map(
  (step) => [plan.includes(step) ? 'side by side' : 'in place', say(step), step] as const,
);
describe.each(steps)('%s, broken at %s', (how, _name, broken) => {
  const plan = how === 'in place' ? inPlace : rolling;
  const index = plan.indexOf(broken);
  const irrevocable = plan.slice(0, index + 1).some((step) => final.has(step.do));

  test(irrevocable ? 'a person is told what is left' : 'all that was begun is taken back, last first', async () => {
    const problem = new Problem('NOT_READY', 'it broke', { hint: 'mend it' });
    const { undone, events, effects } = recorder((step, what) => {
      if (step === broken && what === 'perform') throw problem;
    });
    const outcome = await run(numbered(plan), effects, never());
    if (irrevocable) {
      expect(outcome).toMatchObject({ end: 'stuck', cause: problem });
      expect(outcome.end === 'stuck' && outcome.left.map(leftText)).toContain(say(broken));
      expect(undone).toEqual([]);
    } else {
      expect(outcome).toEqual({ end: 'taken-back', cause: problem });
      const begun = plan.filter((step) => events.some((event) => event.step === step && event.state === 'started'));
      expect(undone).toEqual(begun.map(say).toReversed());
      expect(undone).toContain(say(broken));
    }
    expect(events.filter(({ state }) => state === 'failed')).toMatchObject([{ step: broken, reason: 'it broke' }]);
  });
});

test('replicas are worked on side by side, and the others are told to end when one fails', async () => {
  const [first, second] = plan.filter((step) => step.do === 'verify');
  const { undone, effects } = recorder((step, what, signal) => {
    if (what !== 'perform') return;
    if (step === second) throw new Error('it broke');
    if (step === first)
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  });
  const outcome = await run(numbered(plan), effects, never());
  expect(outcome).toMatchObject({ end: 'taken-back', cause: { message: 'it broke' } });
  expect(undone.slice(0, 2)).toEqual([say(second!), say(first!)]);
});

test('in place, nothing is begun before all that is old has ended, and nothing old before all that is new is gone', async () => {
  const { events, effects } = recorder(async (step, what) => {
    const [slow] = inPlace.filter((it) => it.do === 'stop');
    if (step === slow) await new Promise((resume) => setTimeout(resume, 5));
    if (what === 'perform' && step.do === 'verify') throw new Error('it broke');
  });
  expect(await run(numbered(inPlace), effects, never())).toMatchObject({ end: 'taken-back' });
  const told = events.map(({ step, state }) => `${step.do} ${state}`);
  expect(told.lastIndexOf('stop done')).toBeLessThan(told.indexOf('start started'));
  expect(told.lastIndexOf('start undone')).toBeLessThan(told.indexOf('stop undone'));
  expect(told.lastIndexOf('stop undone')).toBeLessThan(told.indexOf('pause undone'));
});

test('what resists being taken back is left for a person, and the rest is taken back all the same', async () => {
  const { undone, effects } = recorder((step, what) => {
    if (what === 'perform' && step.do === 'switch') throw new Error('it broke');
    if (what === 'takeBack' && step.do === 'keep') throw new Error('the disk is full');
  });
  const outcome = await run(numbered(plan), effects, never());
  expect(outcome.end === 'stuck' && outcome.left.map(leftText)).toEqual(['keep r2: the disk is full']);
  expect(undone).toContain('create slipway-digits-r2-1');
  expect(undone).toContain('pin slipway/digits:r2');
});

describe('cancelled', () => {
  test.each(['verify', 'watch'])('in a step that waits (%s), all is taken back', async (where) => {
    const cancel = new AbortController();
    const { done, undone, effects } = recorder((step, what, signal) => {
      if (what !== 'perform' || step.do !== where) return;
      cancel.abort(new Problem('INTERRUPTED', 'stop', { hint: '' }));
      signal.throwIfAborted();
    });
    const outcome = await run(numbered(plan), effects, { ...never(), cancel: cancel.signal });
    expect(outcome).toMatchObject({ end: 'taken-back', cause: { code: 'INTERRUPTED' } });
    expect(done.some((it) => it.startsWith('remove'))).toBe(false);
    expect(undone.at(-1)).toBe('pin slipway/digits:r2');
  });

  test('after something was removed, it is completed', async () => {
    const cancel = new AbortController();
    const { done, effects } = recorder((step) => {
      if (step.do === 'remove') cancel.abort(new Error('stop'));
    });
    expect(await run(numbered(plan), effects, { ...never(), cancel: cancel.signal })).toEqual({ end: 'succeeded' });
    expect(done).toEqual(plan.map(say));
  });
});

test('once the lock is lost nothing more is done, wherever it stands', async () => {
  const fence = new AbortController();
  const { done, effects } = recorder((step) => {
    if (step.do === 'remove') fence.abort(new Problem('BUSY', 'the lock was lost', { hint: '' }));
  });
  const outcome = await run(numbered(plan), effects, { ...never(), fence: fence.signal });
  expect(outcome).toMatchObject({ end: 'stuck', cause: { code: 'BUSY' } });
  expect(done).not.toContain('note digits');
});

describe('when the record takes no more', () => {
  const full = new Problem('RECORD_FAILED', 'the disk is full', { hint: '' });
  const until = (step: string) => {
    const recording = recorder();
    const journal = (told: readonly StepEvent[]) => {
      if (told.some((event) => event.step.do === step && event.state === 'started')) throw full;
      recording.effects.journal(told);
    };
    return { ...recording, effects: { ...recording.effects, journal } };
  };

  test.each(['create', 'verify', 'switch'])('before requests go elsewhere (%s), all is taken back', async (step) => {
    const { done, undone, effects } = until(step);
    expect(await run(numbered(plan), effects, never())).toEqual({ end: 'taken-back', cause: full });
    expect(done.some((it) => it.startsWith(step))).toBe(false);
    expect(undone).toEqual(done.toReversed());
  });

  test.each(['watch', 'drain', 'remove'])('after that (%s), nothing more is done, not even back', async (step) => {
    const { undone, effects } = until(step);
    expect(await run(numbered(plan), effects, never())).toMatchObject({ end: 'stuck', cause: full });
    expect(undone).toEqual([]);
  });
});
