import { Button, type ButtonProps } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './Toggle.module.css';

type Props = Pick<ButtonProps, 'disabled'> & {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly title?: string;
  readonly children: ReactNode;
};

/** A button that stays pressed. */
export function Toggle({ on, onChange, children, ...rest }: Props) {
  return (
    <Button size="xs" className={classes.toggle} aria-pressed={on} onClick={() => onChange(!on)} {...rest}>
      {children}
    </Button>
  );
}
