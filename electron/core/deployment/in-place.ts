import { Problem } from '#contract/problem';
import { graceIn } from '../docker/grace.ts';
import { label } from '../docker/labels.ts';
import type { ContainerDetails, RestartPolicy } from '../docker/types.ts';
import { noAccess } from '../gateway/access.ts';
import { openFront } from '../gateway/config.ts';
import { readState } from '../gateway/switch.ts';
import { releaseName } from '../release/release.ts';
import { isRefused, put, switchBack } from './front.ts';
import { beginGap, endGap } from './gap.ts';
import type { ObservedReplica } from './observed.ts';
import { createFrom, startInTurn } from './replicas.ts';
import { closeReach, gatewayOf, type Site } from './site.ts';
import { verifyAs } from './verify.ts';

/** New requests are answered with 503 and Retry-After from here on; the old worker finishes those under way. Fenced. */
export async function refuseRequests(site: Site, signal: AbortSignal): Promise<void> {
  await Promise.all([site.lock.confirmed, closeReach(site)]);
  site.lock.check();
  const { observed, wanted, found } = site;
  const { release = null, frontHash = '', replicas = [], access = noAccess } = observed.serving ?? {};
  // What is refused to everybody needs no key; what is known of the front that serves is written down all the same.
  const front = observed.present?.front ?? openFront(wanted.front);
  const begun = beginGap(found.gap);
  try {
    const guarded = observed.present ? access : noAccess;
    await put(site, { release, front, access: guarded, frontHash, replicas, paused: true }, signal);
  } catch (error) {
    if (begun && isRefused(error)) found.gap.since = null;
    throw error;
  }
}

/** Requests to the old replicas again. Also in a process that did not refuse them: what the gateway serves then decides. */
export async function admitRequests(site: Site, signal: AbortSignal): Promise<void> {
  const { engine, found } = site;
  await closeReach(site);
  if (found.gap.since === null && !found.switchBegun) {
    const state = await readState(engine, gatewayOf(site), signal);
    if (!state?.serving?.paused) return;
    found.epoch = Math.max(found.epoch, state.epoch + 1);
  }
  found.switchBegun = true;
  await switchBack(site, signal);
  endGap(found.gap);
}

/**
 * Stops an old replica within its grace and keeps it. Its restart policy goes first: an engine that is restarted in the
 * gap would start it again, beside the new one. It is also the mark that a stop may be under way, for whoever finds it.
 */
export async function stopReplica(name: string, site: Site, signal: AbortSignal): Promise<void> {
  const details = await ours(name, site, signal);
  if (!details) return;
  const release = site.observed.replicas.find((it) => it.name === name)?.release ?? 0;
  await site.engine.updateRestart(details.Id, stopping(policyOf(release, site)), signal);
  site.lock.check();
  // Without the signal: a stop that is cut off is carried out all the same, and would end what was started again.
  await site.engine.stopContainer(details.Id, graceIn(details));
}

const policyOf = (release: number, { observed }: Site): RestartPolicy =>
  observed.releases.get(release)?.run.reliability.restart ?? 'always';

/** Another one than the replica's own, and one by which an engine does not start again what was stopped. */
const stopping = (own: RestartPolicy): RestartPolicy => (own === 'no' ? 'unless-stopped' : 'no');

/**
 * Takes a stop back: the old replica runs again, and its model has become ready and answered its golden requests.
 * All that were stopped are started at once, so that the last one does not wait for the first.
 * NOT_READY in words that say which one and why; the others are still tried.
 */
export async function startAgain(name: string, site: Site, signal: AbortSignal): Promise<void> {
  const { observed } = site;
  const stopped = observed.replicas.filter((it) => it.usable || (it.admitted && it.name === name));
  const revived = await Promise.allSettled(stopped.map((it) => revive(it, site, signal)));
  const index = stopped.findIndex((it) => it.name === name);
  const [own, before] = [revived[index], stopped[index]];
  // One that did not serve before need not serve again.
  if (!own || !before) return;
  try {
    if (own.status === 'rejected') throw own.reason;
    const release = observed.releases.get(before.release);
    if (before.usable && release) await verifyAs(release, name, site, signal);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw new Problem(error.code, `${name} of ${releaseName(before.release)} does not serve again: ${error.message}`, {
      hint: startHint(site.wanted.service),
      cause: error,
    });
  }
}

export const startHint = (service: string): string =>
  `Nothing serves until it runs: mend what is named, then "docker start" the container. It gets requests as soon as it is ready; "slipway status ${service}" shows it.`;

/** Running with its own restart policy. Made again from its release when somebody removed it while it was stopped. */
async function revive({ name, release: number }: ObservedReplica, site: Site, signal: AbortSignal): Promise<void> {
  const { engine, observed, containers } = site;
  const release = observed.releases.get(number);
  const policy = policyOf(number, site);
  const details = await ours(name, site, signal);
  if (!details) {
    if (!release)
      throw new Problem('NOT_READY', `it was removed, and ${releaseName(number)} is not kept on the host`, {
        hint: startHint(site.wanted.service),
      });
    // Under the mark of who made the release: what this deployment made is swept away when it is settled.
    containers.set(name, await createFrom(release, release.deployment, name, site));
  } else {
    containers.set(name, details.Id);
    const now = details.HostConfig.RestartPolicy?.Name || 'no';
    // It was about to be stopped, and that may still be under way: started before its end, it would end after all.
    if (details.State.Running && now !== policy) await engine.stopContainer(details.Id, graceIn(details), signal);
    if (now !== policy) await engine.updateRestart(details.Id, policy, signal);
  }
  await startInTurn(containers.get(name) ?? name, site, signal);
}

/** By name, as one made again has another id; only what carries our labels. */
async function ours(name: string, { engine, wanted }: Site, signal: AbortSignal): Promise<ContainerDetails | null> {
  const details = await engine.inspectContainer(name, signal);
  return details?.Config.Labels?.[label.service] === wanted.service ? details : null;
}
