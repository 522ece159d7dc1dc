import { Problem } from '#contract/problem';
import type { OwnerNote } from '#core/owner';
import type { Failure } from './send.ts';

/** A call that the owner did not answer. */
export class Gone extends Error {
  override name = 'Gone';
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(`the owner of the data folder is ${failure}`);
    this.failure = failure;
  }
}

/** What is said to an operator whose call went down with the process that carried it out. `path` is "deployment.start". */
export function goneProblem(path: string, { pid, console }: OwnerNote, failure: Failure): Problem {
  const how = failure === 'silent' ? 'stopped answering' : 'ended';
  const message = `Process ${pid} (${console}), which carried this out, ${how} in the middle.`;
  if (!path.startsWith('deployment.')) {
    const hint = 'It is not known whether it was done: look, and do it again if it was not.';
    return new Problem('RECORD_FAILED', message, { hint });
  }
  const settles = '"slipway status" settles what was begun and says what serves';
  const hint =
    failure === 'silent' ? `It goes on when that process does. Once you have ended it, ${settles}.` : `Now ${settles}.`;
  return new Problem('NEEDS_PERSON', message, { hint });
}
