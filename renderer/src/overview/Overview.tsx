import type { Inventory, ListedService } from '#contract/inventory';
import { useConnection, useInventory } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Attention } from './Attention.tsx';
import { byRetired, Retired } from './Retired.tsx';
import { ServiceTable } from './ServiceTable.tsx';
import { UnderwayBand } from './UnderwayBand.tsx';

/** All services of all hosts, what is being deployed now, and what needs a person. */
export function Overview() {
  const { inventory, failure } = useInventory();
  const connection = useConnection();
  if (!inventory) return <Waiting failure={connection.is === 'connecting' ? null : failure} />;
  const all = inventory.hosts.flatMap(({ served }) => served);
  const [services, retired] = byRetired(all);
  return (
    <div className="page">
      <div className="head">
        <div>
          <h1>Services</h1>
          <p>{summary(inventory, services)}</p>
        </div>
        {services.length > 0 && (
          <div className="acts">
            <LinkButton to="/deploy" variant="filled">
              Deploy a model
            </LinkButton>
          </div>
        )}
      </div>
      {failure !== null && <Failure of={failure} />}
      {inventory.underway.map((one) => (
        <UnderwayBand key={`${one.host}/${one.service}`} of={one} />
      ))}
      {services.length > 0 ? (
        <ServiceTable services={services} hosts={inventory.hosts} />
      ) : (
        <Nothing inventory={inventory} />
      )}
      <Attention inventory={inventory} />
      {retired.length > 0 && <Retired services={retired} hosts={inventory.hosts} />}
    </div>
  );
}

function Waiting({ failure }: { readonly failure: unknown }) {
  return (
    <div className="page">
      <div className="head">
        <div>
          <h1>Services</h1>
          <p>Looking at the hosts…</p>
        </div>
      </div>
      {failure !== null && <Failure of={failure} />}
    </div>
  );
}

function Nothing({ inventory }: { readonly inventory: Inventory }) {
  const reachable = inventory.hosts.some(({ state }) => state === 'connected');
  if (!reachable) {
    return (
      <div className="empty">
        <p>
          No Docker engine answers. A service needs one: add a host, or start the engine of this machine, and it appears
          here by itself.
        </p>
        <LinkButton to="/start" variant="filled">
          Find engines on this machine
        </LinkButton>
      </div>
    );
  }
  return (
    <div className="empty">
      <p>
        Nothing is served yet. Deploy an image that is on the host, or begin with the sample model: it reads handwritten
        digits, and needs no download.
      </p>
      <div className="row">
        <LinkButton to="/start" variant="filled">
          Try the sample model
        </LinkButton>
        <LinkButton to="/deploy">Deploy a model</LinkButton>
      </div>
    </div>
  );
}

function summary({ hosts }: Inventory, services: readonly ListedService[]): string {
  const away = hosts.filter(({ state }) => state === 'unreachable').length;
  const many = (n: number, one: string) => `${n} ${one}${n === 1 ? '' : 's'}`;
  const parts = [`${many(services.length, 'service')} on ${many(hosts.length, 'host')}`];
  const down = services.filter(({ state }) => state === 'down').length;
  const degraded = services.filter(({ state }) => state === 'degraded').length;
  if (down > 0) parts.push(`${down} down`);
  if (degraded > 0) parts.push(`${degraded} degraded`);
  if (away > 0) parts.push(`${many(away, 'host')} unreachable`);
  return parts.join(' · ');
}
