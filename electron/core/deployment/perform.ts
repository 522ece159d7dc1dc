import { Problem } from '#contract/problem';
import { labelsOf, names } from '../docker/labels.ts';
import { noAccess } from '../gateway/access.ts';
import { drainTime } from '../gateway/timing.ts';
import { forgetAccess, giveAccess } from './access.ts';
import { callFrom } from './call.ts';
import { compareApis } from './compare-apis.ts';
import { drained, hasStayed, keepPresent, switchBack, switchOver, unkeep } from './front.ts';
import {
  askingGateway,
  makeGateway,
  replaceGateway,
  returnGateway,
  stopGateway,
  unmakeGateway,
  wakeGateway,
} from './gateway-container.ts';
import { describe } from './image.ts';
import { admitRequests, refuseRequests, startAgain, stopReplica } from './in-place.ts';
import { forgetOld, noteOutcome } from './note.ts';
import { createReplica, removeReplica, startReplica, uncreateReplica } from './replicas.ts';
import { fillSecrets, forgetSecrets, removeSecrets, unfillSecrets } from './secret-volumes.ts';
import { gatewayOf, type Site } from './site.ts';
import type { Step } from './steps.ts';
import { verify } from './verify.ts';
import { watch } from './watch.ts';
import { proveWayBack } from './way-back.ts';
import { confirmWeights } from './weights.ts';

/** One step to one effect. Decisions were made by the plan; what is left here is dull. */
export async function perform(step: Step, site: Site, signal: AbortSignal): Promise<void> {
  const { engine, wanted, found } = site;
  switch (step.do) {
    case 'network':
      // The name of a network excludes nobody on every engine: one of ours that is there is the one.
      if (await engine.inspectNetwork(step.target, signal)) return;
      await engine.createNetwork({ name: step.target, labels: labelsOf(wanted.service, 'network') }, signal);
      return;
    case 'gateway':
      return makeGateway(site, signal);
    case 'start-gateway':
      return wakeGateway(site, signal);
    case 'replace-gateway':
      return replaceGateway(site, signal);
    case 'connect':
      return join(step.target, step.alias ?? wanted.service, site, signal);
    case 'disconnect':
      return leave(step.target, site, signal);
    case 'pull':
      return pull(step.target, site, signal);
    case 'pin':
      await engine.tagImage(
        found.image,
        names.pinRepository(wanted.service),
        names.pinTag(wanted.release.number),
        signal,
      );
      return;
    case 'weights':
      return confirmWeights(site, signal);
    case 'secrets':
      return fillSecrets(step.target, site, signal);
    case 'create':
      return createReplica(step.target, site, signal);
    case 'pause':
      return refuseRequests(site, signal);
    case 'stop':
      return stopReplica(step.target, site, signal);
    case 'start':
      return startReplica(step.target, site, signal);
    case 'verify':
      return verify(step.target, site, signal);
    case 'compare':
      return compareApis(site, signal);
    case 'way-back':
      return proveWayBack(site, signal);
    case 'access':
      return askingGateway(site, signal, () => giveAccess(site, signal));
    case 'keep':
      return askingGateway(site, signal, () => keepPresent(site, signal));
    case 'switch':
      await askingGateway(site, signal, () => switchOver(step.to, site, signal));
      // What served is stopped by now, and goes next; or nothing served, and nothing looks again.
      return step.inPlace || step.lookedAfter ? hasStayed(site, signal) : undefined;
    case 'call':
      return callFrom(step.target, step.to, site, signal);
    case 'watch':
      return watch(step.seconds * 1000, site, signal);
    case 'drain':
      await drained(step.seconds * 1000, site, signal);
      return site.found.switchedTo.length > 0 ? hasStayed(site, signal) : undefined;
    case 'remove':
      return removeReplica(step.target, site, signal);
    case 'remove-gateway':
      return stopGateway(site, signal);
    case 'remove-secrets':
      return removeSecrets(step.target, site, signal);
    case 'remove-network':
      await engine.removeNetwork(step.target, signal);
      return;
    case 'note':
      await noteOutcome('succeeded', site, signal);
      await forgetOld(site, signal);
      await forgetAccess(wanted.access, site, signal);
      return forgetSecrets(site, signal);
  }
}

