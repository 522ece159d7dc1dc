import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { ServiceDetail } from '#contract/service';
import { useClient, useInventory } from '../app/session.ts';
import { ServiceChecks } from '../checklist/ServiceChecks.tsx';
import { whyNot } from '../checklist/why-not.ts';
import { UnderwayBand } from '../overview/UnderwayBand.tsx';
import { Failure } from '../ui/Failure.tsx';
import { ago } from '../ui/figures.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { serviceShape } from '../ui/words.ts';
import { Callers } from './Callers.tsx';
import { CopyAs } from './CopyAs.tsx';
import { Deployments, most } from './Deployments.tsx';
import { Figures } from './Figures.tsx';
import { File } from './File.tsx';
import { Head, type Standing } from './Head.tsx';
import { objectiveIn } from './objective.ts';
import { Refused } from './Refused.tsx';
import { Replicas } from './Replicas.tsx';
import classes from './ServicePage.module.css';
import { TryIt } from './TryIt.tsx';
import { useAct } from './useAct.ts';
import { useLive } from './useLive.ts';

/** One service: how it stands, what its callers get, what it says when asked, and what can be done to it. */
export function ServicePage() {
  const { host, service } = useParams({ from: '/service/$host/$service' });
  return <One key={`${host}/${service}`} host={host} service={service} />;
}

function One({ host, service }: { readonly host: string; readonly service: string }) {
  const client = useClient();
  const { inventory } = useInventory();
  const at = inventory?.hosts.find(({ name }) => name === host);
  const seen = at?.served.find((one) => one.service === service);
  const detail = useQuery({
    queryKey: ['service', host, service],
    queryFn: ({ signal }) => client.service.show({ host, service }, { signal }),
  });
  const history = useQuery({
    queryKey: ['service', host, service, 'deployments'],
    queryFn: ({ signal }) => client.history.list({ host, service, limit: most }, { signal }),
  });
  const acting = useAct(host);
  const live = useLive(host, service);

  // The list of what runs is followed; what is read once is read again when it says that something else does.
  const signature = JSON.stringify([seen?.state, seen?.release, seen?.replicas.length, seen?.last?.id]);
  const readFor = useRef(signature);
  const readAgain = useEffectEvent((said: string) => {
    if (said === readFor.current) return;
    readFor.current = said;
    void detail.refetch();
    void history.refetch();
  });
  useEffect(() => readAgain(signature), [signature]);

  const standing = standingOf(detail.data, seen);
  const underway = inventory?.underway.find((one) => one.host === host && one.service === service);
  // What was read before of one that is not there any more is not shown as if it served.
  const isGone = at?.state === 'connected' && !seen && !underway && detail.error !== null;
  if (!standing || isGone) return <Nothing host={host} service={service} of={detail} />;
  const present = standing.release?.release ?? null;
  const isAway = at?.state === 'unreachable';
  const isRetired = standing.state === 'retired';
  const answers = !isAway && !isRetired;
  return (
    <div className="page">
      <Head of={standing} detail={detail.data} isAway={isAway} acting={acting} />
      {isAway && <Away host={host} reason={at?.reason ?? null} readAt={at?.readAt ?? null} />}
      <Refused acting={acting} />
      {underway && <UnderwayBand of={underway} />}
      {standing.reason && !isAway && (
        <div className="band">
          <Status kind={serviceShape[standing.state]} word={standing.state} />
          <span className="cut" title={standing.reason}>
            <bdi>{standing.reason}</bdi>
          </span>
        </div>
      )}
      <div className={`columns ${classes.columns}`}>
        <div className="stack">
          {isRetired ? (
            <p className="second">Nobody answers any more: it was retired. What was done to it is below.</p>
          ) : (
            <Replicas
              replicas={standing.replicas}
              present={present}
              samples={live.value}
              isBehindGateway={detail.data?.status.gateway != null}
              isAway={isAway}
            />
          )}
          {answers && live.value.length === 0 && live.failure !== null && <Failure of={live.failure} />}
          {!isRetired && (live.value.length > 0 || live.failure === null) && (
            <Figures
              samples={live.value}
              present={present}
              deployments={history.data?.deployments ?? []}
              objective={objectiveIn(detail.data?.file)}
            />
          )}
          <Deployments service={service} host={host} of={history} />
          {detail.data?.text && <File text={detail.data.text} />}
          {detail.error !== null && <Failure of={detail.error} again={() => void detail.refetch()} />}
        </div>
        {!isRetired && (
          <div className="stack">
            <ServiceChecks host={host} service={service} {...whyNot(inventory, { host, service })} />
            <TryIt
              host={host}
              subject={service}
              release={present}
              text={detail.data?.text || undefined}
              disabled={!answers}
            />
            {detail.data && <Callers detail={detail.data} disabled={!answers} />}
            <CopyAs host={host} service={service} release={present} />
          </div>
        )}
      </div>
    </div>
  );
}

/** What the list says is newer than what was read once, and is there before it. */
function standingOf(detail: ServiceDetail | undefined, seen: Standing | undefined): Standing | null {
  if (seen) return seen;
  return detail ? { ...detail.status, stage: detail.stage } : null;
}

function Away({ host, reason, readAt }: { host: string; reason: string | null; readAt: string | null }) {
  const now = useNow();
  return (
    <div className="band" role="status">
      <Status kind="down" word="unreachable" />
      <span className="cut">
        <b>{host}</b>: <bdi>{reason ?? 'it does not answer'}</bdi>. What is shown was read{' '}
        {readAt ? ago(readAt, now) : 'before'}; it may go on serving.
      </span>
      <LinkButton size="xs" className="push" to="/host/$host" params={{ host }}>
        Look
      </LinkButton>
    </div>
  );
}

type NothingProps = {
  readonly host: string;
  readonly service: string;
  readonly of: { readonly error: unknown; readonly refetch: () => unknown };
};

function Nothing({ host, service, of: { error, refetch } }: NothingProps) {
  return (
    <div className="page">
      <div className="head">
        <div>
          <h1>{service}</h1>
          <p>{error ? `on ${host}` : `Reading it from ${host}…`}</p>
        </div>
      </div>
      {error !== null && (
        <>
          <Failure of={error} again={() => void refetch()} />
          <div className="row">
            <LinkButton to="/">All services</LinkButton>
            <LinkButton to="/history">History</LinkButton>
          </div>
        </>
      )}
    </div>
  );
}
