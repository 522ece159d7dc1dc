import type { ReactNode } from 'react';
import type { Area } from '#contract/checklist';
import { areaWords } from '../checklist/areas.ts';
import { type StatusKind, StatusShape } from '../ui/Status.tsx';
import { type AreaStanding, standings } from './area/decisions.ts';
import { allOf } from './found.ts';
import classes from './Steps.module.css';
import type { Desk, Judged } from './useDraft.ts';

type Props = {
  readonly desk: Desk;
  readonly judged: Judged;
  /** The one that is shown; null for the review, undefined while it is none of them. */
  readonly at: Area | null | undefined;
  readonly choose: (area: Area | null) => void;
  /** What the review says of itself. */
  readonly review: string;
  /** The candidate answers wrongly, or does not answer. */
  readonly refused?: boolean;
  /** In a line above what it leads to, the review first. */
  readonly across?: boolean;
};

/** The seven areas of a draft, each optional: what is left to decide, or was found. The review is one more step. */
export function AreaRail({ desk, judged, at, choose, review, refused = false, across = false }: Props) {
  const areas = standings(desk.fields, allOf(judged)).map((one) => (
    <Entry
      key={one.area}
      of={refused && one.area === 'versioning' ? { ...one, ...refusal } : one}
      name={areaWords(one.area)}
      isHere={at === one.area}
      go={() => choose(one.area)}
    />
  ));
  const last = (
    <Entry
      key="review"
      of={{ kind: 'idle', word: 'review', says: review }}
      name="Review"
      isHere={at === null}
      go={() => choose(null)}
    />
  );
  return (
    <nav aria-label="Areas">
      {!across && <h2 className={classes.heading}>Areas, each optional</h2>}
      <ul className={across ? classes.across : `${classes.steps} ${classes.areas}`}>
        {across ? [last, ...areas] : [...areas, last]}
      </ul>
    </nav>
  );
}

const refusal = { kind: 'fail', word: 'fail', says: 'refused' } as const;

type EntryProps = {
  readonly of: Omit<AreaStanding, 'area'>;
  readonly name: string;
  readonly isHere: boolean;
  readonly go: () => void;
};

function Entry({ of: { kind, word, says }, name, isHere, go }: EntryProps): ReactNode {
  const shape: StatusKind = isHere && kind === 'idle' ? 'busy' : kind;
  return (
    <li aria-current={isHere ? 'step' : undefined}>
      <button type="button" className={classes.step} onClick={go}>
        <StatusShape kind={shape} word={isHere && kind === 'idle' ? 'here' : word} />
        <span className="medium">{name}</span>
        <span className={classes.says}>{says}</span>
      </button>
    </li>
  );
}
