import { Problem, type ProblemCode } from '#contract/problem';
import { deviceRequests } from '../docker/gpus.ts';
import { graceIn } from '../docker/grace.ts';
import { label, names } from '../docker/labels.ts';
import type { ContainerDetails } from '../docker/types.ts';
import type { Release } from '../release/release.ts';
import { keepEnd, noteEnd, noteStop } from './ends.ts';
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
  { engine, observed, wanted, vault, operator }: Site,
): Promise<string> {
  const { command, args } = release.run.model;
  const image = args?.length && !command?.length ? await engine.inspectImage(release.image) : null;
  const environment = secretEnvironment(release, vault);
  const { gpus } = release.run.model;
  const ids = wanted.gpus?.[name] ?? (Array.isArray(gpus) ? gpus : []);
  const devices = deviceRequests(ids, observed.engine);
  const replica = { service: wanted.service, name, deployment, operator, environment, devices };
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
    await startInTurn(containerOf(name, site), site, signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'ENGINE_REFUSED') throw error;
    throw new Problem('NOT_READY', `${name} cannot be started: ${error.message.replace(/^start \w+: /, '')}`, {
      hint: 'Check model.command, security.user, scale and the volumes in the file against the image.',
      cause: error,
    });
  }
}

/**
 * One after the other: engines before 28 count the endpoints of a network without a lock, so that of two starts at once one
 * is counted twice now and then. Until that engine is restarted the network then "has active endpoints" and cannot be removed.
 */
export function startInTurn(id: string, { engine, found, lock }: Site, signal: AbortSignal): Promise<void> {
  const start = found.starting.then(() => {
    // The lock may be lost, and the deployment stopped, while the one before is started.
    lock.check();
    signal.throwIfAborted();
    return engine.startContainer(id, signal);
  });
  found.starting = start.catch(() => {});
  return start;
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

/** What cannot be read must not keep a container from being removed. */
export async function lastLines(id: string, site: Site, tail: number): Promise<string> {
  const lines = await site.engine.logs(id, { tail }).catch(() => []);
  return lines.map((entry) => `${entry.time} ${entry.stream} ${entry.line}`).join('\n');
}

export function containerOf(name: string, site: Site): string {
  const id = site.containers.get(name);
  if (id) return id;
  throw new Error(`replica ${name} was not created`);
}
