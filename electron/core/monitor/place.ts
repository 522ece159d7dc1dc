import { Problem } from '#contract/problem';
import { label, names } from '../docker/labels.ts';
import type { Hosts, OpenHost } from '../host/hosts.ts';
import { readHosts } from '../service/reading.ts';
import { unanswered } from '../service/status.ts';

/** The host with a service's gateway, which is asked for or found. UNKNOWN_SERVICE, UNKNOWN_HOST, HOST_UNREACHABLE. */
export async function hostWith(
  hosts: Pick<Hosts, 'known' | 'open'>,
  service: string,
  host: string | undefined,
): Promise<OpenHost> {
  const isFronted = async ({ engine }: OpenHost, signal?: AbortSignal) => {
    const found = await engine.inspectContainer(names.gateway(service), signal);
    return found?.Config.Labels?.[label.service] === service;
  };
  if (host !== undefined) {
    const open = await hosts.open(host);
    if (await isFronted(open)) return open;
    throw noGateway(service);
  }
  const readings = await readHosts(hosts, isFronted);
  const found = readings.find((it) => 'found' in it && it.found);
  if (found && 'open' in found) return found.open;
  const silent = readings.find((it) => 'problem' in it);
  throw silent ? unanswered(service, silent) : noGateway(service);
}

const noGateway = (service: string): Problem =>
  new Problem('UNKNOWN_SERVICE', `There is no gateway of a service ${service}, so nobody calls it`, {
    hint: '"slipway status" lists the services; "slipway deploy -f FILE" makes one.',
  });
