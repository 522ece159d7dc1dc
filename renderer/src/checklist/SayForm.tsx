import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import classes from './SayForm.module.css';
import { inAYear, today } from './saying.ts';

export type Said = { readonly text: string; readonly until: string };

type Props = {
  readonly title: string;
  /** What it is about, above what is said. */
  readonly about: ReactNode;
  readonly label: string;
  readonly description: string;
  /** What the day means; nothing where it goes without saying. */
  readonly day?: string;
  /** Characters that the core keeps. */
  readonly most: number;
  readonly said: Said;
  readonly onSaid: (said: Said) => void;
  readonly now: number;
  /** What is still missing, in words; null once it can be recorded. */
  readonly missing: string | null;
  readonly onSubmit: () => void;
  readonly onClose: () => void;
  /** The button that records it. */
  readonly act: ReactNode;
  /** What comes of it, and what went wrong. */
  readonly children?: ReactNode;
};

/** A person's words, and until when they hold: both are recorded. */
export function SayForm({ title, about, label, description, day, most, said, onSaid, now, ...rest }: Props) {
  const { missing, onSubmit, onClose, act, children } = rest;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing === null) onSubmit();
  };
  return (
    <Modal.Root opened onClose={onClose} size={480} transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <form className={classes.form} onSubmit={submit}>
            <Modal.Title>{title}</Modal.Title>
            {about}
            <Textarea
              label={label}
              description={description}
              data-autofocus
              value={said.text}
              maxLength={most}
              autosize
              minRows={2}
              maxRows={6}
              onChange={({ currentTarget }) => onSaid({ ...said, text: currentTarget.value })}
            />
            <TextInput
              className={classes.until}
              type="date"
              label="Until"
              description={day}
              min={today(now)}
              max={inAYear(now)}
              value={said.until}
              onChange={({ currentTarget }) => onSaid({ ...said, until: currentTarget.value })}
            />
            {children}
            <div className={classes.acts}>
              <span className="dim small">{missing}</span>
              <Button onClick={onClose}>Cancel</Button>
              {act}
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
