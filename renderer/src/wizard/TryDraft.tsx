import { Button } from '@mantine/core';
import { useEffect, useEffectEvent } from 'react';
import { TryIt } from '../service/TryIt.tsx';
import { Failure } from '../ui/Failure.tsx';
import { span } from '../ui/figures.ts';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import classes from './TryDraft.module.css';
import { type Tried, useCandidate } from './useCandidate.ts';
import type { Desk } from './useDraft.ts';

type Props = { readonly desk: Desk; readonly done: () => void };

/** Starts the draft by itself so that it can be asked, and keeps what is right; nobody else reaches it, and it goes again. */
export function TryDraft({ desk, done }: Props) {
  const { host } = desk.writing;
  const tried = useCandidate(host);
  const begin = useEffectEvent(() => {
    void desk.keeping
      .settle()
      .then(tried.start)
      .catch(() => undefined);
  });
  useEffect(() => begin(), []);
  const close = () => {
    void tried.stop();
    done();
  };
  const container = tried.candidate?.container;
  return (
    <section className={classes.try} aria-label="Try the draft">
      <div className={classes.line}>
        <Standing tried={tried} />
        <Button size="xs" className="push" onClick={close}>
          {tried.is === 'running' ? 'Stop' : 'Close'}
        </Button>
      </div>
      {tried.failure !== null && <Failure of={tried.failure} again={begin} />}
      {desk.writing.failure !== null && <Failure of={desk.writing.failure} again={begin} />}
      {container && (
        <TryIt
          host={host}
          subject={container}
          into={{ fields: desk.fields, keep: (edit) => desk.keeping.edit([edit]) }}
        />
      )}
    </section>
  );
}

function Standing({ tried: { is, candidate, since, failure } }: { readonly tried: Tried }) {
  const now = useNow();
  if (failure !== null) return <Status kind="fail" word="could not be started" />;
  if (candidate?.problem)
    return (
      <div className={classes.says}>
        <Status kind="fail" word="it failed" />
        <p className="second">
          <bdi>{candidate.problem.message}</bdi>
        </p>
        <p className="second small">
          <bdi>{candidate.problem.hint}</bdi>
        </p>
      </div>
    );
  if (is === 'ended') return <Status kind="serving" word="it runs by itself, without callers" />;
  return (
    <Status kind="busy" word="starting">
      {candidate?.phase === 'asking' ? 'asking it' : 'starting it by itself'}, {span(Math.max(0, now - since) / 1000)}
    </Status>
  );
}
