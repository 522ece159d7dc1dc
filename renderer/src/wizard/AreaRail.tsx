import type { Area } from '#contract/checklist';
import { areaWords } from '../checklist/areas.ts';
import { type Bar, barsOf, barWords } from '../checklist/bars.ts';
import { StatusShape } from '../ui/Status.tsx';
import { foundOf } from './found.ts';
import classes from './Steps.module.css';
import type { Judged } from './useDraft.ts';

type Props = {
  readonly judged: Judged;
  readonly area: Area | null;
  readonly choose: (area: Area | null) => void;
};

/** The seven areas beside a draft, each optional, with what was found of each; one that is pressed shows only its own. */
export function AreaRail({ judged, area, choose }: Props) {
  const { open, well, later } = foundOf(judged);
  return (
    <nav aria-label="Areas">
      <h2 className={classes.heading}>Areas, each optional</h2>
      <ul className={`${classes.steps} ${classes.areas}`}>
        {barsOf([...open, ...well, ...later]).map((bar) => (
          <li key={bar.area}>
            <button
              type="button"
              className={classes.step}
              aria-pressed={area === bar.area}
              onClick={() => choose(area === bar.area ? null : bar.area)}
            >
              <StatusShape {...shapeOf(bar)} />
              <span className="medium">{areaWords(bar.area)}</span>
              <span className={classes.says}>{bar.of === 0 ? 'not looked at yet' : barWords(bar)}</span>
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function shapeOf({ segments, well, of }: Bar) {
  if (segments.includes('stop') || segments.includes('fail')) return { kind: 'fail', word: 'fail' } as const;
  if (segments.includes('warn')) return { kind: 'warn', word: 'warn' } as const;
  return of > 0 && well === of ? ({ kind: 'pass', word: 'pass' } as const) : ({ kind: 'idle', word: 'open' } as const);
}
