import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { failureIn } from '../wire/failure.ts';
import classes from './Failure.module.css';
import { StatusShape } from './Status.tsx';

type Props = { readonly of: unknown; readonly again?: () => void; readonly children?: ReactNode };

/** What went wrong and what to do about it, where the thing itself would have been. */
export function Failure({ of, again, children }: Props) {
  const { message, hint } = failureIn(of);
  return (
    <div className={classes.failure} role="alert">
      <StatusShape kind="fail" word="failed" />
      <div>
        <p className="medium">{message}</p>
        <p className="second">{hint}</p>
      </div>
      {again && (
        <Button size="xs" onClick={again}>
          Try again
        </Button>
      )}
      {children && <span className={classes.acts}>{children}</span>}
    </div>
  );
}
