import type { Plan } from '#contract/deployment';
import type { Problem } from '#contract/problem';
import type { ImageDetails } from '../docker/types.ts';
import type { OpenHost } from '../host/hosts.ts';
import type { ServiceFile } from '../service/schema.ts';
import { volumesOf as volumesIn } from '../service/weights.ts';
import { got, unmeasured } from './collect.ts';
import { type Fact, type Facts, had, missing, type OpenPort } from './facts.ts';
import { gather } from './gather.ts';
import { onBridges } from './networks.ts';
import { volumesOf } from './volumes.ts';
import { wouldBe } from './would-be.ts';

const notYet = 'It is not deployed yet.';

/** What a file tells by itself, without any host. */
export function fileFacts(file: ServiceFile, image: Fact<unknown>): Facts {
  const at = new Date().toISOString();
  const gap = image.had ? 'The image does not say it.' : `Only the image tells. ${image.why}`;
  return {
    ...unmeasured,
    file: had(file, 'the service file', at),
    container: had(
      wouldBe(file, image.had ? (image.value as ImageDetails) : null),
      'what a replica would be created with',
      at,
      gap,
    ),
    ports:
      file.front.networks.length > 0
        ? missing('Who reaches it on its networks is known once its host is asked.')
        : had<readonly OpenPort[]>(portsOf(file), 'the service file', at),
    image,
    host: missing('No host was asked.'),
    plan: missing('No host was asked.'),
    replicas: missing(notYet),
    volumes: missing('No host was asked.'),
    changes: missing(notYet),
    logs: missing(notYet),
    answers: missing(notYet),
    golden: missing(notYet),
    wayBack: missing('Nothing serves yet.'),
    record: missing('Nothing is recorded of it yet.'),
  };
}

/** The same with what its host and its image tell. */
export async function deployableFacts(
  file: ServiceFile,
  open: OpenHost,
  plan: Plan | Problem,
  signal: AbortSignal,
): Promise<Facts> {
  const path = `/images/${encodeURIComponent(named(file.model.image))}/json`;
  const names = volumesIn(file.model).map(({ source }) => source);
  const networks = file.front.networks.map(({ name }) => name);
  const [host, image, volumes, ports] = await Promise.all([
    got(open.engine, '/info', signal),
    got(open.engine, path, signal),
    gather('its volumes', (ending) => volumesOf(open.engine, names, ending), signal, 4_000),
    gather(
      'its networks',
      (ending) => onBridges(open.engine, networks, portsOf(file), 'the service file', ending),
      signal,
      4_000,
    ),
  ]);
  const there: Fact<unknown> = image.had ? image : missing(`The image is not on ${open.name}. ${image.why}`);
  return {
    ...fileFacts(file, there),
    host,
    volumes,
    ports,
    plan:
      plan instanceof Error
        ? missing(`There is no plan: ${plan.message}.`)
        : had(plan, 'the plan of deploying it', new Date().toISOString()),
  };
}

/** A gateway publishes on loopback for callers on this machine, and nowhere for those on its networks. */
function portsOf({ front, model }: ServiceFile): OpenPort[] {
  const inside = model.port ?? 8080;
  const outside = front.port ?? 9000;
  switch (front.callers) {
    case 'machine':
      return [{ inside, ip: '127.0.0.1', outside }];
    case 'network':
      return [{ inside, ip: '127.0.0.1', outside }];
    case 'others':
    case 'internet':
      return [{ inside, ip: '0.0.0.0', outside }];
  }
}

const named = (image: string): string =>
  /[:@]/.test(image.slice(image.lastIndexOf('/') + 1)) ? image : `${image}:latest`;
