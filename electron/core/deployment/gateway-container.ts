import { Problem } from '#contract/problem';
import { label, names } from '../docker/labels.ts';
import type { ContainerDetails } from '../docker/types.ts';
import { createGateway, type GatewayPlace } from '../gateway/gateway.ts';
import { readState } from '../gateway/switch.ts';
import { releaseName } from '../release/release.ts';
import { isRemoved } from './removed.ts';
import { closeReach, gatewayOf, type Site } from './site.ts';

/** Makes the service's gateway; a service that was retired left its volume, and with it the epoch that fences. */
export async function makeGateway(site: Site, signal: AbortSignal): Promise<void> {
  const { engine, wanted, found } = site;
  const { service, address, gateway } = wanted;
  await remake({ service, image: gateway.id, address }, site, signal);
  if (site.observed.gateway || !found.gateway) return;
  found.epoch = ((await readState(engine, found.gateway, signal))?.epoch ?? 0) + 1;
  found.firstEpoch = found.epoch;
}

/** A new container in the place of the old one; requests under way are answered first, for as long as a drain may take. */
export async function replaceGateway(site: Site, signal: AbortSignal): Promise<void> {
  await stopGateway(site, signal);
  await makeGateway(site, signal);
}

export async function stopGateway(site: Site, signal: AbortSignal): Promise<void> {
  const { engine, found, wanted } = site;
  await closeReach(site);
  // By its name: another process may have stopped it and not come to removing it.
  const gateway = await ourGateway(site, signal);
  if (gateway) {
    await engine.stopContainer(gateway.Id, Math.ceil(wanted.drain / 1000), signal);
    await engine.removeContainer(gateway.Id, signal);
  }
  found.gateway = null;
}

/** Takes away what was made, also when it was made without us hearing of it. */
export async function unmakeGateway(site: Site, signal: AbortSignal): Promise<void> {
  const { engine, wanted, observed, found } = site;
  await closeReach(site);
  await removeOurs(site, signal);
  found.gateway = null;
  if (!observed.volume) await engine.removeVolume(names.state(wanted.service), signal);
}

/** The gateway as it was: with the image and at the address that were observed. */
export async function returnGateway(site: Site, signal: AbortSignal): Promise<void> {
  const { engine, observed, found, wanted } = site;
  await closeReach(site);
  const [host = '', port = ''] = (observed.gateway?.address ?? '').split(':');
  const image = observed.gateway?.image ?? wanted.gateway.id;
  const there = await ourGateway(site, signal);
  // It was only meant to be replaced, or is back already: to make it once more would be another gap.
  if (there?.State.Running && there.Image === image && publishes(there, host, port)) found.gateway = there.Id;
  else await remake({ service: wanted.service, image, address: { host, port: Number(port) } }, site, signal);
  const joined = (await engine.inspectContainer(found.gateway ?? '', signal))?.NetworkSettings.Networks ?? {};
  for (const { name, alias } of observed.present?.front.networks ?? []) {
    if (!(name in joined)) await engine.connectNetwork(name, found.gateway ?? '', [alias ?? wanted.service], signal);
  }
}

function publishes({ HostConfig }: ContainerDetails, host: string, port: string): boolean {
  const bindings = Object.values(HostConfig.PortBindings ?? {}).flat() as { HostIp?: string; HostPort?: string }[];
  return bindings.some(({ HostIp, HostPort }) => (HostIp || '0.0.0.0') === host && HostPort === port);
}

/** Starts a gateway that somebody stopped; its port may have been taken since. */
export async function wakeGateway(site: Site, signal: AbortSignal): Promise<void> {
  const { engine, found, wanted } = site;
  await onPort(wanted.address, site, () => engine.startContainer(found.gateway ?? '', signal));
}

