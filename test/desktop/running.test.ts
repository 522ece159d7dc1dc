import { describe, expect, test } from 'vitest';
import type { Ended, FromCore } from '#desktop/messages';
import type { Parent } from '#desktop/serve-core';
import { until } from '#support/until';
import type { Program } from './electron-double.ts';
import { stage } from './stage.ts';

const ended: Ended = {
  id: '01JABCDEF0',
  service: 'digits',
  host: 'local',
  kind: 'deploy',
  state: 'succeeded',
  to: { release: 'r2', version: '1.1.0', digest: 'sha256:9' },
  reason: null,
};

/** A core of which the test says what it tells; it ends when it is asked to. */
function told(): { program: Program; tell: (message: FromCore) => void } {
  let parent: Parent | undefined;
  return {
    program: (given) =>
      new Promise((resolve) => {
        parent = given;
        given.on('message', ({ data }) => data.kind === 'end' && resolve());
      }),
    tell: (message) => parent?.postMessage(message),
  };
}

describe('while deployments run', () => {
  test('the machine is kept awake, also for those of other processes', async () => {
    const { program, tell } = told();
    const { double } = await stage({ program });
    await until('the core runs', () => double.processes.length === 1);
    for (const [here, elsewhere, held] of [
      [1, 0, 1],
      [2, 0, 1],
      [0, 1, 1],
      [0, 0, 0],
    ] as const) {
      tell({ kind: 'deployments', here, elsewhere });
      await until(`${here} here and ${elsewhere} elsewhere`, () => double.awake.size === held);
    }
  });

  test('whoever quits is asked, and who keeps them running loses nothing', async () => {
    const { program, tell } = told();
    const { double } = await stage({ program });
    tell({ kind: 'deployments', here: 1, elsewhere: 0 });
    await until('it was heard', () => double.awake.size === 1);
    double.app.quit();
    await until('it was asked', () => double.dialogs.length === 1);
    expect(double.dialogs[0]).toMatchObject({
      message: 'A deployment runs.',
      buttons: ['Keep Running', 'Take Back and Quit'],
    });
    expect(double.app.over).toBe(false);
    expect(double.windows).toHaveLength(1);
    double.answers.push('Take Back and Quit');
    double.app.quit();
    await until('the core was ended first, then the desktop', () => double.app.over);
    expect(double.processes[0]?.over).toBe(true);
  });

  test('the last window may be closed: the desktop goes on, says how it ended, and quits then', async () => {
    const { program, tell } = told();
    const { double } = await stage({ program });
    tell({ kind: 'deployments', here: 1, elsewhere: 0 });
    await until('it was heard', () => double.awake.size === 1);
    double.windows[0]?.close();
    expect(double.app.quits).toBe(0);
    tell({ kind: 'ended', deployment: ended });
    tell({ kind: 'deployments', here: 0, elsewhere: 0 });
    await until('the desktop ended', () => double.app.over);
    expect(double.notices.map(({ says }) => says)).toEqual([{ title: 'digits 1.1.0 is done', body: 'On local.' }]);
  });
});

test('a core that is gone runs nothing: the machine may sleep, and who quits is not asked', async () => {
  let crash = (): void => undefined;
  const { tell, program: told1 } = told();
  const program: Program = (parent, ...more) =>
    Promise.race([told1(parent, ...more), new Promise<void>((end) => (crash = end))]);
  const { double } = await stage({ program });
  tell({ kind: 'deployments', here: 1, elsewhere: 0 });
  await until('it was heard', () => double.awake.size === 1);
  double.answers.push('Quit');
  crash();
  await until('the desktop ended', () => double.app.over);
  expect([double.awake.size, double.dialogs.length]).toEqual([0, 1]);
});

describe('a deployment that ended', () => {
  test('is told where no window has the focus, and a click leads to it', async () => {
    const { program, tell } = told();
    const { double } = await stage({ program });
    double.focused = null;
    tell({ kind: 'ended', deployment: { ...ended, state: 'taken-back', reason: 'digits r2 answered 3 for a seven.' } });
    await until('it was told', () => double.notices.length === 1);
    expect(double.notices[0]?.says).toEqual({
      title: 'digits 1.1.0 was taken back',
      body: 'digits r2 answered 3 for a seven.',
    });
    double.windows[0]?.webContents.window?.slipway?.connect();
    double.notices[0]?.emit('click');
    expect(double.focused).toBe(double.windows[0]);
    expect(double.windows[0]?.webContents.heard).toEqual([{ do: 'show', what: 'deployment', id: ended.id }]);
  });

  test('is not told to who looks at it', async () => {
    const { program, tell } = told();
    const { double } = await stage({ program });
    double.windows[0]?.focus();
    tell({ kind: 'ended', deployment: ended });
    tell({ kind: 'deployments', here: 1, elsewhere: 0 });
    await until('both were heard', () => double.awake.size === 1);
    expect(double.notices).toEqual([]);
  });
});
