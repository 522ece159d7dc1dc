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
  return (
    <Section title="This browser">
      <div className={classes.form}>
        <span className="second">
          Signed in until nobody used it for a while, 12 hours if <code>slipway serve</code> was told nothing else, and
          for 30 days at most. <code>slipway serve --forget</code> signs out every browser.
        </span>
        <Button size="xs" className="push" loading={leaving.isPending} onClick={() => leaving.mutate()}>
          Sign out
        </Button>
      </div>
      {leaving.error && <Failure of={leaving.error} />}
    </Section>
  );
}
