import type { Inspection } from '#contract/model';
import { Problem } from '#contract/problem';
import type { ContainerDetails, Engine, ImageDetails } from '../docker/types.ts';
import type { Hosts } from '../host/hosts.ts';
import { type Beside, besideContainer, gatewayImageThere } from './beside.ts';
import { type Discovered, discover } from './discover.ts';
import { fingerprintImage, type Guess } from './fingerprint.ts';
import { digestOf, exposedIn, factsOf, imageCommand, versionOf } from './image-facts.ts';
import { knownProtocols } from './protocols/known.ts';

/** `gatewayImage` is the setting of that name; null for the default. */
export type InspectDeps = { readonly hosts: Pick<Hosts, 'open'>; readonly gatewayImage: string | null };

/** More ports than a model server has: a bound on what is asked of a stranger's container. */
const mostPorts = 8;

/**
 * What an image or a container serves. An image is only read; a container that runs is asked too, through a helper in
 * its network, and is itself not touched. UNKNOWN_CONTAINER when the host has neither. A container's name goes first.
 */
export async function inspectSubject(
  deps: InspectDeps,
  asked: { readonly subject: string; readonly host?: string | undefined },
  signal: AbortSignal = new AbortController().signal,
): Promise<Inspection> {
  const { engine, name: host } = await deps.hosts.open(asked.host, signal);
  const container = await containerNamed(engine, asked.subject, signal);
  if (container) return inspectContainer(engine, container, deps.gatewayImage, signal);
  const image = isReference(asked.subject) ? await engine.inspectImage(asked.subject, signal) : null;
  if (image) return inspectImage(image, asked.subject);
  throw new Problem('UNKNOWN_CONTAINER', `There is no image and no container ${asked.subject} on ${host}`, {
    hint: 'An image has to be on the host: pull or load it there first.',
  });
}

/** By name, id or the beginning of an id; null when there is none, or when the text cannot be either. */
export function containerNamed(engine: Engine, subject: string, signal: AbortSignal): Promise<ContainerDetails | null> {
  return /^[a-zA-Z0-9][\w.-]*$/.test(subject) ? engine.inspectContainer(subject, signal) : Promise.resolve(null);
}

/** What is running in the container; null when nothing answers HTTP. `said` collects what was seen of its ports. */
export async function discoverBeside(
  beside: Beside,
  target: ContainerDetails,
  said: string[],
  signal: AbortSignal,
): Promise<Discovered | null> {
  const listening = await beside.listening(signal);
  const ports = candidates(target, listening?.map(({ port }) => port) ?? null);
  const own = listening?.filter(({ port, loopback }) => loopback && ports.includes(port)) ?? [];
  said.push(...own.map(({ port }) => `port ${port} listens on 127.0.0.1 only: no gateway can reach it`));
  const found = await discover(beside.reach, ports, guessOf(target), signal);
  const asked = ports.join(', ') || 'none';
  if (!found) said.push(`nothing answers HTTP in it (ports asked: ${asked})`);
  return found;
}

function inspectImage(image: ImageDetails, reference: string): Inspection {
  const name = reference.includes(image.Id.slice(7, 19)) ? (image.RepoTags?.[0] ?? reference) : reference;
  const facts = factsOf(name, image.Config ?? {}, imageCommand(image));
  const guess = fingerprintImage(facts);
  const port = likelyPort(guess, facts.ports);
  return {
    subject: 'image',
    name,
    digest: digestOf(image),
    version: versionOf(image, name),
    ...staticView(guess, facts.ports, port),
    reasons: [...guess.reasons, ...portReasons(facts.ports, port)],
    user: image.Config?.User ?? '',
    architecture: image.Architecture,
  };
}

