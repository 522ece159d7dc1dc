import { Checkbox } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Deployment } from '#contract/deployment';
import { HostName } from '../host/HostName.tsx';
import { duration, joined, moment } from '../ui/figures.ts';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { acceptedWords, changeWords, deploymentShape, deploymentWord, findingWords } from '../ui/words.ts';
import { inOrder, tookMs } from './filter.ts';
import classes from './HistoryTable.module.css';

type Marking = { readonly marked: readonly string[]; readonly mark: (id: string) => void };
type Props = {
  readonly deployments: readonly Deployment[];
  /** All are of one service: its name and its host are said above. */
  readonly isOfOne?: boolean;
  /** With boxes where two can be chosen. */
  readonly marking?: Marking;
};

/** When, who, what changed, why, how it went, how long. */
export function HistoryTable({ deployments, isOfOne = false, marking }: Props) {
  return (
    <table className={`table ${classes.table}`} aria-label="Deployments">
      <thead>
        <tr>
          {marking && (
            <th>
              <span className="hidden-text">Compare</span>
            </th>
          )}
          <th>When</th>
          <th>Who</th>
          {!isOfOne && (
            <>
              <th>Service</th>
              <th>Host</th>
            </>
          )}
          <th>What</th>
          <th>Why</th>
          <th>How it went</th>
          <th className="number">Took</th>
        </tr>
      </thead>
      <tbody>
        {deployments.map((one) => (
          <Row key={one.id} of={one} isOfOne={isOfOne} marking={marking} />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = {
  readonly of: Deployment;
  readonly isOfOne: boolean;
  readonly marking: Marking | undefined;
};

function Row({ of: one, isOfOne, marking }: RowProps) {
  const navigate = useNavigate();
  const now = useNow(30_000);
  const took = tookMs(one);
  const accepted = one.evidence.accepted ?? [];
  const lived = accepted.map(({ id, reason }) => `${findingWords(id)} accepted: “${reason}”`);
  const why = one.note ?? one.reason ?? lived.join('; ');
  const isMarked = inOrder(marking?.marked ?? []).includes(one.id);
  const open = () => void navigate({ to: '/deployment/$id', params: { id: one.id } });
  return (
    <tr
      className={isMarked ? 'goes chosen' : 'goes'}
      onClick={({ target, currentTarget }) => isRow(target, currentTarget) && open()}
    >
      {marking && (
        <td className={classes.box}>
          <Checkbox
            size="xs"
            checked={isMarked}
            onChange={() => marking.mark(one.id)}
            aria-label={`Compare ${one.kind} of ${one.service}, ${moment(one.startedAt, now)}`}
          />
        </td>
      )}
      <td>
        <Link to="/deployment/$id" params={{ id: one.id }}>
          {moment(one.startedAt, now)}
        </Link>
      </td>
      <td className={`second ${classes.who}`} title={one.operator}>
        <bdi>{one.operator}</bdi>
      </td>
      {!isOfOne && (
        <>
          <td className="medium">{one.service}</td>
          <td className="second">
            <HostName name={one.host} />
          </td>
        </>
      )}
      <td className={classes.what}>
        {one.kind}{' '}
        <span className="second">
          <bdi>{changeWords(one)}</bdi>
        </span>
      </td>
      <td className={`second ${classes.why}`} title={why}>
        <bdi>{why}</bdi>
      </td>
      <td>
        <span className="row">
          <Status kind={deploymentShape[one.state]} word={deploymentWord[one.state]} />
          {accepted.map((it) => (
            <span key={it.id} className="tag" title={`${findingWords(it.id)}: “${it.reason}” ${acceptedWords(it)}`}>
              accepted
            </span>
          ))}
        </span>
      </td>
      <td className="number">{took === null ? '–' : joined(duration(took))}</td>
    </tr>
  );
}

/** What can be pressed in a row does its own. */
const isRow = (target: EventTarget, row: Element): boolean =>
  target instanceof Element && row.contains(target) && target.closest('a, td:has(input)') === null;
