import { Button } from '@mantine/core';
import { memo, type RefObject, useState } from 'react';
import { count } from '../../ui/figures.ts';
import { save } from '../../ui/save.ts';
import type { LogFeed } from './feed.ts';
import { plain } from './format.ts';
import classes from './LogScreen.module.css';
import type { LogViewHandle } from './LogView.tsx';
import type { Chosen } from './useChosen.ts';

type Props = {
  readonly feed: LogFeed;
  readonly listed: readonly number[] | null;
  readonly chosen: Chosen;
  readonly view: RefObject<LogViewHandle | null>;
  readonly name: string;
};

/** Lines that make one part of a file: a text of a million is never made in one piece. */
const together = 5000;

/** Copies what was chosen or else what is seen, and saves what is held or what of it is shown. */
export const Take = memo(function Take({ feed, listed, chosen, view, name }: Props) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    const numbers = chosen ? between(chosen.from, chosen.to) : (view.current?.seen() ?? []);
    const lines = [...numbers]
      .filter((n) => n >= feed.ring.first && n < feed.ring.end)
      .map((n) => plain(feed.ring.at(n)));
    await navigator.clipboard.writeText(lines.join('\n'));
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  const several = chosen && chosen.to - chosen.from + 1;
  const label = several ? `Copy ${count(several)} chosen` : 'Copy what is seen';
  return (
    <div className={classes.take}>
      <Button size="xs" onClick={() => void copy()} aria-live="polite">
        {copied ? 'Copied' : label}
      </Button>
      <Button size="xs" onClick={() => take(feed, listed, name)}>
        {listed ? 'Save what is shown' : 'Save'}
      </Button>
    </div>
  );
});

function take({ ring }: LogFeed, listed: readonly number[] | null, name: string): void {
  const parts: string[] = [];
  let part: string[] = [];
  for (const n of listed ?? between(ring.first, ring.end - 1)) {
    part.push(plain(ring.at(n)));
    if (part.length < together) continue;
    parts.push(`${part.join('\n')}\n`);
    part = [];
  }
  if (part.length > 0) parts.push(`${part.join('\n')}\n`);
  save(`${name}-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.log`, parts);
}

function* between(from: number, to: number): Generator<number> {
  for (let n = from; n <= to; n += 1) yield n;
}
