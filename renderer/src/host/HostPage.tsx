import { useParams } from '@tanstack/react-router';
import type { ListedHost } from '#contract/inventory';
import { useInventory } from '../app/session.ts';
import { byRetired, Retired } from '../overview/Retired.tsx';
import { ServiceTable } from '../overview/ServiceTable.tsx';
import { bytes, joined, moment } from '../ui/figures.ts';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { ContainerTable } from './ContainerTable.tsx';
import { EngineFacts } from './EngineFacts.tsx';
import { Guard } from './Guard.tsx';
import { HostName } from './HostName.tsx';
import { Space } from './Space.tsx';

/** One engine and all that runs there, ours and others'. */
export function HostPage() {
  const { host: name } = useParams({ from: '/host/$host' });
  const { inventory } = useInventory();
  const host = inventory?.hosts.find((one) => one.name === name);
  if (!host) {
    return (
      <div className="page">
        <div className="head">
          <div>
            <h1>{name}</h1>
            <p>{inventory ? 'This console knows no host of that name.' : 'Looking at the hosts…'}</p>
          </div>
        </div>
      </div>
    );
  }
  const [services, retired] = byRetired(host.served);
  return (
    <div className="page">
      <Head of={host} />
      {services.length > 0 && (
        <Section title="Services" note={services.length}>
          <ServiceTable services={services} hosts={[host]} />
        </Section>
      )}
      <EngineFacts name={host.name} />
      <Guard name={host.name} mode={host.mode} production={host.production} />
      <Space key={host.name} host={host.name} disabled={host.state !== 'connected'} />
      <Section
        title="Other containers"
        note={
          host.others.length === 0
            ? 'none'
            : `${host.others.length}; press one to see what it serves and how good it is`
        }
      >
        {host.others.length > 0 && <ContainerTable host={host.name} containers={host.others} />}
      </Section>
      {retired.length > 0 && <Retired services={retired} hosts={[host]} />}
    </div>
  );
}

function Head({ of: { name, url, state, engine, reason, readAt } }: { readonly of: ListedHost }) {
  const now = useNow(5000);
  const facts = engine
    ? [`engine ${engine.version}`, engine.architecture, `${engine.cpus} CPUs`, joined(bytes(engine.memory))].join(' · ')
    : url;
  return (
    <div className="head">
      <div>
        <h1>
          <HostName name={name} />
          <Status
            kind={state === 'connected' ? 'serving' : state === 'unreachable' ? 'down' : 'unchecked'}
            word={state}
          />
        </h1>
        <p>{facts}</p>
        {state === 'unreachable' && (
          <p>
            {reason ?? 'The engine does not answer'}. {readAt && `Shown as it was ${moment(readAt, now)}.`}
          </p>
        )}
      </div>
    </div>
  );
}
