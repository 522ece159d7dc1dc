import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Failure } from '../ui/Failure.tsx';
import { Section } from '../ui/Section.tsx';
import { signOut } from '../wire/sign-out.ts';
import classes from './Settings.module.css';

/** How long this browser is let in, and the way out; a desktop window needs neither. */
export function ThisBrowser() {
  const leaving = useMutation({ mutationFn: async () => await signOut?.() });
  if (!signOut) return null;
  const out = (
    <Button size="xs" loading={leaving.isPending} onClick={() => leaving.mutate()}>
      Sign out
    </Button>
  );
  return (
    <Section title="This browser" more={out}>
      <p className={`${classes.line} second`}>
        Signed in until nobody used it for the hours of <code>slipway serve --idle</code>, or 12, and for 30 days at
        most. <code>slipway serve --forget</code> signs every browser out.
      </p>
      {leaving.error && <Failure of={leaving.error} />}
    </Section>
  );
}
