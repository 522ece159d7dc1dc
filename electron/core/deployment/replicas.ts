import { Problem, type ProblemCode } from '#contract/problem';
import { label, names } from '../docker/labels.ts';
import type { ContainerDetails } from '../docker/types.ts';
import { reachHeaders } from '../gateway/places.ts';
import type { Alive } from '../model/alive.ts';
import { exposedIn } from '../model/image-facts.ts';
import { knownProtocols, protocolNamed } from '../model/protocols/known.ts';
import { withHeaders } from '../model/reach.ts';
import { type VerifyCause, verifyReplica } from '../model/verify.ts';
import { type Release, releaseName, releaseTitle, type Served } from '../release/release.ts';
import type { Run } from '../service/parts.ts';
import { keepEnd, noteEnd, noteState, noteStop } from './ends.ts';
import { nameFault } from './fault.ts';
import { refuseGoneGateway } from './gateway-container.ts';
import { isRemoved } from './removed.ts';
import { replicaOptions } from './replica.ts';
import { secretEnvironment } from './secret-volumes.ts';
import { reachOf, type Site } from './site.ts';

/** Lines of a container's log that outlive it. */
const keptLines = 500;

export async function createReplica(name: string, site: Site, signal: AbortSignal): Promise<void> {
  const { wanted, found, containers } = site;
  // Opening the way takes as long as creating: it is ready when the replica is started.
  void reachOf(site)({ method: 'GET', path: '/', deadline: 5_000 }, signal).catch(() => {});
  containers.set(name, await createFrom({ ...wanted.release, image: found.image }, site.id, name, site));
}

/** Makes a replica of any release, marked as made by `deployment`; returns its id. */
export async function createFrom(
  release: Release,
  deployment: string,
  name: string,
  { engine, wanted, vault, operator }: Site,
): Promise<string> {
  const { command, args } = release.run.model;
  const image = args?.length && !command?.length ? await engine.inspectImage(release.image) : null;
  const environment = secretEnvironment(release, vault);
  const replica = { service: wanted.service, name, deployment, operator, environment };
  return createOrAdopt(replicaOptions(replica, release, image?.Config?.Cmd ?? []), deployment, engine);
}

/** The name is the key: one that is there and carries this deployment's mark was made by a call whose answer was lost. */
async function createOrAdopt(
  options: ReturnType<typeof replicaOptions>,
  deployment: string,
  engine: Site['engine'],
): Promise<string> {
  try {
    // Without the signal: a create that is cut off may still be carried out, and would leave what we do not know.
    return await engine.createContainer(options);
  } catch (error) {
    const there = await engine.inspectContainer(options.name ?? '');
    if (there?.Config.Labels?.[label.deployment] === deployment) return there.Id;
    throw error;
  }
}

export async function startReplica(name: string, site: Site, signal: AbortSignal): Promise<void> {
  site.found.started.set(name, performance.now());
  try {
    await site.engine.startContainer(containerOf(name, site), signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'ENGINE_REFUSED') throw error;
    throw new Problem('NOT_READY', `${name} cannot be started: ${error.message.replace(/^start \w+: /, '')}`, {
      hint: 'Check model.command, security.user, scale and the volumes in the file against the image.',
      cause: error,
    });
  }
}

/** Asks the replica itself, through the gateway and before it is given traffic. */
export async function verify(name: string, site: Site, signal: AbortSignal): Promise<void> {
  const served = await verifyAs(site.wanted.release, name, site, signal);
  site.found.served = timed(name, served, site);
}

/** As a replica of any release; what it was asked and answered stays with the deployment. */
export async function verifyAs(asked: Release, name: string, site: Site, signal: AbortSignal): Promise<Served> {
  const { engine, found } = site;
  const id = containerOf(name, site);
  const details = await engine.inspectContainer(id, signal);
  const release = releaseName(asked.number);
  try {
    const verified = await verifyReplica({
      reachPort: (port) => withHeaders(reachOf(site), reachHeaders(name, port)),
      model: asked.run.model,
      ports: likelyPorts(details, asked.run.model.protocol),
      alive: async (ending) => {
        const [now] = await Promise.all([
          engine.inspectContainer(id, ending),
          refuseGoneGateway(release, site, ending),
        ]);
        if (now && !isRemoved(now)) noteState(name, now, site);
        return aliveOf(now, () => lastLines(id, site, 20));
      },
      golden: asked.golden,
      known: asked.served,
      signal,
    });
    found.golden.push(...verified.golden.map((result) => ({ ...result, replica: name, release })));
    return verified.served;
  } catch (error) {
    const cause = error instanceof Problem ? (error.cause as Partial<VerifyCause> | undefined) : undefined;
    found.golden.push(...(cause?.golden ?? []).map((result) => ({ ...result, replica: name, release })));
    // One that was told to end because another failed has no fault of its own.
    if (signal.aborted || !(error instanceof Problem)) throw error;
    // Whoever takes a part away meanwhile makes a fault of it that the release does not have.
    await refuseGoneGateway(release, site, signal);
    if (isRemoved(await engine.inspectContainer(id, signal))) throw removedMeanwhile(releaseTitle(asked), name);
    throw nameFault(error, releaseTitle(asked), await noteEnd(name, site));
  }
}