/** What takes a step back; nothing for a step that left nothing, or that no step before the last removal can be. */
export async function takeBack(step: Step, site: Site, signal: AbortSignal): Promise<void> {
  const { engine, wanted } = site;
  switch (step.do) {
    case 'network':
      return engine.removeNetwork(step.target, signal);
    case 'gateway':
      return unmakeGateway(site, signal);
    case 'replace-gateway':
      return returnGateway(site, signal);
    case 'connect':
      return leave(step.target, site, signal);
    case 'disconnect':
      return rejoin(step.target, site, signal);
    case 'pin':
      return unpin(step.target, site, signal);
    case 'pause':
      return admitRequests(site, signal);
    case 'stop':
      return startAgain(step.target, site, signal);
    case 'secrets':
      return unfillSecrets(step.target, site, signal);
    // Where it stands in the place of an old one, it has to be gone before that is started again.
    case 'start':
    case 'create':
      return uncreateReplica(step.target, site, signal);
    case 'access':
      return forgetAccess(site.observed.serving?.access ?? noAccess, site, signal);
    case 'keep':
      return unkeep(site, signal);
    case 'switch':
      await (step.inPlace ? refuseRequests(site, signal) : switchBack(site, signal));
      // What came back asked the new replicas until now: they answer it before they go.
      return drained(step.inPlace ? wanted.drain : drainTime(wanted.drain, wanted.drain), site, signal);
    case 'pull':
    case 'start-gateway':
    case 'weights':
    case 'verify':
    case 'compare':
    case 'way-back':
    case 'call':
    case 'watch':
    case 'drain':
    case 'remove':
    case 'remove-gateway':
    case 'remove-secrets':
    case 'remove-network':
    case 'note':
      return;
  }
}

async function join(network: string, alias: string, site: Site, signal: AbortSignal): Promise<void> {
  const gateway = await site.engine.inspectContainer(gatewayOf(site), signal);
  if (gateway && network in gateway.NetworkSettings.Networks) return;
  await site.engine.connectNetwork(network, gatewayOf(site), [alias], signal);
}

/** By the name that it had there. */
function rejoin(network: string, site: Site, signal: AbortSignal): Promise<void> {
  const before = site.observed.present?.front.networks.find(({ name }) => name === network);
  return join(network, before?.alias ?? site.wanted.service, site, signal);
}

/** To be off it already is done: an engine refuses to disconnect who never was on it, or from a network that is gone. */
async function leave(network: string, site: Site, signal: AbortSignal): Promise<void> {
  if (network === names.network(site.wanted.service)) return;
  const gateway = await site.engine.inspectContainer(gatewayOf(site), signal);
  if (gateway && network in gateway.NetworkSettings.Networks)
    await site.engine.disconnectNetwork(network, gateway.Id, signal);
}

/** A build that has no other name would go with its last tag, and it is not ours to remove. */
async function unpin(tag: string, { engine }: Site, signal: AbortSignal): Promise<void> {
  const image = await engine.inspectImage(tag, signal);
  const named = (image?.RepoTags?.length ?? 0) > 1 || (image?.RepoDigests?.length ?? 0) > 0;
  if (named) await engine.untagImage(tag, signal);
}

async function pull(reference: string, site: Site, signal: AbortSignal): Promise<void> {
  await site.engine.pullImage(reference, () => {}, signal);
  const image = await site.engine.inspectImage(reference, signal);
  if (!image)
    throw new Problem('PULL_FAILED', `${reference} was pulled and is not on the host`, {
      hint: 'Run the command again.',
    });
  site.found.image = describe(image, reference, site.observed.engine).id;
}
