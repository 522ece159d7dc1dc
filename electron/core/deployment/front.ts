import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#contract/problem';
import { label } from '../docker/labels.ts';
import type { ContainerDetails } from '../docker/types.ts';
import { noAccess } from '../gateway/access.ts';
import { emptyInput, renderConfig } from '../gateway/config.ts';
import { keptName } from '../gateway/state.ts';
import { dropFile, keepFile, look, performSwitch } from '../gateway/switch.ts';
import type { GatewayInput, GatewayReplica } from '../gateway/types.ts';
import type { Release } from '../release/release.ts';
import { endGap } from './gap.ts';
import { keptText } from './kept.ts';
import type { Present } from './observed.ts';
import { isRemoved } from './removed.ts';
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
  await keep(keptText(served(site), present), site, signal);
}

/** Puts back what was kept before; a release that never served is not kept. */
export async function unkeep(site: Site, signal: AbortSignal): Promise<void> {
  const before = site.observed.releases.get(site.wanted.release.number);
  await keep(before ? keptText(before, before.present) : null, site, signal);
}

async function keep(text: string | null, site: Site, signal: AbortSignal): Promise<void> {
  const { engine, found } = site;
  const gateway = gatewayOf(site);
  const kept = { epoch: found.epoch, name: keptName.release(site.wanted.release.number) };
  if (text) await keepFile(engine, gateway, { ...kept, content: text }, signal);
  else await dropFile(engine, gateway, kept, signal);
}

/** The one moment at which traffic moves, fenced: the lock is confirmed first, and an older epoch is refused inside the gateway. */
export async function switchOver(to: readonly string[], site: Site, signal: AbortSignal): Promise<void> {
  await Promise.all([site.lock.confirmed, closeReach(site), stillThere(to, site, signal)]);
  site.lock.check();
  const { wanted } = site;
  if (to.length === 0) return put(site, nothing(site), signal);
  const release = served(site);
  await put(
    site,
    {
      release: release.number,
      front: wanted.front,
      access: wanted.access,
      frontHash: wanted.frontHash,
      replicas: to.map((name) => gatewayReplica(name, release)),
    },
    signal,
  );
  endGap(site.found.gap);
  site.found.switchedMs ??= performance.now() - site.startedAt;
  site.found.switchedTo = to;
}

/** Milliseconds that a new replica has to have run before what served goes: most that crash in a loop have crashed by then. */
const leastRun = 2_000;

/** Waits until what serves now has run for a while, and fails as `stillThere` when it has ended meanwhile. */
export async function hasStayed(site: Site, signal: AbortSignal): Promise<void> {
  const { switchedTo, started } = site.found;
  const newest = Math.max(...switchedTo.map((name) => started.get(name) ?? 0));
  await sleep(Math.max(0, newest + leastRun - performance.now()), undefined, { signal }).catch((error: unknown) => {
    throw signal.reason ?? error;
  });
  await stillThere(switchedTo, site, signal);
}

/** What answered when it was verified may have ended or been removed since; once the old ones are gone it is too late to see. */
export async function stillThere(names: readonly string[], site: Site, signal: AbortSignal): Promise<void> {
  const found = await Promise.all(
    names.map((name) => site.engine.inspectContainer(site.containers.get(name) ?? name, signal)),
  );
  // Of what is new one end is one too many: its restart policy brings it back before anybody sees it gone.
  const hasEnded = (it: ContainerDetails | null | undefined) =>
    !it?.State.Running ||
    it.State.Restarting ||
    (it.RestartCount > 0 && it.Config.Labels?.[label.deployment] === site.id);
  const lost = names.find((_name, index) => hasEnded(found[index]));
  if (lost === undefined) return;
  if (isRemoved(found[names.indexOf(lost)] ?? null))
    throw new Problem('NOT_READY', `${lost} was removed by somebody after it had answered`, {
      hint: 'Ask who works on that host, then run the command again.',
    });
  throw new Problem('NOT_READY', `${lost} ended after it had answered`, {
    hint: `Read "slipway logs ${site.wanted.service}", mend it, then run the command again.`,
  });
}

/** Traffic back to where it was, by the same fenced switch with a newer epoch. */
export async function switchBack(site: Site, signal: AbortSignal): Promise<void> {
  if (!site.found.switchBegun) return;
  const { serving, present } = site.observed;
  if (!serving || !present) return put(site, nothing(site), signal);
  await put(
    site,
    {
      release: serving.release,
      front: present.front,
      access: serving.access ?? noAccess,
      frontHash: serving.frontHash,
      replicas: serving.replicas,
    },
    signal,
  );
}

const nothing = ({ wanted }: Site) => emptyInput(wanted.service, wanted.front, '');

/** One fenced switch to `input`, with the next epoch. */
export async function put(
  site: Site,
  input: Pick<GatewayInput, 'release' | 'front' | 'access' | 'frontHash' | 'replicas' | 'paused'>,
  signal: AbortSignal,
): Promise<void> {
  const { engine, wanted, found, observed } = site;
  const epoch = found.epoch;
  const leaving = (observed.serving?.replicas ?? []).some(({ name }) => !input.replicas.some((it) => it.name === name));
  const drain = leaving ? wanted.drain : longestStream;
  const config = renderConfig({ ...input, service: wanted.service, epoch, drain });
  found.epoch = epoch + 1;
  const since = performance.now();
  try {
    await performSwitch(engine, gatewayOf(site), config, epoch, signal);
    found.switchMs = Math.round((performance.now() - since) * 10) / 10;
    found.switchBegun ||= !input.paused;
  } catch (error) {
    found.switchBegun ||= !input.paused && !isRefused(error);
    throw error;
  }
}

/** These two promise that nothing was changed; of anything else it is unknown. */
export const isRefused = (error: unknown): boolean =>
  error instanceof Problem && (error.code === 'BUSY' || error.code === 'GATEWAY_FAILED');

/** Milliseconds that a stream may go on in an old worker where no replica leaves: nothing makes it end. */
const longestStream = 3_600_000;

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
