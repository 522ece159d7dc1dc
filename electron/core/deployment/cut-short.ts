import { Problem } from '#contract/problem';
import { reasonOf } from './run.ts';

/** What was done was done or taken back; only the record of it could not be finished. */
export const unrecorded = (error: unknown): Problem =>
  error instanceof Problem
    ? error
    : new Problem('NEEDS_PERSON', `The end of the deployment could not be recorded: ${reasonOf(error)}`, {
        hint: 'Look at "slipway status" for what serves and at "slipway doctor" for the record.',
        cause: error,
      });

/** By an operator, or with the console. */
export const cancelled = (): Problem =>
  new Problem('INTERRUPTED', 'The deployment was interrupted', {
    hint: 'It was taken back; run it again when you are ready.',
  });
