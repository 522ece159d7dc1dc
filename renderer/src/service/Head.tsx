import type { KeptRelease, ServiceDetail, ServiceStatus } from '#contract/service';
import { HostName } from '../host/HostName.tsx';
import { span } from '../ui/figures.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { releaseWords, serviceShape } from '../ui/words.ts';
import { Address } from './Address.tsx';
import { useDoing } from './doing.ts';
import { GoBack } from './GoBack.tsx';
import classes from './Head.module.css';
import { More } from './More.tsx';
import { Retire } from './Retire.tsx';
import { Scale } from './Scale.tsx';
import type { Acting } from './useAct.ts';

export type Standing = Pick<
  ServiceStatus,
  'service' | 'host' | 'address' | 'tls' | 'state' | 'release' | 'replicas'
> & {
  readonly stage: ServiceDetail['stage'];
  readonly reason?: string | undefined;
};
type Props = {
  readonly of: Standing;
  readonly detail: ServiceDetail | undefined;
  /** The host does not answer: what is shown is from before, and nothing can be done to it. */
  readonly isAway: boolean;
  readonly acting: Acting;
};

/** What it is, how it stands, where it is reached, and what can be done to it. */
export function Head({ of: one, detail, isAway, acting }: Props) {
  const { service, host, state, stage, address, tls, release } = one;
  const [doing, open] = useDoing();
  const now = useNow(10_000);
  const params = { host, service };
  const retire = () => {
    acting.forget();
    open('retire');
  };
  const gone = state === 'retired';
  const busy = isAway || acting.isPending;
  const since = detail?.servingSince && !gone ? Math.max(0, now - Date.parse(detail.servingSince)) / 1000 : null;
  return (
    <div className={`head ${classes.head}`}>
      <div className={classes.title}>
        <h1>
          <bdi className="cut" title={service}>
            {service}
          </bdi>
          {isAway ? (
            <Status kind="unchecked" word={`${state}, when last seen`} />
          ) : (
            <Status kind={serviceShape[state]} word={state} />
          )}
          <span className={stage === 'production' ? 'tag production' : 'tag'}>{stage}</span>
        </h1>
        <p className="cut">
          {release && <bdi>{releaseWords(release)} </bdi>}
          on <HostName name={host} />
          {since !== null && `, serving for ${span(since)}`}
          {detail?.owner && (
            <>
              {' · owner '}
              <bdi>{detail.owner}</bdi>
            </>
          )}
        </p>
      </div>
      <div className="acts">
        {address && !gone && <Address address={tls ? `https://${address}` : address} />}
        <LinkButton to="/service/$host/$service/logs" params={params}>
          Logs
        </LinkButton>
        {gone ? (
          <LinkButton variant="filled" to="/deploy">
            Deploy a model
          </LinkButton>
        ) : (
          <>
            <Scale of={one} disabled={busy} begin={acting.begin} />
            <GoBack service={service} releases={earlierOf(detail, one)} disabled={busy} begin={acting.begin} />
            <More service={service} disabled={busy} begin={acting.begin} onRetire={retire} />
            <LinkButton variant="filled" to="/service/$host/$service/update" params={params}>
              Update
            </LinkButton>
          </>
        )}
      </div>
      <Retire of={one} opened={doing === 'retire' && !gone} onClose={() => open(null)} acting={acting} />
    </div>
  );
}

/** What was read once may not have known what serves, and to that nobody goes back. */
const earlierOf = (detail: ServiceDetail | undefined, { release }: Standing): readonly KeptRelease[] =>
  (detail?.releases ?? []).filter((it) => !it.serves && it.release !== release?.release);