const removedMeanwhile = (release: string, name: string): Problem =>
  new Problem('NOT_READY', `${release} was removed by somebody while it was verified: ${name}`, {
    hint: 'Ask who works on that host, then run the command again.',
  });

/** With the time from start to verified: of several replicas the longest, of one that ran already the one known. */
function timed(name: string, verified: Served, { wanted, found }: Site): Served {
  const since = found.started.get(name);
  const took = since === undefined ? [] : [Math.round((performance.now() - since) * 10) / 10];
  const before = found.served ? found.served.startMs : undefined;
  const known = took.length > 0 || found.served ? before : wanted.release.served?.startMs;
  const times = [...took, ...(known === undefined ? [] : [known])];
  return { ...(found.served ?? verified), ...(times.length > 0 ? { startMs: Math.max(...times) } : {}) };
}

/** Takes away what this deployment made, and nothing that somebody else made under the same name since. */
export async function uncreateReplica(name: string, site: Site, signal: AbortSignal): Promise<void> {
  const details = await detailsOf(name, site, signal);
  if (details?.Config.Labels?.[label.deployment] !== site.id) return keepEnd(name, site);
  await noteEnd(name, site, details.Id);
  await end(details, name, site, signal);
  keepEnd(name, site);
}

/** Stops it within its grace and removes it; its last lines stay with the deployment. */
export async function removeReplica(name: string, site: Site, signal: AbortSignal): Promise<void> {
  const details = await detailsOf(name, site, signal);
  if (details?.Config.Labels?.[label.service] === site.wanted.service) await end(details, name, site, signal);
}

/** Marked by its name first: should this process sleep from here on, what it removes late is what nobody counts on. */
async function end(details: ContainerDetails, name: string, site: Site, signal: AbortSignal): Promise<void> {
  const { engine, lock, found } = site;
  if (!isDoomed(details.Name)) await doom(details.Id, name, site, signal);
  lock.check();
  const grace = graceOf(details, site);
  await engine.stopContainer(details.Id, grace, signal);
  await noteStop(name, details, grace, site);
  found.logs[name] = await lastLines(details.Id, site, keptLines);
  lock.check();
  await engine.removeContainer(details.Id, signal);
}

/**
 * An engine does not rename what is just being restarted (20.10 answers 500, or 404 for its network sandbox that is just
 * not there); nobody counts on that one anyway. What is gone itself is found out by the next call.
 */
async function doom(id: string, name: string, { engine, id: deployment }: Site, signal: AbortSignal): Promise<void> {
  await engine.renameContainer(id, names.doomed(name, deployment), signal).catch((error: unknown) => {
    if (!(error instanceof Problem) || !unrenamed.has(error.code)) throw error;
  });
}

const unrenamed: ReadonlySet<ProblemCode> = new Set(['ENGINE_REFUSED', 'ENGINE_NOT_FOUND']);

async function detailsOf(name: string, site: Site, signal: AbortSignal): Promise<ContainerDetails | null> {
  const { engine, containers, observed } = site;
  const known = containers.get(name) ?? observed.replicas.find((replica) => replica.name === name)?.id;
  if (known) return engine.inspectContainer(known, signal);
  return (await engine.inspectContainer(name, signal)) ?? engine.inspectContainer(names.doomed(name, site.id), signal);
}

const isDoomed = (name: string): boolean => /-doomed-\w{6}$/.test(name);

/** Seconds to stop in: what never had a request has none to finish. */
function graceOf(details: ContainerDetails, { found, observed }: Site): number {
  const served = found.switchBegun || observed.replicas.some((replica) => replica.id === details.Id);
  return served ? graceIn(details) : 1;
}

/** Seconds that the container itself is given; the driver's types lack the field. */
export const graceIn = ({ Config }: ContainerDetails): number => (Config as { StopTimeout?: number }).StopTimeout ?? 10;

/** What cannot be read must not keep a container from being removed. */
async function lastLines(id: string, site: Site, tail: number): Promise<string> {
  const lines = await site.engine.logs(id, { tail }).catch(() => []);
  return lines.map((entry) => `${entry.time} ${entry.stream} ${entry.line}`).join('\n');
}

function containerOf(name: string, site: Site): string {
  const id = site.containers.get(name);
  if (id) return id;
  throw new Error(`replica ${name} was not created`);
}

/** Where a model listens whose file does not say: on what its image exposes, else where its protocol, or any, usually is. */
export function likelyPorts(details: ContainerDetails | null, protocol: Run['model']['protocol']): number[] {
  const exposed = exposedIn(details?.Config ?? {});
  if (exposed.length > 0) return exposed;
  const spoken = protocol === 'auto' ? knownProtocols : [protocolNamed(protocol)];
  return [...new Set(spoken.flatMap(({ ports }) => ports))];
}

export async function aliveOf(details: ContainerDetails | null, logs: () => Promise<string>): Promise<Alive> {
  if (!details || isRemoved(details)) return { running: false, exitCode: null, restarts: 0, logs: '', removed: true };
  const { State, RestartCount } = details;
  const well = State.Running && !State.Restarting && RestartCount === 0;
  return {
    running: State.Running && !State.Restarting,
    exitCode: State.Running ? null : State.ExitCode,
    restarts: RestartCount,
    logs: well ? '' : await logs(),
  };
}
