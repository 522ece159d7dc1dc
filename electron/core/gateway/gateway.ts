import { labelsOf, names } from '../docker/labels.ts';
import type { CreateOptions, Engine } from '../docker/types.ts';
import { mountPoint, publicPort, stateFolder, user } from './places.ts';
import { initialState } from './state.ts';

export type GatewayPlace = {
  readonly service: string;
  readonly image: string;
  readonly address: { readonly host: string; readonly port: number };
};

/** Creates the gateway with its state in place and starts it; returns its id. State that the volume holds already stays. */
export async function createGateway(engine: Engine, place: GatewayPlace, signal: AbortSignal): Promise<string> {
  await engine.createVolume(names.state(place.service), labelsOf(place.service, 'state'), signal);
  const id = await engine.createContainer(gatewayOptions(place), signal);
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
      PidsLimit: 256,
      LogConfig: { Type: 'json-file', Config: { 'max-size': '20m', 'max-file': '3' } },
    },
  };
}
