import { Button } from '@mantine/core';
import type { Container } from '#contract/inventory';
import { ago, duration, joined } from '../ui/figures.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { containerShape } from '../ui/words.ts';
import type { Reported } from './useReport.ts';
import classes from './XrayPage.module.css';

type Props = {
  readonly name: string;
  readonly host: string;
  /** As the host's list has it; absent where it has not. */
  readonly seen: Container | undefined;
  /** The service of ours that it is a replica of; null for a stranger. */
  readonly part: string | null;
  readonly reported: Reported;
  readonly isAway: boolean;
  readonly isGone: boolean;
};

export function XrayHead({ name, host, seen, part, reported, isAway, isGone }: Props) {
  const { report, at, isLooking, again } = reported;
  const now = useNow(5_000);
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
      </div>
      <div className="acts">
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
