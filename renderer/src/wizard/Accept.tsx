import { Button, Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Acceptance, Plan } from '#contract/deployment';
import type { AcceptableStop } from '#contract/problem';
import { type Said, SayForm } from '../checklist/SayForm.tsx';
import { inAMonth } from '../checklist/saying.ts';
import { Failure } from '../ui/Failure.tsx';
import { failureIn } from '../wire/failure.ts';
import { looked, missingOf, toLook } from './accepting.ts';
import { PlanSteps } from './PlanSteps.tsx';
import { sentence } from './plan.ts';

type Props = {
  readonly of: { readonly id: AcceptableStop; readonly what: string };
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

const wordsOf: Readonly<Record<AcceptableStop, { readonly title: string; readonly label: string }>> = {
  'no-way-back': { title: 'Deploy without a way back?', label: 'Why it is fine' },
  'breaking-change': { title: 'Deploy what breaks who calls it?', label: 'Who agreed, and why' },
};

/** Deploys what would be stopped: with a reason and for a while, both of which are recorded. */
export function Accept({ of: { id, what }, onClose, look, deploy }: Props) {
  const [now] = useState(Date.now);
  const [said, setSaid] = useState<Said>({ text: '', until: inAMonth(now) });
  const [agreed, setAgreed] = useState<string | null>(null);
  const asked = useQuery({
    queryKey: ['accept-plan', id, now],
    queryFn: async ({ signal }) => looked(await look([toLook(id, now)], signal)),
    gcTime: 0,
    retry: false,
  });
  const plan = asked.isSuccess && !asked.isFetching ? asked.data : null;
  const missing = missingOf({ ...said, plan, agreed }, now);
  const failure = deploy.error === null ? null : failureIn(deploy.error);
  const isSaid = failure?.kind === 'problem' && failure.stop === id;
  const submit = () => {
    if (plan === null) return;
    const accept = [{ id, reason: said.text.trim(), until: said.until }];
    // Refused may mean that it is another plan by now.
    deploy.mutate({ accept, allowGap: plan.gap > 0, expect: plan.hash }, { onError: () => void asked.refetch() });
  };
  return (
    <SayForm
      {...wordsOf[id]}
      description="Stays in the history and on the host, in plain text"
      most={1_000}
      {...{ said, now, missing, onClose }}
      onSaid={setSaid}
      onSubmit={submit}
      about={
        <p>
          <bdi>{sentence(what)}</bdi>
        </p>
      }
      act={
        <Button
          type="submit"
          variant="outline"
          color="var(--fail)"
          loading={deploy.isPending}
          disabled={missing !== null}
        >
          Accept and deploy
        </Button>
      }
    >
      {failure !== null && !isSaid && <Failure of={deploy.error} />}
      {asked.error && <Failure of={asked.error} again={() => void asked.refetch()} />}
      {asked.isFetching && <p className="second">Looking at what would be done…</p>}
      {asked.isSuccess && <PlanSteps plan={asked.data} waits={asked.isFetching} />}
      {plan && plan.gap > 0 && (
        <Checkbox
          size="xs"
          label={`Nothing may serve for about ${plan.gap} s`}
          checked={agreed === plan.hash}
          onChange={({ currentTarget }) => setAgreed(currentTarget.checked ? plan.hash : null)}
        />
      )}
    </SayForm>
  );
}
