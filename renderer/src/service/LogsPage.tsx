import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useInventory } from '../app/session.ts';
import { HostName } from '../host/HostName.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { releaseWords } from '../ui/words.ts';
import classes from './logs/LogScreen.module.css';
import { LogScreen } from './logs/LogScreen.tsx';
import { useLog } from './logs/useLog.ts';

/** What a service's containers say, from the tail on; also those of replicas that are gone, as far as they were kept. */
export function LogsPage() {
  const { host, service } = useParams({ from: '/service/$host/$service/logs' });
  return <Logs key={`${host}/${service}`} host={host} service={service} />;
}

function Logs({ host, service }: { readonly host: string; readonly service: string }) {
  const { inventory } = useInventory();
  const { replica, feed, failure, opening, read } = useLog({ host, service });
  const listed = inventory?.hosts.find(({ name }) => name === host)?.served.find((one) => one.service === service);
  const names = useNames(feed.ring.replicas, listed?.replicas.map(({ name }) => name) ?? []);
  return (
    <div className={`page ${classes.page}`}>
      <div className="head">
        <div className={classes.title}>
          <h1>Logs</h1>
          <p className="cut">
            {service}
            {listed?.release && `, ${releaseWords(listed.release)}`} on <HostName name={host} />
          </p>
        </div>
        <div className="acts">
          <LinkButton to="/service/$host/$service" params={{ host, service }}>
            To the service
          </LinkButton>
        </div>
      </div>
      <LogScreen
        feed={feed}
        failure={failure}
        opening={opening}
        replicas={names}
        replica={replica}
        onReplica={read}
        name={`${service}-${replica ?? 'log'}`}
      />
    </div>
  );
}

/** Everybody who runs or wrote, as far as it is known here; a name that was seen once stays. */
function useNames(wrote: readonly string[], run: readonly string[]): readonly string[] {
  const [seen] = useState(() => new Set<string>());
  for (const name of [...run, ...wrote]) if (name !== 'slipway') seen.add(name);
  return [...seen, 'gateway'].filter((name, at, all) => all.indexOf(name) === at).sort();
}
