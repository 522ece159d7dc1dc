import { Button } from '@mantine/core';
import { count } from '../../ui/figures.ts';
import { Status } from '../../ui/Status.tsx';
import type { LogFeed } from './feed.ts';
import classes from './LogScreen.module.css';

type Props = {
  readonly feed: LogFeed;
  /** False while nothing newer comes. */
  readonly read: boolean;
  readonly follows: boolean;
  /** The number that the next line had when it was left. */
  readonly leftAt: number;
  readonly onFollow: () => void;
};

/** How much of the log is here, and whether one stands at its tail. */
export function LogState({ feed: { ring }, read, follows, leftAt, onFollow }: Props) {
  const news = Math.max(0, ring.end - leftAt);
  const gone = ring.first;
  return (
    <div className={classes.state}>
      {!read && <Status kind="warn" word="not read now" />}
      {read && <Status kind={follows ? 'busy' : 'idle'} word={follows ? 'following' : 'paused'} />}
      <span className="dim">
        {count(ring.end - ring.first)} {ring.end - ring.first === 1 ? 'line' : 'lines'} held
        {gone > 0 && `; the oldest ${count(gone)} were let go of, to keep this page light`}
      </span>
      {!follows && (
        <Button size="xs" className="push" onClick={onFollow} title="Follow the tail again (End)">
          {news > 0 ? `${count(news)} new ${news === 1 ? 'line' : 'lines'} ↓` : 'To the end ↓'}
        </Button>
      )}
    </div>
  );
}
