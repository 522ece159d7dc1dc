import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Following } from '#contract/deployment';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { duration, joined } from '../ui/figures.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Status } from '../ui/Status.tsx';
import { useFollowed } from '../ui/useFollowed.ts';
import { deploymentShape, deploymentWord } from '../ui/words.ts';
import classes from './TryIt.module.css';

type Ended = Following['ended'];
type Props = { readonly id: string; readonly name: string; readonly onDone: () => void };

/** How keeping it goes, where it was asked for. */
export function Kept({ id, name, onDone }: Props) {
  const client = useClient();
  const queries = useQueryClient();
  const { value, failure } = useFollowed<{ after: number; ended: Ended }>(id, {
    initial: { after: 0, ended: null },
    async step({ after, ended }, signal) {
      if (ended) return null;
      const next = await client.deployment.next({ id, after }, { signal });
      return { after: next.events.at(-1)?.n ?? after, ended: next.ended };
    },
  });
  const { ended } = value;
  useEffect(() => {
    if (ended) void queries.invalidateQueries({ queryKey: ['service'] });
  }, [ended, queries]);
  if (!ended) {
    return (
      <div className={classes.keep}>
        <Status kind="busy" word="keeping it" />
        {failure !== null && <Failure of={failure} />}
      </div>
    );
  }
  const { deployment, problem } = ended;
  const { state, startedAt, finishedAt, reason } = deployment;
  const ms = finishedAt ? Date.parse(finishedAt) - Date.parse(startedAt) : 0;
  const isKept = state === 'succeeded';
  return (
    <div className={classes.keep} role="status">
      <Status kind={deploymentShape[state]} word={deploymentWord[state]}>
        {isKept ? `kept, in ${joined(duration(ms))}` : deploymentWord[state]}
      </Status>
      <p className="small second">
        {isKept ? (
          <>
            “<bdi>{name}</bdi>” is asked of every new replica before it gets traffic. Nothing that runs was touched.
          </>
        ) : (
          <bdi>{reason ?? problem?.message}</bdi>
        )}
      </p>
      <div className={classes.acts}>
        <LinkButton size="xs" to="/deployment/$id" params={{ id }}>
          Its record
        </LinkButton>
        <Button size="xs" onClick={onDone}>
          Close
        </Button>
      </div>
    </div>
  );
}
