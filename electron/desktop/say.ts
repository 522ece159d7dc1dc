import type { Electron } from './electron.ts';
import type { Gone } from './supervise.ts';

type Needs = Pick<Electron, 'dialog'>;

/** Says that the core is gone, and why as far as it is known; true where it is to be started again. */
export async function sayGone({ dialog }: Needs, { code, lines, problem }: Gone): Promise<boolean> {
  const settles = 'What it was doing is settled when it starts again; what serves goes on serving.';
  const { response } = await dialog.showMessageBox({
    type: 'error',
    message: problem ? problem.message : `Slipway's core ended unexpectedly, with exit code ${code}.`,
    detail: problem ? problem.hint : [...lines, ...(lines.length > 0 ? [''] : []), settles].join('\n'),
    buttons: [problem ? 'Try Again' : 'Restart', 'Quit'],
    defaultId: 0,
    cancelId: 1,
    noLink: true,
  });
  return response === 0;
}

/** Asks whoever quits while deployments run in this process; true where it is to quit all the same. */
export async function sayRunning({ dialog }: Needs, here: number): Promise<boolean> {
  const { response } = await dialog.showMessageBox({
    type: 'question',
    message: here === 1 ? 'A deployment runs.' : `${here} deployments run.`,
    detail: `To quit takes back what is not finished. Close the window instead: Slipway goes on until ${here === 1 ? 'it is' : 'they are'} done, and quits then.`,
    buttons: ['Keep Running', 'Take Back and Quit'],
    defaultId: 0,
    cancelId: 0,
    noLink: true,
  });
  return response === 1;
}
