import { Button, Modal, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Finding } from '#contract/checklist';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import classes from './Say.module.css';
import { inAMonth, inAYear, missingOf, today } from './saying.ts';
import { titleOf } from './words.ts';

type Props = {
  readonly what: 'accept' | 'answer';
  readonly of: Finding;
  readonly at: { readonly host: string; readonly service: string };
  readonly onClose: () => void;
  /** It is recorded: what was found is looked at anew. */
  readonly done: () => void;
};

const words = {
  accept: {
    title: 'Live with it?',
    label: 'Why it is fine',
    description: 'Stays in the history, in plain text',
    day: 'After this day it counts again',
    act: 'Accept',
  },
  answer: {
    title: 'A question for you',
    label: 'Your answer',
    description: 'A sentence or two; stays in the history, in plain text',
    day: 'Left empty it holds 90 days in production, 180 internally, a year in trial',
    act: 'Answer',
  },
} as const;

/** A reason or an answer of a person, and until when it holds. */
export function Say({ what, of: finding, at, onClose, done }: Props) {
  const client = useClient();
  const [now] = useState(Date.now);
  const [text, setText] = useState('');
  const [until, setUntil] = useState(what === 'accept' ? inAMonth(now) : '');
  const say = useMutation({
    mutationFn: async () => {
      const about = { ...at, id: finding.id };
      if (what === 'accept') await client.checklist.accept({ ...about, reason: text.trim(), until });
      else await client.checklist.answer({ ...about, text: text.trim(), ...(until === '' ? {} : { until }) });
    },
    onSuccess() {
      done();
      onClose();
    },
  });
  const missing = missingOf({ text, until, mayBeOpen: what === 'answer' }, now);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing === null && !say.isPending) say.mutate();
  };
  const { title, label, description, day, act } = words[what];
  return (
    <Modal.Root opened onClose={onClose} size={480} transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <form className={classes.form} onSubmit={submit}>
            <Modal.Title>{title}</Modal.Title>
            <p>
              <bdi>{what === 'answer' ? finding.question : titleOf(finding)}</bdi>
            </p>
            {what === 'accept' && (
              <p className="second small">
                <bdi>{finding.detail}</bdi>
              </p>
            )}
            <Textarea
              label={label}
              description={description}
              data-autofocus
              value={text}
              maxLength={what === 'accept' ? 1_000 : 2_000}
              autosize
              minRows={2}
              maxRows={6}
              onChange={({ currentTarget }) => setText(currentTarget.value)}
            />
            <TextInput
              className={classes.until}
              type="date"
              label="Until"
              description={day}
              min={today(now)}
              max={inAYear(now)}
              value={until}
              onChange={({ currentTarget }) => setUntil(currentTarget.value)}
            />
            {say.error !== null && <Failure of={say.error} />}
            <div className={classes.acts}>
              <span className="dim small">{missing}</span>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" variant="filled" loading={say.isPending} disabled={missing !== null}>
                {act}
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
