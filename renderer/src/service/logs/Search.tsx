import { Button, TextInput } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { count } from '../../ui/figures.ts';
import { Toggle } from '../../ui/Toggle.tsx';
import classes from './LogScreen.module.css';
import { lowerBound } from './scan.ts';
import type { Search as Sought } from './search.ts';

/** `only`: lines without a hit are left out, but for some around each. */
export type SearchAsked = { readonly text: string; readonly isExpression: boolean; readonly only: boolean };

type Props = {
  readonly asked: SearchAsked;
  readonly onAsked: (asked: SearchAsked) => void;
  readonly search: Sought;
  readonly hits: readonly number[];
  readonly current: number | null;
  readonly done: boolean;
  readonly onGo: (by: 1 | -1) => void;
};

export function Search({ asked, onAsked, search, hits, current, done, onGo }: Props) {
  const pressed = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') onGo(event.shiftKey ? -1 : 1);
    if (event.key === 'Escape') event.currentTarget.blur();
  };
  const none = hits.length === 0;
  return (
    <search className={classes.search}>
      <TextInput
        className={classes.field}
        data-search
        aria-label="Search in this log"
        placeholder="Search   /"
        value={asked.text}
        onChange={({ currentTarget }) => onAsked({ ...asked, text: currentTarget.value })}
        onKeyDown={pressed}
        error={search.kind === 'wrong'}
        spellCheck={false}
        autoComplete="off"
      />
      <Toggle
        on={asked.isExpression}
        onChange={(isExpression) => onAsked({ ...asked, isExpression })}
        title="Search for a regular expression"
      >
        Expression
      </Toggle>
      {search.kind === 'sought' && (
        <>
          <Button size="xs" onClick={() => onGo(-1)} disabled={none} title="The hit before (N)">
            Previous
          </Button>
          <Button size="xs" onClick={() => onGo(1)} disabled={none} title="The next hit (n)">
            Next
          </Button>
          <Toggle
            on={asked.only}
            onChange={(only) => onAsked({ ...asked, only })}
            title="Only lines with a hit, and two on both sides"
          >
            Only hits
          </Toggle>
        </>
      )}
      <span className={search.kind === 'wrong' ? classes.wrong : classes.hits} role="status">
        {words(search, hits, current, done)}
      </span>
    </search>
  );
}

function words(search: Sought, hits: readonly number[], current: number | null, done: boolean): string {
  if (search.kind === 'none') return '';
  if (search.kind === 'wrong') return search.problem;
  const all = `${count(hits.length)}${done ? '' : '…'}`;
  if (current !== null && hits[lowerBound(hits, current)] === current) {
    return `${count(lowerBound(hits, current) + 1)} of ${all}`;
  }
  return hits.length === 1 && done ? '1 line' : `${all} lines`;
}
