import { useState } from 'react';
import type { Compared } from '#contract/candidate';
import classes from './Answers.module.css';
import { byWords, numberWords } from './change.ts';

type Props = { readonly of: Compared['apart'] };

/** Places of one difference that are told at once. */
const few = 4;

/** Where two answers say something else, and by how much where both say a number. */
export function Apart({ of: { places, at } }: Props) {
  const [all, setAll] = useState(false);
  if (places === 0) return null;
  const shown = all ? at : at.slice(0, few);
  return (
    <>
      <ul className={classes.apart} aria-label="Where they differ">
        {shown.map(({ path, old, new: fresh, by }) => (
          <li key={path}>
            <bdi className="mono cut" title={path}>
              {path}
            </bdi>
            <span>
              <bdi>{valueWords(old)}</bdi> → <bdi>{valueWords(fresh)}</bdi>
            </span>
            {by !== null && <b>{byWords(by)}</b>}
          </li>
        ))}
      </ul>
      {at.length > shown.length && (
        <button type="button" className={`link ${classes.all}`} onClick={() => setAll(true)}>
          {places} places differ: show more
        </button>
      )}
      {all && places > at.length && <p className="dim small">and {places - at.length} more places, less far apart</p>}
    </>
  );
}

const valueWords = (value: unknown): string => (typeof value === 'number' ? numberWords(value) : String(value));
