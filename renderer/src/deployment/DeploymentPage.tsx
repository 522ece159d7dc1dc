import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { Deployment } from '#contract/deployment';
import { useClient } from '../app/session.ts';
import { HostName } from '../host/HostName.tsx';
import { Failure } from '../ui/Failure.tsx';
import { ago, moment, span } from '../ui/figures.ts';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { changeWords, deploymentShape, deploymentWord } from '../ui/words.ts';
import { Accepted } from './Accepted.tsx';
import classes from './DeploymentPage.module.css';
import { Evidence } from './Evidence.tsx';
import { Lanes } from './Lanes.tsx';
import { Numbers } from './Numbers.tsx';
import { Said } from './Said.tsx';
import { Stages } from './Stages.tsx';
import { stagesOf } from './stages.ts';
import { useDeployment } from './useDeployment.ts';
import { useTraffic } from './useTraffic.ts';
import { Verdict } from './Verdict.tsx';

/** One deployment as it happens, or as it happened. */
export function DeploymentPage() {
  const { id } = useParams({ from: '/deployment/$id' });
  return <Watched key={id} id={id} />;
}

function Watched({ id }: { readonly id: string }) {
  const { record, told, ended, failure } = useDeployment(id);
  const one = ended?.deployment ?? record?.deployment;
  const traffic = useTraffic(one);
  if (!one) return <div className="page">{failure ? <Failure of={failure} /> : <p className="dim">Opening…</p>}</div>;
  const evidence = record?.deployment.evidence ?? one.evidence;
  const now = { ...one, evidence, state: ended ? one.state : told.last > 0 ? told.state : one.state };
  return (
    <div className="page">
      <Head of={now} over={ended !== null} />
      {failure !== null && failure !== undefined && <Failure of={failure} />}
      <Lanes of={now} plan={record?.plan ?? []} told={told} traffic={traffic} />
      <div className={`columns ${classes.columns}`}>
        <Stages stages={stagesOf(record?.plan ?? [], told)} told={told} over={ended !== null} />
        <div className="stack">
          <Numbers of={now} told={told} traffic={traffic} />
          <Verdict of={now} problem={ended?.problem ?? null} over={ended !== null} reason={told.reason} />
          <Accepted of={evidence.accepted} />
          <Said of={told.said} />
        </div>
      </div>
      {ended && <Evidence of={now} />}
    </div>
  );
}

function Head({ of: one, over }: { readonly of: Deployment; readonly over: boolean }) {
  const client = useClient();
  const now = useNow();
  const cancel = useMutation({ mutationFn: () => client.deployment.cancel({ id: one.id }) });
  const { service, host, operator, startedAt, finishedAt, note, kind, state } = one;
  const title = kind === 'deploy' || kind === 'rollback' ? changeWords(one) : kind;
  const took = finishedAt ? (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000 : null;
  return (
    <div className="head">
      <div>
        <h1>
          <Link to="/service/$host/$service" params={{ host, service }}>
            {service}
          </Link>{' '}
          <bdi>{title}</bdi>
          <Status kind={deploymentShape[state]} word={deploymentWord[state]} />
        </h1>
        <p>
          {kind} on <HostName name={host} /> by <bdi>{operator}</bdi>,{' '}
          {over ? moment(startedAt, now) : `started ${ago(startedAt, now)}`}
          {took !== null && `, took ${took < 100 ? `${took.toFixed(1)} s` : span(took)}`}
          {note && (
            <>
              {' · '}
              <bdi>“{note}”</bdi>
            </>
          )}
        </p>
      </div>
      {!over && (
        <div className="acts">
          <Button onClick={() => cancel.mutate()} loading={cancel.isPending}>
            Stop and take back
          </Button>
        </div>
      )}
      {cancel.error && <Failure of={cancel.error} />}
    </div>
  );
}
