import { Button, Checkbox, Modal, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Acceptance, Plan } from '#contract/deployment';
import type { StopId } from '#contract/problem';
import { Failure } from '../ui/Failure.tsx';
import { failureIn } from '../wire/failure.ts';
import classes from './Accept.module.css';
import { day, inAMonth, inAYear, looked, missingOf, toLook } from './accepting.ts';
import { PlanSteps } from './PlanSteps.tsx';
import { sentence } from './plan.ts';

type Props = {
  readonly of: { readonly id: StopId; readonly what: string };
  readonly onClose: () => void;
  /** What would be done if that were accepted: a stop hides it from everybody who has not. */
  readonly look: (accept: readonly Acceptance[], signal: AbortSignal) => Promise<Plan>;
  readonly deploy: {
    readonly isPending: boolean;
    readonly error: unknown;
    readonly mutate: (
      asked: { accept: readonly Acceptance[]; allowGap: boolean; expect: string },
      ends: { onError: () => void },
    ) => void;
  };
};

/** Deploys what would be stopped: with a reason and for a while, both of which are recorded. */
export function Accept({ of: { id, what }, onClose, look, deploy }: Props) {
  const [now] = useState(Date.now);
  const [reason, setReason] = useState('');
  const [until, setUntil] = useState(inAMonth(now));
  const [agreed, setAgreed] = useState<string | null>(null);
  const asked = useQuery({
    queryKey: ['accept-plan', id, now],
    queryFn: async ({ signal }) => looked(await look([toLook(id, now)], signal)),
    gcTime: 0,
    retry: false,
  });
  const plan = asked.isSuccess && !asked.isFetching ? asked.data : null;
  const missing = missingOf({ reason, until, plan, agreed }, now);
  const failure = deploy.error === null ? null : failureIn(deploy.error);
  const isSaid = failure?.kind === 'problem' && failure.stop === id;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing !== null || plan === null) return;
    const accept = [{ id, reason: reason.trim(), until }];
    // Refused may mean that it is another plan by now.
    deploy.mutate({ accept, allowGap: plan.gap > 0, expect: plan.hash }, { onError: () => void asked.refetch() });
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
            {asked.error && <Failure of={asked.error} again={() => void asked.refetch()} />}
            {asked.isFetching && <p className="second">Looking at what would be done…</p>}
            {asked.isSuccess && (
              <div className={classes.plan}>
                <PlanSteps plan={asked.data} waits={asked.isFetching} />
              </div>
            )}
            {plan && plan.gap > 0 && (
              <Checkbox
                size="xs"
                label={`Nothing may serve for about ${plan.gap} s`}
                checked={agreed === plan.hash}
                onChange={({ currentTarget }) => setAgreed(currentTarget.checked ? plan.hash : null)}
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
                disabled={missing !== null}
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
