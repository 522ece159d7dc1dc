import * as z from 'zod';
import type { ContainerDetails, Engine } from '../docker/types.ts';
import { fingerprintImage } from '../model/fingerprint-image.ts';
import { factsOf } from '../model/image-facts.ts';
import { type Fact, type Facts, type FactValues, had, missing } from './facts.ts';
import { from, gather } from './gather.ts';
import { portsIn, reachIn, replicaIn } from './inspected.ts';
import { onBridges } from './networks.ts';
import { answersBy, publishedWays, type Way } from './probe.ts';
import { volumesOf } from './volumes.ts';

/** Enough to see whether lines come and in which form. */
const lines = 200;
/**
 * Milliseconds that facts are waited for: a container with a large file system takes an engine seconds to compare, and a
 * silent port is asked several questions.
 */
export type Waits = { readonly fact: number; readonly comparing: number; readonly asking: number };
const usual: Waits = { fact: 4_000, comparing: 6_000, asking: 6_000 };

/** Facts that only somebody's measuring gives; a check that needs one says how to get it. */
export const unmeasured = {
  entrance: missing('It is no service that serves: nobody stands before it.'),
  said: missing('What was answered is not known.'),
  weights: missing('The weights were not hashed now.'),
  comparison: missing('What the new release answers was not compared with what serves.'),
  probes: missing('No wrong request was sent to this release.'),
  sample: missing('The sample that integration.sample names was not sent.'),
  load: missing('No load was measured on this release.'),
  drills: missing('No drill was carried out on this release.'),
  scan: missing('No scan of this image is known.'),
  series: missing('No samples are kept.'),
} satisfies Partial<Facts>;

/** One engine's GET as a fact. */
export function got(
  engine: Engine,
  path: string,
  signal: AbortSignal,
  within: number = usual.fact,
): Promise<Fact<unknown>> {
  return gather(
    `GET ${path}`,
    async (ending) => {
      const answer = await engine.get(path, ending);
      return answer === null ? missing('The engine does not have it.') : had(answer, `GET ${path}`, now());
    },
    signal,
    within,
  );
}

/** What a container that is there tells by itself. `inspected` is that of its first replica where it is one of several. */
export type Seen = Pick<Facts, 'container' | 'image' | 'host' | 'changes' | 'logs' | 'volumes'>;

/** Reads only: five GETs, side by side. */
export async function seen(
  engine: Engine,
  container: ContainerDetails,
  signal: AbortSignal,
  waits: Waits = usual,
): Promise<Seen> {
  const { Id: id, Image: image } = container;
  const host = got(engine, '/info', signal, waits.fact);
  const [info, ofImage, changes, logs, volumes] = await Promise.all([
    host,
    got(engine, `/images/${encodeURIComponent(image)}/json`, signal, waits.fact),
    gather(
      'the changes in its file system',
      (ending) => from(host, (info) => changesOf(engine, container, info, ending)),
      signal,
      waits.comparing,
    ),
    gather('its log', (ending) => logOf(engine, container, ending), signal, waits.fact),
    gather(
      'its volumes',
      async (ending) => {
        const names = volumeNames(container);
        return names.length > mostVolumes
          ? missing(`It has ${names.length} volumes, and only ${mostVolumes} are looked at.`)
          : volumesOf(engine, names, ending);
      },
      signal,
      waits.fact,
    ),
  ]);
  return {
    container: had<unknown>(container, `GET /containers/${id.slice(0, 12)}/json`, now()),
    image: ofImage,
    host: info,
    changes,
    logs,
    volumes,
  };
}

/** The facts of anybody's container. Nothing is changed on it or beside it. */
export async function containerFacts(
  engine: Engine,
  container: ContainerDetails,
  signal: AbortSignal,
  waits: Waits = usual,
): Promise<Facts> {
  const request = `GET /containers/${container.Id.slice(0, 12)}/json`;
  const replicas = understood('its state', request, () => [replicaIn(container)]);
  const reach = understood('its networks', request, () => reachIn(container));
  const known = understood('its ports', request, () => portsIn(container));
  const guess = understood('its command', request, () =>
    fingerprintImage(factsOf(container.Config.Image, container.Config, [container.Path, ...container.Args])),
  );
  const ports = gather(
    'its networks',
    (ending) =>
      from(Promise.resolve(reach), (how) =>
        'untold' in how
          ? missing(how.untold)
          : from(Promise.resolve(known), (open) => onBridges(engine, how.networks, open, request, ending)),
      ),
    signal,
    waits.fact,
  );
  const answers = gather(
    'requests to it',
    (ending) =>
      from(ports, async (open) => {
        const ways: Way[] | string = container.State.Running ? publishedWays(engine, open) : 'It does not run.';
        return typeof ways === 'string' ? missing(ways) : answersBy(ways, guess.had ? guess.value : null, ending);
      }),
    signal,
    waits.asking,
  );
  const [read, open, answered] = await Promise.all([seen(engine, container, signal, waits), ports, answers]);
  return {
    ...unmeasured,
    ...read,
    replicas,
    ports: open,
    answers: answered,
    file: missing('It has no service file: it is no service of Slipway.'),
    golden: missing('It has no golden requests: it is no service of Slipway.'),
    plan: missing('There is no file to deploy.'),
    wayBack: missing('It has no releases: it is no service of Slipway.'),
    record: missing('Nothing is recorded of it: it is no service of Slipway.'),
  };
}

/** A fact that is worked out from an answer that is there already. */
export function understood<T>(what: string, request: string, work: () => T): Fact<T> {
  try {
    return had(work(), request, now());
  } catch {
    return missing(`The engine's answer does not tell ${what} in a form that can be understood.`);
  }
}

const mostVolumes = 64;

const volumeNames = ({ Mounts }: ContainerDetails): string[] =>
  Mounts.flatMap(({ Type, Name }) => (Type === 'volume' && Name ? [Name] : []));

const native = z.object({ DriverStatus: z.array(z.array(z.string())) });

/** Without its driver's own comparing an engine walks the whole file system, and may hold the container meanwhile. */
async function changesOf(
  engine: Engine,
  { Id: id, HostConfig }: ContainerDetails,
  info: unknown,
  signal: AbortSignal,
): Promise<Fact<FactValues['changes']>> {
  if (HostConfig.ReadonlyRootfs) return missing('Nothing can be written there.');
  const { DriverStatus } = native.parse(info);
  if (!DriverStatus.some(([name, value]) => name === 'Native Overlay Diff' && value === 'true'))
    return missing('Comparing its file system would be slow here, and was left out.');
  const path = `/containers/${id}/changes`;
  const answer = await engine.get(path, signal);
  const changed = Array.isArray(answer) ? answer : [];
  return had(
    changed.map((it: { Path: string }) => String(it.Path)),
    `GET /containers/${id.slice(0, 12)}/changes`,
    now(),
  );
}

async function logOf(
  engine: Engine,
  { Id: id, Config }: ContainerDetails,
  signal: AbortSignal,
): Promise<Fact<readonly string[]>> {
  const entries = await engine.logs(id, { tail: lines, terminal: Config.Tty === true }, signal);
  return had(
    entries.map(({ line }) => line),
    `GET /containers/${id.slice(0, 12)}/logs`,
    now(),
  );
}

const now = (): string => new Date().toISOString();