async function inspectContainer(
  engine: Engine,
  target: ContainerDetails,
  setting: string | null,
  signal: AbortSignal,
): Promise<Inspection> {
  const image = await engine.inspectImage(target.Image, signal);
  const exposed = exposedIn(target.Config);
  const guess = guessOf(target);
  const base = {
    subject: 'container' as const,
    name: target.Name.replace(/^\//, ''),
    digest: image ? digestOf(image) : target.Image,
    version: image && versionOf(image, target.Config.Image),
    user: target.Config.User,
    architecture: image?.Architecture ?? '',
  };
  const said: string[] = [];
  const found = await askRunning(engine, target, setting, said, signal);
  if (!found) {
    const port = likelyPort(guess, exposed);
    return { ...base, ...staticView(guess, exposed, port), reasons: [...guess.reasons, ...said] };
  }
  const { protocol, model } = found;
  return {
    ...base,
    version: found.version?.of === 'model' ? found.version.version : base.version,
    protocol: protocol.name,
    confidence: found.guess.confidence,
    reasons: [...found.guess.reasons, `it answers on port ${found.port}`, ...said],
    ports: [...new Set([...exposed, found.port])].sort((a, b) => a - b),
    port: found.port,
    paths: {
      ready: protocol.ready(model).path,
      predict: protocol.predictPath(model),
      metadata: protocol.metadataPath(model),
      metrics: found.metrics,
    },
    models: [...found.models],
    schema: found.schema,
  };
}

async function askRunning(
  engine: Engine,
  target: ContainerDetails,
  setting: string | null,
  said: string[],
  signal: AbortSignal,
): Promise<Discovered | null> {
  if (!target.State.Running) {
    said.push(`it does not run (${target.State.Status}), so it was not asked`);
    return null;
  }
  const image = await gatewayImageThere(engine, setting, signal);
  if (!image) {
    said.push('it was not asked: the host has no gateway image to ask from, and inspecting pulls none');
    return null;
  }
  await using beside = await besideContainer(engine, target, image, signal);
  return await discoverBeside(beside, target, said, signal);
}

/** What the image or the container says of itself, for as long as nobody has answered. */
function staticView(guess: Guess, ports: readonly number[], port: number | null) {
  const protocol = knownProtocols.find(({ name }) => name === guess.protocol);
  return {
    protocol: guess.protocol,
    confidence: guess.confidence,
    ports: [...ports],
    port,
    paths: {
      ready: protocol?.ready(null).path ?? null,
      predict: protocol?.predictPath(null) ?? null,
      metadata: protocol?.metadataPath(null) ?? null,
      metrics: protocol?.metricsPath ?? null,
    },
    models: [],
    schema: null,
  };
}

function likelyPort(guess: Guess, exposed: readonly number[]): number | null {
  if (exposed.length === 1) return exposed[0] ?? null;
  const usual = knownProtocols.find(({ name }) => name === guess.protocol)?.ports ?? [];
  return usual.find((port) => exposed.includes(port)) ?? (exposed.length === 0 ? (usual[0] ?? null) : null);
}

function portReasons(exposed: readonly number[], port: number | null): string[] {
  if (exposed.length === 0) return ['it exposes no port: model.port says which one is the model'];
  if (exposed.length === 1) return [`port ${exposed[0]} is the only one that it exposes`];
  return port === null ? [`it exposes ${exposed.length} ports: model.port says which one is the model`] : [];
}

function guessOf({ Config, Path, Args }: ContainerDetails): Guess {
  return fingerprintImage(factsOf(Config.Image, Config, [Path, ...Args]));
}

/** What is exposed goes first. In the host's own network, or another container's, what listens may be anybody's. */
function candidates({ Config, HostConfig }: ContainerDetails, listening: readonly number[] | null): number[] {
  const exposed = exposedIn(Config);
  if (listening === null) return exposed.length > 0 ? exposed.slice(0, mostPorts) : [8080, 8000];
  const shared = HostConfig.NetworkMode === 'host' || HostConfig.NetworkMode?.startsWith('container:');
  const open = shared ? listening.filter((port) => exposed.includes(port)) : listening;
  return open.toSorted((a, b) => Number(exposed.includes(b)) - Number(exposed.includes(a))).slice(0, mostPorts);
}

function isReference(subject: string): boolean {
  return /^[a-zA-Z0-9][\w./:@-]*$/.test(subject) && !subject.includes('..');
}
