import { Button, Checkbox } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Acceptance } from '#contract/deployment';
import type { Draft } from '#contract/draft';
import { useClient } from '../app/session.ts';
import { useAgreeing } from '../host/agreeing.ts';
import { Status } from '../ui/Status.tsx';
import { releaseWords } from '../ui/words.ts';
import { failureIn } from '../wire/failure.ts';
import { Accept } from './Accept.tsx';
import { acceptableIn } from './accepting.ts';
import classes from './DeployBar.module.css';
import type { Holding } from './holding.ts';
import { type Readiness, readinessOf } from './readiness.ts';
import type { Desk, Judged } from './useDraft.ts';

type Props = {
  readonly draft: Draft;
  readonly desk: Desk;
  readonly judged: Judged;
  /** What else keeps it from being deployed; null for nothing. */
  readonly holding?: Holding | null;
  /** Done before it starts: what stands beside the service is taken away. */
  readonly before?: (() => Promise<void>) | undefined;
  readonly children: ReactNode;
};

/** Whether it can be deployed, what would happen, and the button that does it. */
export function DeployBar({ draft, desk, judged, holding = null, before, children }: Props) {
  const [agreed, setAgreed] = useState<string | null>(null);
  const plan = judged.judgement?.plan;
  const gap = plan?.gap ?? 0;
  // Agreed to is the gap of the plan that was read, not of one that comes after it.
  const allowsGap = gap > 0 && agreed === plan?.hash;
  const [accepting, setAccepting] = useState<ReturnType<typeof acceptableIn>>(null);
  const client = useClient();
  const deploy = useDeploy({ draft, desk, judged, before });
  const look = async (accept: readonly Acceptance[], signal: AbortSignal) => {
    const act = deploying(await desk.keeping.settle(), accept);
    return client.deployment.plan({ act, options: { host: desk.writing.host } }, { signal });
  };
  const waits = keptOf(desk.writing);
  const ready = waits ?? readinessOf(judged, holding);
  const to = plan?.to;
  const isLive = plan?.kind === 'policy' || plan?.kind === 'front';
  const asksForGap = gap > 0 && ready.is === 'ready';
  const refused = deploy.error === null ? null : failureIn(deploy.error);
  const stop =
    waits || judged.waits || holding
      ? null
      : acceptableIn(judged.judgement, refused?.kind === 'problem' && refused.stop ? refused : null);
  return (
    <div className="action-bar">
      <Says ready={ready} failure={deploy.error} />
      {asksForGap && (
        <Checkbox
          size="xs"
          label={`Nothing may serve for about ${gap} s`}
          checked={allowsGap}
          onChange={({ currentTarget }) => setAgreed(currentTarget.checked ? (plan?.hash ?? null) : null)}
        />
      )}
      <span className={`push ${classes.buttons}`}>
        {children}
        {stop && (
          <Button
            onClick={() => {
              deploy.reset();
              setAccepting(stop);
            }}
          >
            Accept and deploy…
          </Button>
        )}
        <Button
          variant="filled"
          disabled={ready.is !== 'ready' || (asksForGap && !allowsGap)}
          loading={deploy.isPending}
          onClick={() => plan && deploy.mutate({ accept: [], allowGap: allowsGap, expect: plan.hash })}
          className={classes.deploy}
        >
          <span className="cut">
            {isLive ? 'Apply to' : 'Deploy'} <bdi>{to ? releaseWords(to) : ''}</bdi>
          </span>
        </Button>
      </span>
      {accepting && <Accept of={accepting} look={look} deploy={deploy} onClose={() => setAccepting(null)} />}
    </div>
  );
}

/** What was typed last is not in what was judged; null once it is. */
function keptOf({ kept, failure }: Desk['writing']): Readiness | null {
  if (kept) return null;
  if (failure === null) return { is: 'waits', kind: 'busy', word: 'Looking', says: 'at what was changed' };
  return { is: 'refused', kind: 'fail', word: 'Not kept', says: failureIn(failure).message };
}

function Says({ ready, failure }: { readonly ready: Readiness; readonly failure: unknown }) {
  if (failure) {
    const { message, hint } = failureIn(failure);
    return (
      <div className={classes.says} role="alert">
        <Status kind="fail" word="not started" />
        <span className="second">
          <bdi>{message}</bdi> {hint}
        </span>
      </div>
    );
  }
  return (
    <div className={classes.says} role="status">
      <Status kind={ready.kind} word={ready.word} />
      <span className="second" title={ready.says}>
        <bdi>{ready.says}</bdi>
      </span>
    </div>
  );
}

type Deploying = Pick<Props, 'draft' | 'desk' | 'judged' | 'before'>;
/** `expect` is the hash of the plan that was on screen: nothing is begun that nobody looked at. */
type Asked = { readonly accept: readonly Acceptance[]; readonly allowGap: boolean; readonly expect: string };

const deploying = (text: string, accept: readonly Acceptance[]) => ({
  kind: 'deploy' as const,
  file: { name: 'slipway.yaml', text },
  accept: [...accept],
});

function useDeploy({ draft, desk, judged, before }: Deploying) {
  const client = useClient();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const agreeing = useAgreeing();
  return useMutation({
    mutationFn: async ({ accept, allowGap, expect }: Asked) => {
      const text = await desk.keeping.settle();
      await before?.();
      const options = { host: desk.writing.host, allowGap, expect };
      return agreeing((agreed) =>
        client.deployment.start({ act: deploying(text, accept), options: { ...options, ...agreed } }),
      );
    },
    async onSuccess({ id }) {
      desk.keeping.end();
      await navigate({ to: '/deployment/$id', params: { id } });
      // It has begun; a draft that stays behind is only in the way, but for what another window wrote on it since.
      await client.draft.remove({ id: draft.id, since: desk.keeping.revision() }).catch(() => undefined);
      void queries.invalidateQueries({ queryKey: ['drafts'] });
    },
    // What is on the host may be another thing by now than what was looked at.
    onError: () => judged.again(),
  });
}
