import type { NetworkInspectInfo } from 'dockerode';
import { orNull } from './containers.ts';
import type { Wire } from './engine.ts';
import { calling } from './failure.ts';
import type { Engine } from './types.ts';

type Verbs = Pick<
  Engine,
  | 'listNetworks'
  | 'inspectNetwork'
  | 'createNetwork'
  | 'removeNetwork'
  | 'connectNetwork'
  | 'disconnectNetwork'
  | 'listVolumes'
  | 'createVolume'
  | 'removeVolume'
>;

export function networkVerbs({ driver, url, deadlines }: Wire): Verbs {
  const read = (signal?: AbortSignal) => ({ url, deadline: deadlines.read, signal });
  const write = (signal?: AbortSignal) => ({ url, deadline: deadlines.write, signal });
  async function isConnected(id: string, container: string, signal?: AbortSignal): Promise<boolean> {
    const found: NetworkInspectInfo | null = await orNull(
      calling(`inspect network ${id}`, read(signal), () => driver.getNetwork(id).inspect()),
    );
    const details = await orNull(
      calling(`inspect ${container}`, read(signal), () => driver.getContainer(container).inspect()),
    );
    return !!found && !!details && found.Name in details.NetworkSettings.Networks;
  }
  return {
    listNetworks: (labels, signal) =>
      calling('list networks', read(signal), async (abortSignal) => {
        const found = await driver.listNetworks({ filters: { label: [...labels] }, abortSignal });
        return found.map((network) => ({ id: network.Id, name: network.Name, labels: network.Labels ?? {} }));
      }),
    inspectNetwork: (name, signal) =>
      orNull(
        calling(`inspect network ${name}`, read(signal), async () => {
          const found: NetworkInspectInfo = await driver.getNetwork(name).inspect();
          return { id: found.Id, name: found.Name, labels: found.Labels ?? {}, internal: found.Internal };
        }),
      ),
    createNetwork: ({ name, labels, internal = false }, signal) =>
      calling(`create network ${name}`, write(signal), async (abortSignal) => {
        const made = await driver.createNetwork({
          Name: name,
          Driver: 'bridge',
          CheckDuplicate: true,
          Internal: internal,
          Labels: labels,
          abortSignal,
        });
        return made.id;
      }),
    removeNetwork: async (id, signal) => {
      await orNull(calling(`remove network ${id}`, write(signal), () => driver.getNetwork(id).remove()));
    },
    connectNetwork: (id, container, aliases, signal) =>
      calling(`connect to network ${id}`, write(signal), async () => {
        await driver.getNetwork(id).connect({ Container: container, EndpointConfig: { Aliases: [...aliases] } });
      }),
    disconnectNetwork: async (id, container, signal) => {
      try {
        await orNull(
          calling(`disconnect from network ${id}`, write(signal), (abortSignal) =>
            driver.getNetwork(id).disconnect({ Container: container, Force: true, abortSignal }),
          ),
        );
      } catch (error) {
        // The engine says 500 both when the container is not in the network and when it cannot be taken out.
        if (signal?.aborted || (await isConnected(id, container, signal))) throw error;
      }
    },
    listVolumes: (labels, signal) =>
      calling('list volumes', read(signal), async (abortSignal) => {
        const found = await driver.listVolumes({ filters: { label: [...labels] }, abortSignal });
        return (found.Volumes ?? []).map((volume) => ({ name: volume.Name, labels: volume.Labels ?? {} }));
      }),
    createVolume: (name, labels, signal) =>
      calling(`create volume ${name}`, write(signal), async (abortSignal) => {
        await driver.createVolume({ Name: name, Labels: labels, abortSignal });
      }),
    removeVolume: async (name, signal) => {
      await orNull(calling(`remove volume ${name}`, write(signal), () => driver.getVolume(name).remove()));
    },
  };
}
