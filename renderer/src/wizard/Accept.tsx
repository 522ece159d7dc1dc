import { Button, Checkbox, Modal, Textarea, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Acceptance } from '#contract/deployment';
import type { StopId } from '#contract/problem';
import { Failure } from '../ui/Failure.tsx';
import { failureIn } from '../wire/failure.ts';
import classes from './Accept.module.css';
import { day, inAMonth, inAYear, missingOf } from './accepting.ts';
import { sentence } from './plan.ts';

type Props = {
  readonly of: { readonly id: StopId; readonly what: string };
  readonly onClose: () => void;
  readonly deploy: {
    readonly isPending: boolean;
    readonly error: unknown;
    readonly mutate: (asked: { accept: readonly Acceptance[]; allowGap: boolean }) => void;
  };
};

/** Deploys what would be stopped: with a reason and for a while, both of which are recorded. */
export function Accept({ of: { id, what }, onClose, deploy }: Props) {
  const [now] = useState(Date.now);
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(inAMonth(now));
  const [allowGap, setAllowGap] = useState(false);
  const missing = missingOf({ reason, until }, now);
  const failure = deploy.error === null ? null : failureIn(deploy.error);
  const needsGap = failure?.kind === 'problem' && failure.code === 'GAP_NOT_ALLOWED';
  const isSaid = failure?.kind === 'problem' && failure.stop === id;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing === null) deploy.mutate({ accept: [{ id, reason: reason.trim(), until }], allowGap });
  };
  return (
    <Modal.Root opened onClose={onClose} size={480} transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <form className={classes.form} onSubmit={submit}>
            <Modal.Title>Deploy without a way back?</Modal.Title>
            <p>
              <bdi>{sentence(what)}</bdi>
            </p>
            <Textarea
              label="Why it is fine"
              description="Stays in the history and on the host, in plain text"
              data-autofocus
              value={reason}
              maxLength={1000}
              autosize
              minRows={2}
              maxRows={5}
              onChange={({ currentTarget }) => setReason(currentTarget.value)}
            />
            <TextInput
              className={classes.until}
              type="date"
              label="Until"
              min={day(now)}
              max={inAYear(now)}
              value={until}
              onChange={({ currentTarget }) => setUntil(currentTarget.value)}
            />
            {failure !== null && !isSaid && <Failure of={deploy.error} />}
            {needsGap && (
              <Checkbox
                size="xs"
                label="Nothing may serve for that long"
                checked={allowGap}
                onChange={({ currentTarget }) => setAllowGap(currentTarget.checked)}
              />
            )}
            <div className={classes.acts}>
              <span className="dim small">{missing}</span>
              <Button onClick={onClose}>Cancel</Button>
              <Button
                type="submit"
                variant="outline"
                color="var(--fail)"
                loading={deploy.isPending}
                disabled={missing !== null || (needsGap && !allowGap)}
              >
                Accept and deploy
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
