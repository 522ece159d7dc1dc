import { Checkbox } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Deployment } from '#contract/deployment';
import { duration, joined, moment } from '../ui/figures.ts';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { changeWords, deploymentShape, deploymentWord } from '../ui/words.ts';
import { inOrder, tookMs } from './filter.ts';
import classes from './HistoryTable.module.css';

type Props = {
  readonly deployments: readonly Deployment[];
  readonly marked?: readonly string[];
  readonly onMark?: (id: string) => void;
};

/** When, who, what changed, why, how it went, how long; with boxes where two can be chosen. */
export function HistoryTable({ deployments, marked = [], onMark }: Props) {
  const navigate = useNavigate();
  const now = useNow(30_000);
  const places = inOrder(marked);
  return (
    <table className={`table ${classes.table}`} aria-label="Deployments">
      <thead>
        <tr>
          {onMark && (
            <th>
              <span className="hidden-text">Compare</span>
            </th>
          )}
          <th>When</th>
          <th>Who</th>
          <th>Service</th>
          <th>Host</th>
          <th>What</th>
          <th>Why</th>
          <th>How it went</th>
          <th className="number">Took</th>
        </tr>
      </thead>
      <tbody>
        {deployments.map((one) => {
          const took = tookMs(one);
          const place = places.indexOf(one.id);
          return (
            <tr
              key={one.id}
              className={place < 0 ? 'goes' : 'goes chosen'}
              onClick={() => void navigate({ to: '/deployment/$id', params: { id: one.id } })}
            >
              {onMark && (
                // biome-ignore lint/a11y/useKeyWithClickEvents: only keeps a press on the box from opening the row
                <td className={classes.box} onClick={(event) => event.stopPropagation()}>
                  <Checkbox
                    size="xs"
                    checked={place >= 0}
                    onChange={() => onMark(one.id)}
                    aria-label={`Compare ${one.kind} of ${one.service}, ${moment(one.startedAt, now)}`}
                  />
                </td>
              )}
              <td>
                <Link to="/deployment/$id" params={{ id: one.id }} onClick={(event) => event.stopPropagation()}>
                  {moment(one.startedAt, now)}
                </Link>
              </td>
              <td className={`second ${classes.who}`} title={one.operator}>
                <bdi>{one.operator}</bdi>
              </td>
              <td className="medium">{one.service}</td>
              <td className="second">{one.host}</td>
              <td>
                {one.kind} <span className="second">{changeWords(one)}</span>
              </td>
              <td className={`second ${classes.why}`} title={one.note ?? one.reason ?? undefined}>
                <bdi>{one.note ?? one.reason ?? ''}</bdi>
              </td>
              <td>
                <Status kind={deploymentShape[one.state]} word={deploymentWord[one.state]} />
              </td>
              <td className="number">{took === null ? '–' : joined(duration(took))}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
