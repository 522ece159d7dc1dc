import type { Failure } from '#contract/message';

/** Between the page and the core. `lost`: the connection went in the middle, and whether the call was carried out is open. */
type CallFailure = Failure | { readonly kind: 'lost'; readonly message: string; readonly hint: string };

/** What every call of the client rejects with, unless its own signal was aborted. */
export class CallFailed extends Error {
  override name = 'CallFailed';
  readonly failure: CallFailure;

  constructor(failure: CallFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** What to show for anything that was thrown: always a sentence on what happened and one on what to do. */
export function failureIn(thrown: unknown): CallFailure {
  if (thrown instanceof CallFailed) return thrown.failure;
  const message = 'Something went wrong in this page.';
  return { kind: 'bug', message, hint: 'Load it again; the console and what it runs are not touched by that.' };
}

export const lost = (): CallFailed =>
  new CallFailed({
    kind: 'lost',
    message: 'The connection to Slipway was lost.',
    hint: 'It is tried again by itself. What was begun goes on; look before you do it again.',
  });
