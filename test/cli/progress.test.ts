import { describe, expect, test } from 'vitest';
import type { DeploymentEvent, Step } from '#contract/deployment';
import { progress } from '../../electron/cli/progress.ts';

const plain = { good: same, bad: same, dim: same, bold: same };
function same(text: string): string {
  return text;
}

function step(n: number, state: Step['state'], reason?: string): DeploymentEvent {
  const is = { n, of: 12, do: 'start', target: `digits-r1-${n}`, state, ms: 84 };
  return { n: 1, at: '', type: 'step', step: is, ...(reason ? { reason } : {}) };
}

/** What a terminal shows in the end: a line that was wiped is not there any more. */
async function seen(tty: boolean, events: readonly DeploymentEvent[], now?: () => number): Promise<string> {
  const out: string[] = [];
  const sink = { tty, columns: 60, gone: false, write: async (text: string) => void out.push(text) };
  using shown = progress(sink, plain, now);
  for (const event of events) await shown.show(event);
  const lines = out.join('').split('\n');
  return lines.map((line) => line.split('\r\x1b[2K').at(-1)).join('\n');
}

describe('the progress of a deployment', () => {
  test('is a line for each step that ended', async () => {
    expect(await seen(false, [step(1, 'started'), step(1, 'done'), step(10, 'started')])).toBe(
      '  ✓  1/12   84 ms  start   digits-r1-1\n',
    );
  });

  test('on a terminal also says what is under way at once, and for how long', async () => {
    expect(await seen(true, [step(1, 'started'), step(2, 'started')])).toBe('  … start digits-r1-1, digits-r1-2');
    let time = 0;
    const clock = () => (time += 40_000);
    expect(await seen(true, [step(1, 'started'), step(2, 'started')], clock)).toMatch(/digits-r1-2 {2}\d+ s$/);
  });

  test('names the reason of the step that failed, and only that', async () => {
    expect(await seen(false, [step(1, 'failed', 'no answer'), step(2, 'failed'), step(2, 'undone')])).toBe(
      [
        '  ✗  1/12   84 ms  start   digits-r1-1: no answer',
        '  ✗  2/12   84 ms  start   digits-r1-2 given up',
        '  ↩  2/12   84 ms  start   digits-r1-2 taken back',
        '',
      ].join('\n'),
    );
  });

  test('does not say the end twice: that is for the last words', async () => {
    const end: DeploymentEvent = { n: 1, at: '', type: 'state', state: 'taken-back', reason: 'no answer' };
    expect(await seen(false, [end])).toBe('');
  });
});
