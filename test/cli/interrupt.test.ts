import { describe, expect, test } from 'vitest';
import type { Deployment } from '#contract/deployment';
import { Problem, type ProblemShape } from '#contract/problem';
import { deployment, stateEvent, step, stepEvent } from './samples.ts';
import { type Replies, shell } from './shell.ts';

const cancelledBy: ProblemShape = { code: 'INTERRUPTED', message: 'Interrupted; taken back.', hint: 'Start it again.' };

/** A core whose deployment ends when it is cancelled, or when the test says so. */
function core({
  end,
  problem = null,
  cancelled = true,
}: {
  end: Deployment;
  problem?: ProblemShape | null;
  cancelled?: boolean;
}) {
  const started = Promise.withResolvers<void>();
  const waiting = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const cancels: string[] = [];
  const replies: Replies = {
    deployment: {
      start: async () => {
        await started.promise;
        return { id: 'd1' };
      },
      next: async ({ after = 0 }) => {
        if (after === 0) return { events: [stateEvent(1, 'running'), stepEvent(2, step(1, 'started'))], ended: null };
        waiting.resolve();
        await over.promise;
        return { events: [], ended: { deployment: end, problem } };
      },
      cancel: async ({ id }) => {
        cancels.push(id);
        return { cancelled };
      },
    },
    service: { status: async () => ({ services: [] }) },
  };
  return { replies, cancels, started: started.resolve, waiting: waiting.promise, over: over.resolve };
}

describe('Ctrl-C during a deployment', () => {
  test('cancels it, follows it to its end and exits 130', async () => {
    const it = core({ end: deployment('taken-back'), problem: cancelledBy });
    const here = shell({ replies: it.replies });
    it.started();
    const exit = here.run('restart', 'digits');
    await it.waiting;
    here.interrupt();
    await expect.poll(() => here.err()).toContain('it is being taken back');
    it.over();
    expect(await exit).toBe(130);
    expect(it.cancels).toEqual(['d1']);
    expect(here.err()).toContain('taken back; the service is as it was');
  });

  test('before it is told the id ends at once with 130, also where another process has the call', async () => {
    const start: NonNullable<Replies['deployment']>['start'] = (_, options) =>
      new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => reject(options.signal?.reason));
      });
    const here = shell({ replies: { deployment: { start } } });
    const exit = here.run('restart', 'digits');
    await expect.poll(() => here.opened()).toBe(true);
    here.interrupt();
    expect(await exit).toBe(130);
    expect(here.err()).toMatch(/^Interrupted\.\n +If it had begun, it is taken back/);
  });

  test('a second time says what is waited for and cancels nothing more', async () => {
    const it = core({ end: deployment('taken-back') });
    const here = shell({ replies: it.replies });
    it.started();
    const exit = here.run('restart', 'digits');
    await it.waiting;
    here.interrupt();
    here.interrupt();
    it.over();
    expect(await exit).toBe(130);
    expect(it.cancels).toEqual(['d1']);
    expect(here.err()).toContain('waiting for: create digits-r2-1');
  });

  test('before it has an id cancels it as soon as it has one', async () => {
    const it = core({ end: deployment('taken-back'), problem: cancelledBy });
    const here = shell({ replies: it.replies });
    const exit = here.run('restart', 'digits', '--json');
    await Promise.resolve();
    await expect.poll(() => here.opened()).toBe(true);
    here.interrupt();
    it.started();
    await it.waiting;
    it.over();
    expect(await exit).toBe(130);
    expect(it.cancels).toEqual(['d1']);
    expect(here.json().at(-1)).toEqual({ deployment: deployment('taken-back'), error: cancelledBy });
  });

  test('that comes too late is said, and the end decides the exit', async () => {
    const it = core({ end: deployment('succeeded'), cancelled: false });
    const here = shell({ replies: it.replies });
    it.started();
    const exit = here.run('restart', 'digits');
    await it.waiting;
    here.interrupt();
    it.over();
    expect(await exit).toBe(0);
    expect(here.err()).toContain('Too late to take it back');
  });

  test('when it cannot be taken back needs a person', async () => {
    const problem: ProblemShape = { code: 'NEEDS_PERSON', message: 'One replica resists.', hint: 'Remove it.' };
    const it = core({ end: deployment('failed'), problem });
    const here = shell({ replies: it.replies });
    it.started();
    const exit = here.run('restart', 'digits');
    await it.waiting;
    here.interrupt();
    it.over();
    expect(await exit).toBe(6);
  });

  test('finds nothing to cancel when it has just ended, and that is no failure', async () => {
    const it = core({ end: deployment('succeeded') });
    const cancel = () => Promise.reject(new Problem('UNKNOWN_DEPLOYMENT', 'It has ended.', { hint: '' }));
    const here = shell({ replies: { ...it.replies, deployment: { ...it.replies.deployment, cancel } } });
    it.started();
    const exit = here.run('restart', 'digits');
    await it.waiting;
    here.interrupt();
    it.over();
    expect(await exit).toBe(0);
  });

  test('before it is started starts nothing', async () => {
    const here = shell();
    here.interrupt();
    expect(await here.run('restart', 'digits', '--json')).toBe(130);
    expect(here.json()).toMatchObject([{ error: { code: 'INTERRUPTED' } }]);
  });
});
