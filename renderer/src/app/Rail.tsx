import { Link, useParams } from '@tanstack/react-router';
import type { ListedHost, ListedService } from '#contract/inventory';
import { HostName } from '../host/HostName.tsx';
import { StatusShape } from '../ui/Status.tsx';
import { containerShape, serviceShape, versionWords } from '../ui/words.ts';
import classes from './Rail.module.css';
import { useInventory } from './session.ts';
import { BookSymbol, GaugeSymbol, ListSymbol } from './symbols.tsx';

/** Hosts and their services. In the rail a shape stands alone, and its word is read out. */
export function Rail() {
  const { inventory } = useInventory();
  const hosts = inventory?.hosts ?? [];
  const services = hosts.reduce((sum, { served }) => sum + present(served).length, 0);
  return (
    <nav className={classes.rail} aria-label="Hosts and services">
      <Link to="/" activeOptions={{ exact: true }} className={classes.item}>
        <ListSymbol />
        Services
        {inventory && <span className={classes.right}>{services}</span>}
      </Link>
      <Link to="/history" className={classes.item}>
        <BookSymbol />
        History
      </Link>
      <Link to="/settings" className={classes.item}>
        <GaugeSymbol />
        Settings
      </Link>
      {hosts.map((host) => (
        <HostGroup key={host.name} host={host} />
      ))}
      <Link to="/start" className={`${classes.item} ${classes.quiet} ${classes.last}`}>
        + Add a host
      </Link>
    </nav>
  );
}

function HostGroup({ host }: { readonly host: ListedHost }) {
  const production = host.production || host.served.some(({ stage }) => stage === 'production');
  const { host: shown, container } = useParams({ strict: false });
  const looked = shown === host.name && container ? host.others.find(({ id }) => id.startsWith(container)) : undefined;
  const others = host.others.length - (looked ? 1 : 0);
  return (
    <div className={production ? `${classes.group} ${classes.production}` : classes.group}>
      <h2 className={classes.host}>
        <span className="cut">
          <HostName name={host.name} />
        </span>
        <span className={classes.right}>{hostWords(host)}</span>
      </h2>
      <ul>
        {present(host.served).map(({ service, state, release }) => (
          <li key={service}>
            <Link to="/service/$host/$service" params={{ host: host.name, service }} className={classes.item}>
              <StatusShape kind={serviceShape[state]} word={state} />
              <span className="cut">{service}</span>
              <span className={classes.right}>{release && versionWords(release.version)}</span>
            </Link>
          </li>
        ))}
        {looked && container && (
          <li>
            <Link
              to="/host/$host/container/$container"
              params={{ host: host.name, container }}
              className={classes.item}
            >
              <StatusShape kind={containerShape[looked.state]} word={looked.state} />
              <bdi className="cut">{looked.name}</bdi>
            </Link>
          </li>
        )}
      </ul>
      {others > 0 && (
        <Link
          to="/host/$host"
          params={{ host: host.name }}
          activeOptions={{ exact: true }}
          className={`${classes.item} ${classes.quiet}`}
        >
          {others === 1 ? '1 other container' : `${others} other containers`}
        </Link>
      )}
    </div>
  );
}

function hostWords({ url, state, engine }: ListedHost): string {
  if (state === 'unreachable') return 'unreachable';
  const way = url.split(':', 1)[0] ?? '';
  return engine ? `${way} · ${engine.version.split('.').slice(0, 2).join('.')}` : way;
}

/** A retired service is found in the history and in the list of services, where it can be deployed again. */
const present = (served: readonly ListedService[]): readonly ListedService[] =>
  served.filter(({ state }) => state !== 'retired');
