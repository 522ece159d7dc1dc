import { Link, useNavigate } from '@tanstack/react-router';
import type { ListedHost, ListedService } from '#contract/inventory';
import { HostName } from '../host/HostName.tsx';
import { ago, duration, joined } from '../ui/figures.ts';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { serviceShape, versionWords } from '../ui/words.ts';

type Props = { readonly services: readonly ListedService[]; readonly hosts: readonly ListedHost[] };

export function ServiceTable({ services, hosts }: Props) {
  const now = useNow(5000);
  const away = new Set(hosts.filter(({ state }) => state !== 'connected').map(({ name }) => name));
  return (
    <table className="table" aria-label="Services">
      <thead>
        <tr>
          <th>Service</th>
          <th>Version</th>
          <th>Host</th>
          <th>State</th>
          <th className="number">Replicas</th>
          <th>Address</th>
          <th>Last deployment</th>
        </tr>
      </thead>
      <tbody>
        {services.map((one) => (
          <ServiceRow key={`${one.host}/${one.service}`} of={one} stale={away.has(one.host)} now={now} />
        ))}
      </tbody>
    </table>
  );
}

type RowProps = { readonly of: ListedService; readonly stale: boolean; readonly now: number };

function ServiceRow({ of: one, stale, now }: RowProps) {
  const { service, host, state, release, replicas, address, stage, last } = one;
  const navigate = useNavigate();
  const params = { host, service };
  const ready = replicas.filter(({ admitted }) => admitted).length;
  const classes = stage === 'production' ? 'goes production' : 'goes';
  return (
    // A row is a larger place to press; the link in it is what the keyboard and a reader find.
    <tr className={classes} onClick={() => void navigate({ to: '/service/$host/$service', params })}>
      <td className="medium">
        <Link to="/service/$host/$service" params={params} onClick={(event) => event.stopPropagation()}>
          {service}
        </Link>
      </td>
      <td>
        {release ? versionWords(release.version) : '–'} {release && <span className="unit">({release.release})</span>}
      </td>
      <td className="second">
        <HostName name={host} />
      </td>
      <td>
        {stale ? (
          <Status kind="unchecked" word={`${state}, when last seen`} />
        ) : (
          <Status kind={serviceShape[state]} word={state} />
        )}
      </td>
      <td className="number">
        {ready} of {replicas.length}
      </td>
      <td className="mono second">{address ?? '–'}</td>
      <td className="second">{last ? `${ago(last.finishedAt, now)}, ${joined(duration(last.ms))}` : '–'}</td>
    </tr>
  );
}
