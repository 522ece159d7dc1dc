import { Button } from '@mantine/core';
import { Failure } from '../ui/Failure.tsx';
import { Status } from '../ui/Status.tsx';
import { failureIn } from '../wire/failure.ts';
import type { Acting } from './useAct.ts';

/** Why what was asked for did not begin. A time without service is no failure: it is said, and gone on with if wanted. */
export function Refused({ acting: { error, withGap, isPending, forget } }: { readonly acting: Acting }) {
  if (error === null) return null;
  if (!withGap) return <Failure of={error} />;
  return (
    <div className="band" role="alert">
      <Status kind="warn" word="not begun" />
      <span>{failureIn(error).message}.</span>
      <span className="push row">
        <Button onClick={forget}>Leave it</Button>
        <Button onClick={withGap} loading={isPending}>
          Go on all the same
        </Button>
      </span>
    </div>
  );
}
