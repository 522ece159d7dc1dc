import { replicaOptions } from '../deployment/replica.ts';
import type { ImageDetails } from '../docker/types.ts';
import type { Release } from '../release/release.ts';
import type { ServiceFile } from '../service/schema.ts';
import { frontOf, policyOf, runOf } from '../service/split.ts';

/**
 * Pure: a replica of the file as an engine would show it, from the very options that it would be created with. What only
 * the image tells is left out where that was not looked at.
 */
export function wouldBe(file: ServiceFile, image: ImageDetails | null): unknown {
  const command = [image?.Config?.Cmd ?? []].flat();
  const options = replicaOptions(
    { service: file.service, name: `${file.service}-checked`, deployment: '' },
    releaseOf(file, image?.Id ?? file.model.image),
    command,
  );
  const { HostConfig: host = {}, Config: _, ...created } = { ...options, Config: null };
  const own = created.Entrypoint === undefined && file.model.args === undefined;
  const runs = [created.Entrypoint ?? image?.Config?.Entrypoint ?? [], created.Cmd ?? (own ? command : [])].flat();
  return {
    Name: created.name,
    ...(image || !own ? { Path: runs[0] ?? '', Args: runs.slice(1) } : {}),
    Config: {
      Image: file.model.image,
      ...userOf(created.User, image),
      Env: [...(image?.Config?.Env ?? []), ...(created.Env ?? [])],
      Labels: created.Labels,
      StopTimeout: created.StopTimeout,
      Healthcheck: image?.Config?.Healthcheck ?? null,
    },
    HostConfig: {
      Privileged: false,
      AutoRemove: false,
      PidMode: '',
      IpcMode: 'private',
      UTSMode: '',
      UsernsMode: '',
      Devices: [],
      DeviceRequests: null,
      Memory: 0,
      MemorySwap: 0,
      NanoCpus: 0,
      CpuQuota: 0,
      CpusetCpus: '',
      ShmSize: 64 * 1024 ** 2,
      OomKillDisable: false,
      ...host,
      RestartPolicy: { MaximumRetryCount: 0, ...host.RestartPolicy },
    },
    Mounts: (host.Mounts ?? []).map(({ Type, Source, Target, ReadOnly }) => ({
      Type,
      Name: Source,
      Source,
      Destination: Target,
      RW: !ReadOnly,
    })),
    NetworkSettings: { Networks: Object.fromEntries([[host.NetworkMode, {}]]) },
  };
}

function userOf(user: string | undefined, image: ImageDetails | null): { User?: string } {
  if (user) return { User: user };
  return image ? { User: image.Config?.User ?? '' } : {};
}

function releaseOf(file: ServiceFile, image: string): Release {
  return {
    number: 1,
    version: '',
    digest: image,
    image,
    identity: '',
    run: runOf(file),
    golden: file.golden,
    with: { front: frontOf(file), policy: policyOf(file), declared: file.scale.replicas ?? null, replicas: 1 },
    served: null,
    createdAt: '',
    deployment: '',
  };
}
