import { label, labelsOf, names } from '../docker/labels.ts';
import type { CreateOptions } from '../docker/types.ts';
import type { Release } from '../release/release.ts';
import { secretNames } from '../secrets/uses.ts';
import { volumesOf } from '../service/weights.ts';

/** Docker's default of 100 MB a day of a chatty server fills a disk: bounded by count and size. */
const logs = { Type: 'json-file', Config: { 'max-size': '10m', 'max-file': '3' } };
/** Enough for a Python server with its threads, far too few for a fork bomb. */
const pidsLimit = 2048;

/**
 * Pure: what the engine is asked to create for one replica of a release. `imageCommand` is the image's own CMD, which
 * args are appended to; a command in the file takes its place. `environment` holds the secrets that are asked for there.
 */
export function replicaOptions(
  replica: {
    service: string;
    name: string;
    deployment: string;
    operator?: string;
    environment?: readonly string[];
    /** Its GPUs, as its host gives them. */
    devices?: readonly object[];
  },
  release: Release,
  imageCommand: readonly string[] = [],
): CreateOptions {
  const { model, security, reliability, cpus, memory } = release.run;
  const variables = model.secrets.flatMap((secret) => ('env' in secret ? [secret.env] : []));
  return {
    name: replica.name,
    Image: release.image,
    ...(model.command?.length ? { Entrypoint: model.command } : {}),
    ...(model.args?.length ? { Cmd: [...imageCommand, ...model.args] } : {}),
    Env: [...Object.entries(model.env).map(([name, value]) => `${name}=${value}`), ...(replica.environment ?? [])],
    ...(security.user ? { User: security.user } : {}),
    Hostname: replica.name.slice(-63),
    StopTimeout: Math.ceil(reliability.stopGrace / 1000),
    Labels: labelsOf(replica.service, 'replica', {
      [label.release]: String(release.number),
      [label.version]: release.version,
      [label.digest]: release.digest,
      [label.identity]: release.identity,
      [label.deployment]: replica.deployment,
      ...(replica.operator ? { [label.holder]: replica.operator } : {}),
      ...(model.secrets.length > 0 ? { [label.secrets]: secretNames(model.secrets.map(({ name }) => name)) } : {}),
      ...(variables.length > 0 ? { [label.secretVariables]: secretNames(variables) } : {}),
    }),
    HostConfig: {
      RestartPolicy: { Name: reliability.restart === 'no' ? '' : reliability.restart },
      NetworkMode: names.network(replica.service),
      LogConfig: logs,
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: pidsLimit,
      ReadonlyRootfs: security.readOnly,
      CapDrop: security.capDrop,
      CapAdd: security.capAdd,
      Tmpfs: Object.fromEntries(security.tmpfs.map((path) => [path, ''])),
      Mounts: [
        ...volumesOf(model).map(({ source, target, readOnly }) => ({
          Type: 'volume' as const,
          Source: source,
          Target: target,
          ReadOnly: readOnly,
        })),
        ...(release.secretVolumes ?? []).map(({ name, folder }) => ({
          Type: 'volume' as const,
          Source: name,
          Target: folder,
          ReadOnly: true,
        })),
      ],
      ...(model.shm ? { ShmSize: model.shm } : {}),
      ...(cpus ? { NanoCpus: Math.round(cpus * 1e9) } : {}),
      // Swap equal to memory means none beside it: out of memory is then a clean end and not a crawl.
      ...(memory ? { Memory: memory, MemorySwap: memory } : {}),
      ...gpus(model.gpus, replica.devices),
    },
    NetworkingConfig: { EndpointsConfig: { [names.network(replica.service)]: { Aliases: [replica.name] } } },
  };
}

function gpus(
  asked: Release['run']['model']['gpus'],
  devices: readonly object[] | undefined,
): { DeviceRequests?: object[] } {
  // A count is refused before: it is not known which ones it would be.
  if (!Array.isArray(asked)) return {};
  return { DeviceRequests: devices ? [...devices] : [{ Driver: 'nvidia', Capabilities: [['gpu']], DeviceIDs: asked }] };
}
