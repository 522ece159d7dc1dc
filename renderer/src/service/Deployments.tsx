import type { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { Deployment } from '#contract/deployment';
import { tookMs } from '../history/filter.ts';
import { Failure } from '../ui/Failure.tsx';
import { duration, joined, moment } from '../ui/figures.ts';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { changeWords, deploymentShape, deploymentWord } from '../ui/words.ts';
import classes from './Deployments.module.css';

/** How many of them are listed. */
export const most = 8;

type Props = { readonly service: string; readonly host: string; readonly of: Read };
type Read = Pick<ReturnType<typeof useQuery<{ deployments: Deployment[] }>>, 'data' | 'error' | 'refetch'>;

/** What was done to it last, the newest first. */
export function Deployments({ service, host, of: { data, error, refetch } }: Props) {
  const all = data?.deployments;
  return (
    <Section
      title="Deployments"
      note={
        all
          ? all.length === 0
            ? 'none is known here'
            : all.length < most
              ? all.length
              : `the last ${most}`
          : undefined
      }
      more={
        <Link className="link" to="/history" aria-label={`All deployments of ${service} on ${host}`}>
          All
        </Link>
      }
    >
      {error !== null && <Failure of={error} again={() => void refetch()} />}
      {all && all.length > 0 && <Table of={all} />}
    </Section>
  );
}

function Table({ of: deployments }: { readonly of: readonly Deployment[] }) {
  const now = useNow(30_000);
  const navigate = useNavigate();
  return (
    <table className={`table ${classes.table}`} aria-label="Deployments of this service">
      <colgroup>
        <col className={classes.when} />
        <col className={classes.who} />
        <col className={classes.what} />
        <col className={classes.change} />
        <col />
        <col className={classes.how} />
        <col className={classes.took} />
      </colgroup>
      <thead>
        <tr>
          <th>When</th>
          <th>Who</th>
          <th>What</th>
          <th>Change</th>
          <th>Why</th>
          <th>How it went</th>
          <th className="number">Took</th>
        </tr>
      </thead>
      <tbody>
        {deployments.map((one) => {
          const took = tookMs(one);
          const params = { id: one.id };
          return (
            <tr key={one.id} className="goes" onClick={() => void navigate({ to: '/deployment/$id', params })}>
              <td>
                <Link to="/deployment/$id" params={params} onClick={(event) => event.stopPropagation()}>
                  {moment(one.startedAt, now)}
                </Link>
              </td>
              <td className="second cut" title={one.operator}>
                <bdi>{one.operator}</bdi>
              </td>
              <td>{one.kind}</td>
              <td className="cut">
                <bdi>{changeWords(one)}</bdi>
              </td>
              <td className="second cut" title={one.note ?? one.reason ?? undefined}>
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
