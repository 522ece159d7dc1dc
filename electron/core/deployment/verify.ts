import { Problem } from '#contract/problem';
import type { ContainerDetails } from '../docker/types.ts';
import { reachHeaders } from '../gateway/places.ts';
import type { Alive } from '../model/alive.ts';
import { exposedIn } from '../model/image-facts.ts';
import { knownProtocols, protocolNamed } from '../model/protocols/known.ts';
import { withHeaders } from '../model/reach.ts';
import { type VerifyCause, verifyReplica } from '../model/verify.ts';
import { type Release, releaseName, releaseTitle, type Served } from '../release/release.ts';
import type { Run } from '../service/parts.ts';
import { noteEnd, noteState } from './ends.ts';
import { nameFault } from './fault.ts';
import { refuseGoneGateway } from './gateway-container.ts';
import { verifyGpus } from './gpus-given.ts';
import { isRemoved } from './removed.ts';
import { containerOf, lastLines } from './replicas.ts';
import { reachOf, type Site } from './site.ts';

/** Asks the replica itself, through the gateway and before it is given traffic. */
export async function verify(name: string, site: Site, signal: AbortSignal): Promise<void> {
  const served = await verifyAs(site.wanted.release, name, site, signal);
  await verifyGpus(name, site, signal);
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
          refuseGoneGateway(`${release} was verified`, site, ending),
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
    await refuseGoneGateway(`${release} was verified`, site, signal);
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
