import { labelsOf, names } from '../docker/labels.ts';
import type { CreateOptions, Engine } from '../docker/types.ts';
import { mountPoint, publicPort, stateFolder, user } from './places.ts';
import { initialState } from './state.ts';
import { readState } from './switch.ts';
import type { GatewayState } from './types.ts';

export type GatewayPlace = {
  readonly service: string;
  readonly image: string;
  readonly address: { readonly host: string; readonly port: number };
};

/** Creates the gateway with its state in place and starts it; returns its id. State that the volume holds already stays. */
export async function createGateway(engine: Engine, place: GatewayPlace, signal: AbortSignal): Promise<string> {
  await engine.createVolume(names.state(place.service), labelsOf(place.service, 'state'), signal);
  // Without the signal: a create that is cut off may still be carried out, and would leave what we do not know.
  const id = await engine.createContainer(gatewayOptions(place));
  try {
    const kept = await engine.getFiles(id, stateFolder, signal);
    await engine.putFiles(id, mountPoint, initialState(place.service, kept), user, signal);
    await engine.startContainer(id, signal);
    return id;
  } catch (error) {
    await engine.removeContainer(id);
    throw error;
  }
}

/** What a volume holds whose gateway is gone, through a container that is never started; null when that is nothing. */
export async function readVolume(
  engine: Engine,
  service: string,
  image: string,
  signal: AbortSignal,
): Promise<GatewayState | null> {
  const mount = { Type: 'volume' as const, Source: names.state(service), Target: mountPoint, ReadOnly: true };
  const labels = labelsOf(service, 'probe');
  const id = await engine.createContainer(
    { Image: image, Labels: labels, HostConfig: { NetworkMode: 'none', Mounts: [mount] } },
    signal,
  );
  try {
    return await readState(engine, id, signal);
  } finally {
    await engine.removeContainer(id);
  }
}

function gatewayOptions({ service, image, address }: GatewayPlace): CreateOptions {
  const port = `${publicPort}/tcp`;
  return {
    name: names.gateway(service),
    Image: image,
    Entrypoint: ['haproxy', '-W', '-db', '-f', `${stateFolder}/haproxy.cfg`],
    Cmd: [],
    User: `${user}:${user}`,
    // HAProxy's graceful end; SIGTERM would cut the requests under way.
    StopSignal: 'SIGUSR1',
    Labels: labelsOf(service, 'gateway'),
    ExposedPorts: { [port]: {} },
    HostConfig: {
      // M8 of the measurements: after a killed engine, "unless-stopped" stays down and "always" comes back.
      RestartPolicy: { Name: 'always' },
      NetworkMode: names.network(service),
      // A name that is gone would hold up a reload for 5 s.
      DnsOptions: ['timeout:1', 'attempts:1'],
      PortBindings: { [port]: [{ HostIp: address.host, HostPort: String(address.port) }] },
      Mounts: [{ Type: 'volume', Source: names.state(service), Target: mountPoint }],
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      // HAProxy starts a thread a processor, and a reload keeps old workers for a while: 256 was too few from 64 processors on.
      PidsLimit: 4096,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '20m', 'max-file': '3' } },
    },
  };
}
