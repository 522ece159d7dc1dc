import type { Inspection } from '#contract/model';
import { Problem } from '#contract/problem';
import type { ContainerDetails, Engine, ImageDetails } from '../docker/types.ts';
import type { Hosts } from '../host/hosts.ts';
import { type Beside, besideContainer, gatewayImageThere } from './beside.ts';
import { type Discovered, discover, type TriedAt } from './discover.ts';
import { fingerprintImage, type Guess } from './fingerprint-image.ts';
import { digestOf, exposedIn, factsOf, imageCommand, versionOf } from './image-facts.ts';
import { asked, likelyPort, portReasons, unasked } from './inspected.ts';

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

/** Collects what was seen of a container's ports, and every question that was asked there. */
export type Seen = { readonly said: string[]; readonly tried: TriedAt[] };

/** What is running in the container; null when nothing answers HTTP. */
export async function discoverBeside(
  beside: Beside,
  target: ContainerDetails,
  { said, tried }: Seen,
  signal: AbortSignal,
): Promise<Discovered | null> {
  const listening = await beside.listening(signal);
  const ports = candidates(target, listening?.map(({ port }) => port) ?? null);
  const own = listening?.filter(({ port, loopback }) => loopback && ports.includes(port)) ?? [];
  said.push(...own.map(({ port }) => `port ${port} listens on 127.0.0.1 only: no gateway can reach it`));
  const found = await discover(beside.reach, ports, guessOf(target), signal, tried);
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
    ...unasked(guess, facts.ports, port),
    reasons: [...guess.reasons, ...portReasons(facts.ports, port)],
    tried: [],
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
  const seen: Seen = { said: [], tried: [] };
  const found = await askRunning(engine, target, setting, seen, signal);
  const base = {
    subject: 'container' as const,
    name: target.Name.replace(/^\//, ''),
    digest: image ? digestOf(image) : target.Image,
    version: image && versionOf(image, target.Config.Image),
    tried: seen.tried,
    user: target.Config.User,
    architecture: image?.Architecture ?? '',
  };
  if (!found) {
    const view = unasked(guess, exposed, likelyPort(guess, exposed));
    return { ...base, ...view, reasons: [...guess.reasons, ...seen.said] };
  }
  return {
    ...base,
    ...asked(found, exposed),
    version: found.version?.of === 'model' ? found.version.version : base.version,
    reasons: [...found.guess.reasons, `it answers on port ${found.port}`, ...seen.said],
  };
}

async function askRunning(
  engine: Engine,
  target: ContainerDetails,
  setting: string | null,
  seen: Seen,
  signal: AbortSignal,
): Promise<Discovered | null> {
  const { said } = seen;
  if (!target.State.Running) {
    said.push(`it does not run (${target.State.Status}), so it was not asked`);
    return null;
  }
  const image = await gatewayImageThere(engine, setting, signal);
  if (!image) {
    said.push('it was not asked: the host has no gateway image to ask from, and inspecting pulls none');
    return null;
  }
  const beside = await besideContainer(engine, target, image, signal).catch((error: unknown) => {
    if (!(error instanceof Problem) || error.code !== 'READ_ONLY') throw error;
    said.push('it was not asked: a container is started beside it for that, and its host is read-only in this console');
    return null;
  });
  await using asked = beside;
  return asked && (await discoverBeside(asked, target, seen, signal));
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
