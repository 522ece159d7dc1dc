import { Problem } from '#contract/problem';
import { emptyInput, renderConfig } from '../gateway/config.ts';
import { keptName } from '../gateway/state.ts';
import { appendLine, dropFile, keepFile, look, performSwitch } from '../gateway/switch.ts';
import type { GatewayInput, GatewayReplica } from '../gateway/types.ts';
import { type Release, releaseRef } from '../release/release.ts';
import type { Kept, Present } from './observed.ts';
import { closeReach, gatewayOf, type Site } from './site.ts';

/** Keeps the release and what is in force with it on the host, before anything relies on it. */
export async function keepPresent(site: Site, signal: AbortSignal): Promise<void> {
  const { wanted } = site;
  const present: Present = {
    release: wanted.release.number,
    declared: wanted.declared,
    front: wanted.front,
    policy: wanted.policy,
    address: wanted.address,
  };
  await keep({ ...served(site), present }, site, signal);
}

/** Puts back what was kept before; a release that never served is not kept. */
export async function unkeep(site: Site, signal: AbortSignal): Promise<void> {
  await keep(site.observed.releases.get(site.wanted.release.number), site, signal);
}

async function keep(release: Kept | undefined, site: Site, signal: AbortSignal): Promise<void> {
  const { engine, found } = site;
  const gateway = gatewayOf(site);
  const kept = { epoch: found.epoch, name: keptName.release(site.wanted.release.number) };
  if (release) await keepFile(engine, gateway, { ...kept, content: JSON.stringify(release) }, signal);
  else await dropFile(engine, gateway, kept, signal);
}

/** The one moment at which traffic moves, fenced: the lock is confirmed first, and an older epoch is refused inside the gateway. */
export async function switchOver(to: readonly string[], site: Site, signal: AbortSignal): Promise<void> {
  await Promise.all([site.lock.confirmed, closeReach(site)]);
  site.lock.signal.throwIfAborted();
  const { wanted } = site;
  const release = served(site);
  await put(
    site,
    {
      release: release.number,
      front: wanted.front,
      frontHash: wanted.frontHash,
      replicas: to.map((name) => gatewayReplica(name, release)),
    },
    signal,
  );
  site.found.switchedMs ??= performance.now() - site.startedAt;
}

/** Traffic back to where it was, by the same fenced switch with a newer epoch. */
export async function switchBack(site: Site, signal: AbortSignal): Promise<void> {
  const { serving, present } = site.observed;
  if (!serving || !present) return put(site, { ...emptyInput(site.wanted.service, site.wanted.front, '') }, signal);
  await put(
    site,
    { release: serving.release, front: present.front, frontHash: serving.frontHash, replicas: serving.replicas },
    signal,
  );
}

async function put(
  site: Site,
  input: Pick<GatewayInput, 'release' | 'front' | 'frontHash' | 'replicas'>,
  signal: AbortSignal,
): Promise<void> {
  const { engine, wanted, found } = site;
  const epoch = found.epoch;
  const config = renderConfig({ ...input, service: wanted.service, epoch, drain: wanted.drain });
  found.epoch = epoch + 1;
  await performSwitch(engine, gatewayOf(site), config, epoch, signal);
}

/** Each look is an exec: 40 to 60 ms of the host's time. */
const lookEvery = 250;

/** Waits until no old worker serves a connection any more, at most for the drain; what is left then is cut and said. */
export async function drained(limit: number, site: Site, signal: AbortSignal): Promise<void> {
  const until = performance.now() + limit;
  while (performance.now() < until) {
    signal.throwIfAborted();
    const { workers } = await look(site.engine, gatewayOf(site), signal);
    if (workers <= 1) return;
    await new Promise((resume) => setTimeout(resume, lookEvery));
  }
  site.found.findings.push(`Connections to the old replicas were still open after ${limit / 1000} s and were ended.`);
}

/** One line a deployment stays on the host, so that a colleague's console sees who did what. */
export async function noteOutcome(state: string, site: Site, signal: AbortSignal): Promise<void> {
  const { engine, wanted, observed, found, id, operator } = site;
  const from = observed.serving?.release ? observed.releases.get(observed.serving.release) : undefined;
  const line = {
    id,
    at: new Date().toISOString(),
    kind: wanted.kind,
    state,
    operator,
    from: from ? releaseRef(from) : null,
    to: wanted.kind === 'retire' ? null : releaseRef(wanted.release),
    note: wanted.policy.note,
  };
  await appendLine(
    engine,
    gatewayOf(site),
    { epoch: found.epoch, name: 'deployments.jsonl', content: `${JSON.stringify(line)}\n` },
    signal,
  );
}

/** The release with what its replicas were found to speak. */
function served({ wanted, found }: Site): Release {
  return { ...wanted.release, image: found.image, served: found.served ?? wanted.release.served };
}

function gatewayReplica(name: string, release: Release): GatewayReplica {
  if (release.served)
    return { name, release: release.number, weight: 100, port: release.served.port, ready: release.served.ready };
  throw new Problem('NOT_READY', `It is not known what ${name} speaks`, {
    hint: 'Deploy the release again: it is then asked anew.',
  });
}
