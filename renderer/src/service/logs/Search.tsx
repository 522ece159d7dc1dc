import { Button, TextInput } from '@mantine/core';
import { type KeyboardEvent, memo } from 'react';
import { count } from '../../ui/figures.ts';
import { Toggle } from '../../ui/Toggle.tsx';
import classes from './LogScreen.module.css';
import type { Search as Sought } from './search.ts';

/** `only`: lines without a hit are left out, but for some around each. */
export type SearchAsked = { readonly text: string; readonly isExpression: boolean; readonly only: boolean };

type Props = {
  readonly asked: SearchAsked;
  readonly onAsked: (asked: SearchAsked) => void;
  readonly search: Sought;
  readonly total: number;
  /** Which hit one stands at, from 1 on; null for none. */
  readonly place: number | null;
  readonly done: boolean;
  readonly onGo: (by: 1 | -1) => void;
};

export const Search = memo(function Search({ asked, onAsked, search, total, place, done, onGo }: Props) {
  const pressed = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') onGo(event.shiftKey ? -1 : 1);
    if (event.key === 'Escape') event.currentTarget.blur();
  };
  const none = total === 0;
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
        {words(search, total, place, done)}
      </span>
    </search>
  );
});

function words(search: Sought, total: number, place: number | null, done: boolean): string {
  if (search.kind === 'none') return '';
  if (search.kind === 'wrong') return search.problem;
  const all = `${count(total)}${done ? '' : '…'}`;
  if (place !== null) return `${count(place)} of ${all}`;
  return total === 1 && done ? '1 line' : `${all} lines`;
}
