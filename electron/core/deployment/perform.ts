import { Problem } from '#contract/problem';
import { labelsOf, names } from '../docker/labels.ts';
import { createGateway } from '../gateway/gateway.ts';
import { readState } from '../gateway/switch.ts';
import { drained, keepPresent, noteOutcome, switchBack, switchOver, unkeep } from './front.ts';
import { createReplica, removeReplica, startReplica, verify } from './replicas.ts';
import { closeReach, gatewayOf, type Site } from './site.ts';
import type { Step } from './steps.ts';
import { watch } from './watch.ts';

/** One step to one effect. Decisions were made by the plan; what is left here is dull. */
export async function perform(step: Step, site: Site, signal: AbortSignal): Promise<void> {
  const { engine, wanted, found } = site;
  switch (step.do) {
    case 'network':
      await engine.createNetwork(step.target, labelsOf(wanted.service, 'network'), signal);
      return;
    case 'gateway':
      found.gateway = await startGateway(site, signal);
      // A service that was retired left its volume, and with it the epoch that fences.
      found.epoch = ((await readState(engine, found.gateway, signal))?.epoch ?? 0) + 1;
      return;
    case 'replace-gateway':
      await stopGateway(site, signal);
      found.gateway = await startGateway(site, signal);
      return;
    case 'connect':
      await engine.connectNetwork(step.target, gatewayOf(site), [step.alias ?? wanted.service], signal);
      return;
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
    case 'create':
      return createReplica(step.target, site, signal);
    case 'start':
      return startReplica(step.target, site, signal);
    case 'verify':
      return verify(step.target, site, signal);
    case 'keep':
      return keepPresent(site, signal);
    case 'switch':
      return switchOver(step.to, site, signal);
    case 'watch':
      return watch(step.seconds * 1000, site, signal);
    case 'drain':
      return drained(step.seconds * 1000, site, signal);
    case 'remove':
      return removeReplica(step.target, site, signal);
    case 'remove-gateway':
      await stopGateway(site, signal);
      return;
    case 'remove-network':
      await engine.removeNetwork(step.target, signal);
      return;
    case 'note':
      return noteOutcome('succeeded', site, signal);
  }
}

/** What takes a step back; nothing for a step that left nothing, or that no step before the last removal can be. */
export async function takeBack(step: Step, site: Site, signal: AbortSignal): Promise<void> {
  const { engine, found } = site;
  switch (step.do) {
    case 'network':
      return engine.removeNetwork(step.target, signal);
    case 'gateway':
      if (found.gateway) await engine.removeContainer(found.gateway, signal);
      if (!site.observed.volume) await engine.removeVolume(names.state(site.wanted.service), signal);
      return;
    case 'replace-gateway':
      return returnGateway(site, signal);
    case 'connect':
      return leave(step.target, site, signal);
    case 'pin':
      return engine.untagImage(step.target, signal);
    case 'create':
      return removeReplica(step.target, site, signal);
    case 'keep':
      return unkeep(site, signal);
    case 'switch':
      await switchBack(site, signal);
      // What came back asked the new replicas until now: they answer it before they go.
      return drained(site.wanted.drain, site, signal);
    case 'pull':
    case 'start':
    case 'verify':
    case 'watch':
    case 'drain':
    case 'remove':
    case 'disconnect':
    case 'remove-gateway':
    case 'remove-network':
    case 'note':
      return;
  }
}

/** To be off it already is done: an engine refuses to disconnect who never was on it, or from a network that is gone. */
async function leave(network: string, site: Site, signal: AbortSignal): Promise<void> {
  const gateway = await site.engine.inspectContainer(gatewayOf(site), signal);
  if (gateway && network in gateway.NetworkSettings.Networks)
    await site.engine.disconnectNetwork(network, gateway.Id, signal);
}

async function startGateway(site: Site, signal: AbortSignal): Promise<string> {
  const { service, address, gateway } = site.wanted;
  try {
    return await createGateway(site.engine, { service, image: gateway.id, address }, signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'ENGINE_REFUSED') throw error;
    throw new Problem('STOPPED', `The gateway cannot take ${address.host}:${address.port}: ${error.message}`, {
      stop: 'taken-by-another',
      hint: 'Choose another front.port, or leave it out and the next free one is taken.',
      cause: error,
    });
  }
}

/** Requests under way are answered first: the gateway is told to end by itself, for as long as a drain may take. */
async function stopGateway(site: Site, signal: AbortSignal): Promise<void> {
  const { engine, found, wanted } = site;
  await closeReach(site);
  if (!found.gateway) return;
  await engine.stopContainer(found.gateway, Math.ceil(wanted.drain / 1000), signal);
  await engine.removeContainer(found.gateway, signal);
}

/** The gateway as it was: with the image and at the address that were observed. */
async function returnGateway(site: Site, signal: AbortSignal): Promise<void> {
  const { engine, observed, found, wanted } = site;
  await stopGateway(site, signal);
  const [host = '', port = ''] = (observed.gateway?.address ?? '').split(':');
  const place = {
    service: wanted.service,
    image: observed.gateway?.image ?? wanted.gateway.id,
    address: { host, port: Number(port) },
  };
  found.gateway = await createGateway(engine, place, signal);
  for (const network of observed.present?.front.networks ?? []) {
    await engine.connectNetwork(network.name, found.gateway, [network.alias ?? wanted.service], signal);
  }
}

async function pull(reference: string, site: Site, signal: AbortSignal): Promise<void> {
  await site.engine.pullImage(reference, () => {}, signal);
  const image = await site.engine.inspectImage(reference, signal);
  if (!image)
    throw new Problem('PULL_FAILED', `${reference} was pulled and is not on the host`, {
      hint: 'Run the command again.',
    });
  site.found.image = image.Id;
}