/** GATEWAY_FAILED when somebody took the gateway away: what fails when it is asked says nothing of a release then. */
export async function refuseGoneGateway(
  meanwhile: string,
  { engine, found, wanted }: Site,
  signal: AbortSignal,
): Promise<void> {
  const details = await engine.inspectContainer(found.gateway ?? names.gateway(wanted.service), signal);
  if (details?.State.Running || details?.State.Restarting) return;
  const what = isRemoved(details) ? 'removed' : 'stopped';
  throw new Problem('GATEWAY_FAILED', `The gateway of ${wanted.service} was ${what} by somebody while ${meanwhile}`, {
    hint: 'Ask who works on that host, then run the command again.',
  });
}

/** Does a step that asks the gateway. An engine says of one that is gone only that there is no such container, or exec. */
export async function askingGateway(site: Site, signal: AbortSignal, step: () => Promise<void>): Promise<void> {
  try {
    return await step();
  } catch (error) {
    const gone = error instanceof Problem && (error.code === 'ENGINE_NOT_FOUND' || error.code === 'ENGINE_CONFLICT');
    if (gone) await refuseGoneGateway(`${releaseName(site.wanted.release.number)} was put into service`, site, signal);
    throw error;
  }
}

/**
 * What served goes on serving when a deployment is taken back, also where somebody took the gateway away meanwhile. Not
 * where it was not there when this process began to work with it: a service that was retired since stays so.
 */
export async function keepGatewayUp(site: Site, signal: AbortSignal): Promise<void> {
  const { engine, observed, found, wanted } = site;
  if (!observed.gateway?.running || !found.gateway) return;
  const there = await ourGateway(site, signal);
  if (there?.State.Running) {
    found.gateway = there.Id;
    return;
  }
  await closeReach(site);
  const removed = isRemoved(there);
  if (there && !removed) {
    found.gateway = there.Id;
    await wakeGateway(site, signal);
  } else await returnGateway(site, signal);
  const [how, again] = removed ? ['removed', 'made'] : ['stopped', 'started'];
  const told = `The gateway was ${how} by somebody meanwhile and was ${again} again: until then nobody was answered.`;
  found.findings.push(told);
  site.say(told);
  const state = await readState(engine, gatewayOf(site), signal);
  if (state?.serving || !observed.serving) return;
  throw new Problem('GATEWAY_FAILED', `The gateway of ${wanted.service} has lost its volume, and serves nothing`, {
    hint: 'Deploy the file of what is to serve.',
  });
}

async function remake(place: GatewayPlace, site: Site, signal: AbortSignal): Promise<void> {
  await removeOurs(site, signal);
  await onPort(place.address, site, async () => {
    site.found.gateway = await createGateway(site.engine, place, signal);
  });
}

/** An engine says in many words that a port is taken; which address it was and what to do is known here. */
async function onPort(
  address: GatewayPlace['address'],
  { wanted, observed }: Site,
  start: () => Promise<void>,
): Promise<void> {
  try {
    await start();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'ENGINE_REFUSED') throw error;
    const asked = wanted.front.port !== undefined;
    throw new Problem('STOPPED', `The gateway cannot take ${address.host}:${address.port}: ${error.message}`, {
      stop: 'taken-by-another',
      hint: portHint(asked, observed.gateway !== null),
      cause: error,
    });
  }
}

/** To move a gateway that is there leaves a gap; a first one has nobody to keep waiting. */
function portHint(asked: boolean, there: boolean): string {
  if (there) return 'Name a free port in front.port, then deploy with --allow-gap.';
  if (asked) return 'Name a free port in front.port, or leave it out and the next free one is taken.';
  return 'Somebody else took it just now: run the command again, and the next free one is taken.';
}

async function removeOurs(site: Site, signal: AbortSignal): Promise<void> {
  const present = await ourGateway(site, signal);
  if (present) await site.engine.removeContainer(present.Id, signal);
}

/** By name, since a create whose answer never came has no id that we know; only what carries our labels. */
async function ourGateway({ engine, wanted }: Site, signal: AbortSignal): Promise<ContainerDetails | null> {
  const present = await engine.inspectContainer(names.gateway(wanted.service), signal);
  return present?.Config.Labels?.[label.service] === wanted.service ? present : null;
}
