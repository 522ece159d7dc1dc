import { observe } from '../deployment/observe.ts';
import type { Observed } from '../deployment/observed.ts';
import { noReplicaServes as none } from '../deployment/private-way.ts';
import { secretsGone } from '../deployment/way-back.ts';
import { presentRelease } from '../deployment/work-out.ts';
import type { ContainerDetails, Engine } from '../docker/types.ts';
import type { OpenHost } from '../host/hosts.ts';
import { releaseTitle } from '../release/release.ts';
import type { ServiceFile } from '../service/schema.ts';
import { fileOf } from '../service/written.ts';
import type { Store } from '../store/store.ts';
import { answersOf, goldenOf } from './ask-service.ts';
import { seen, understood, unmeasured } from './collect.ts';
import { entranceOf } from './entrance.ts';
import { type Fact, type Facts, type FactValues, had, missing, type OpenPort, type RecordFact } from './facts.ts';
import { gather } from './gather.ts';
import { replicaIn } from './inspected.ts';
import { onBridges } from './networks.ts';

/** As slow as a model may be that is asked while somebody waits. */
const asking = 8_000;

export type ServiceFacts = { readonly facts: Facts; readonly observed: Observed; readonly file: ServiceFile | null };

/** The facts of a service that runs: of its first replica, of all of them, of its gateway and its record. */
export async function serviceFacts(
  { host, service, store }: { host: OpenHost; service: string; store: Pick<Store, 'deployments'> },
  signal: AbortSignal,
): Promise<ServiceFacts> {
  const { engine, info } = host;
  const observed = await observe(engine, service, { info, reader: null, signal });
  const file = fileInForce(observed, service);
  const details = await Promise.all(
    observed.replicas.filter(({ admitted }) => admitted).map(({ id }) => engine.inspectContainer(id, signal)),
  );
  const replicas = details.filter((it): it is ContainerDetails => it !== null);
  const [first] = replicas;
  const at = new Date().toISOString();
  const [read, ports, wayBack, golden, answers, entrance] = await Promise.all([
    first ? seen(engine, first, signal) : noReplica,
    gather('the networks of its gateway', (ending) => portsOf(engine, observed, ending), signal, 4_000),
    gather('its earlier releases', (ending) => wayBackOf(engine, observed, ending), signal, 4_000),
    gather('the golden requests', (ending) => goldenOf(engine, observed, ending), signal, asking),
    gather('requests to its gateway', (ending) => answersOf(engine, observed, ending), signal, asking),
    gather('requests without a key', (ending) => entranceOf(engine, observed, ending), signal, asking),
  ]);
  const facts: Facts = {
    ...unmeasured,
    ...read,
    file: file
      ? had(file, 'the file in force, as its host keeps it', at)
      : missing('Its file cannot be read from its host.'),
    replicas:
      replicas.length > 0
        ? understood('their state', 'GET /containers/…/json', () => replicas.map(replicaIn))
        : missing(none),
    ports,
    golden,
    answers,
    entrance,
    plan: missing('It serves already.'),
    wayBack,
    record: understood('its record', 'the record of this console', () => recordOf(store, service, host.name)),
  };
  return { facts, observed, file };
}

const noReplica = {
  container: missing(none),
  image: missing(none),
  host: missing(none),
  changes: missing(none),
  logs: missing(none),
  volumes: missing(none),
};

function fileInForce(observed: Observed, service: string): ServiceFile | null {
  const release = presentRelease(observed);
  if (!release || !observed.present) return null;
  const { front, policy } = observed.present;
  const replicas = observed.replicas.filter(({ admitted }) => admitted).length || observed.present.declared;
  return fileOf({ service, replicas, run: release.run, front, policy });
}

/** One that does not run gives nothing to anybody, and acts on nothing. */
async function portsOf(engine: Engine, observed: Observed, signal: AbortSignal): Promise<Fact<readonly OpenPort[]>> {
  const { gateway } = observed;
  if (!gateway) return missing('Its gateway is not there.');
  if (!gateway.running) return missing('Its gateway does not run.');
  const others = gateway.networks.filter((name) => name !== 'bridge');
  return onBridges(engine, others, gatewayPorts(observed), 'the ports of its gateway', signal);
}

function gatewayPorts({ gateway }: Observed): OpenPort[] {
  const [ip = '', port = ''] = splitAt(gateway?.address ?? '');
  return [{ inside: Number(port), ip, outside: Number(port) || null }];
}

const splitAt = (address: string): [string, string] => [
  address.slice(0, address.lastIndexOf(':')),
  address.slice(address.lastIndexOf(':') + 1),
];

/** Newer releases first, since those are returned to. */
const mostEarlier = 5;

/** A file that is kept is no proof: its image may be removed, and the volume with its secrets too. */
export async function wayBackOf(
  engine: Pick<Engine, 'inspectImage' | 'listVolumes'>,
  observed: Pick<Observed, 'service' | 'serving' | 'releases'>,
  signal: AbortSignal,
): Promise<Fact<FactValues['wayBack']>> {
  const serving = observed.serving?.release ?? 0;
  const all = [...observed.releases.values()].toSorted((a, b) => b.number - a.number);
  const earlier = all.filter(({ number }) => number < serving).slice(0, mostEarlier);
  const value = {
    present: all.filter(({ number }) => number === serving).map(releaseTitle),
    earlier: await Promise.all(
      earlier.map(async (kept) => {
        const image = await engine.inspectImage(kept.image, signal);
        const gone = image ? await secretsGone(engine, observed.service, kept, signal) : 'Its image is not on the host';
        return { title: releaseTitle(kept), gone };
      }),
    ),
  };
  return had(value, 'the releases that its host keeps, their images and secrets', new Date().toISOString());
}

const looked = 50;

function recordOf({ deployments }: Pick<Store, 'deployments'>, service: string, host: string): RecordFact {
  const all = deployments.list({ service, host, state: 'succeeded', limit: looked });
  const last = (kind: 'rollback' | 'deploy') => {
    const found = all.find((it) => it.kind === kind && it.steps.length > 0);
    if (!found?.servingAt) return null;
    const failed = found.evidence.watch?.new.errors ?? null;
    return { at: found.servingAt, ms: Date.parse(found.servingAt) - Date.parse(found.startedAt), failed };
  };
  return { rollback: last('rollback'), deploy: last('deploy') };
}
