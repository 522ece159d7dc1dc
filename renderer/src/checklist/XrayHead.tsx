import { Button } from '@mantine/core';
import type { Container } from '#contract/inventory';
import { Failure } from '../ui/Failure.tsx';
import { ago, duration, joined } from '../ui/figures.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { containerShape } from '../ui/words.ts';
import { CopyCommand, Handle, useHandling } from './Handle.tsx';
import { handledWords } from './handling.ts';
import type { Reported } from './useReport.ts';
import classes from './XrayPage.module.css';

type Props = {
  readonly name: string;
  readonly host: string;
  readonly url: string;
  /** As the host's list has it; absent where it has not. */
  readonly seen: Container | undefined;
  /** The service of ours that it is a replica of; null for a stranger. */
  readonly part: string | null;
  readonly reported: Reported;
  readonly isAway: boolean;
  readonly isGone: boolean;
};

export function XrayHead({ name, host, url, seen, part, reported, isAway, isGone }: Props) {
  const { report, at, isLooking, again } = reported;
  const now = useNow(5_000);
  const handling = useHandling(host, seen?.id ?? name, again);
  const facts = [host, ...(seen ? [seen.image, seen.status] : [])];
  return (
    <div className="head">
      <div className={classes.title}>
        <h1>
          <bdi className="cut" title={name}>
            {name}
          </bdi>
          {isGone ? (
            <Status kind="down" word="gone since" />
          ) : (
            seen && <Status kind={containerShape[seen.state]} word={seen.state} />
          )}
          <span className="tag">{part === null ? 'not a service yet' : `part of ${part}`}</span>
        </h1>
        <p className="cut" title={facts.join(' · ')}>
          <bdi>{facts.join(' · ')}</bdi>
        </p>
        <p aria-live="polite">
          {isLooking
            ? 'Looking at it, without touching it…'
            : report &&
              `Looked at ${ago(new Date(at).toISOString(), now)} in ${joined(duration(report.tookMs))}, nothing was touched`}
        </p>
        {handling.data && <Became of={handledWords(handling.data, handling.variables)} />}
        {handling.error !== null && <Failure of={handling.error} />}
      </div>
      <div className="acts">
        {part === null ? (
          seen && <Handle seen={seen} handling={handling} disabled={isAway || isGone} />
        ) : (
          <LinkButton to="/service/$host/$service" params={{ host, service: part }}>
            To the service
          </LinkButton>
        )}
        {seen && (
          <LinkButton to="/host/$host/container/$container/logs" params={{ host, container: seen.id.slice(0, 12) }}>
            Logs
          </LinkButton>
        )}
        <CopyCommand name={name} url={url} />
        <Button onClick={again} disabled={isLooking || isAway || isGone}>
          Look again
        </Button>
        <LinkButton to="/host/$host" params={{ host }}>
          All containers
        </LinkButton>
      </div>
    </div>
  );
}

function Became({ of: { text, bad } }: { readonly of: ReturnType<typeof handledWords> }) {
  return (
    <p role="status">
      <Status kind={bad ? 'fail' : 'pass'} word={text} />
    </p>
  );
}
