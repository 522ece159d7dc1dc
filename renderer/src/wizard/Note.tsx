import { Textarea } from '@mantine/core';
import { Section } from '../ui/Section.tsx';
import { editOf, shownIn } from './fields.ts';
import classes from './UpdateDesk.module.css';
import type { Desk } from './useDraft.ts';
import { useTyped } from './useTyped.ts';

/** What changed, and why. */
export function Note({ desk }: { readonly desk: Desk }) {
  const typed = useTyped(shownIn(desk.fields, 'note'), (value) => desk.keeping.edit([editOf('note', value)]));
  return (
    <Textarea
      aria-label="Why this version"
      placeholder="Such as: faster, same accuracy"
      w="100%"
      {...typed}
      maxLength={2000}
      autosize
      minRows={2}
      maxRows={5}
    />
  );
}

/** The same on an update: it stays in the history. */
export function Why({ desk }: { readonly desk: Desk }) {
  return (
    <Section title="Why this version" note="stays in the history">
      <div className={classes.fact}>
        <Note desk={desk} />
      </div>
    </Section>
  );
}
