import { Problem } from '#contract/problem';
import { replicaOptions } from '../deployment/replica.ts';
import { ownerOf } from '../deployment/secret-owner.ts';
import { secretEntries, secretEnvironment, secretsMount } from '../deployment/secret-volumes.ts';
import type { WorkedOut } from '../deployment/work-out.ts';
import { deviceRequests } from '../docker/gpus.ts';
import { label, labelsOf } from '../docker/labels.ts';
import type { CreateOptions, Engine } from '../docker/types.ts';
import type { Release } from '../release/release.ts';
import type { Vault } from '../secrets/vault.ts';
import { foldersOf } from '../service/secret-places.ts';

export type Making = {
  readonly engine: Engine;
  readonly id: string;
  readonly name: string;
  readonly work: WorkedOut;
  readonly vault: Vault;
  /** An image for a helper of ours. */
  readonly helper: string;
  /** A network to be in instead of the service's own. */
  readonly network?: string;
};

/** A replica of the release, but of no service: nobody adopts it, sends it requests or starts it again. Returns its id. */
export async function makeTry(making: Making, image: string, signal: AbortSignal): Promise<string> {
  const { engine, id, name, work, vault } = making;
  const { service } = work.wanted;
  const release = await withSecretVolumes({ ...work.wanted.release, image }, making, signal);
  const details = await engine.inspectImage(image, signal);
  const environment = secretEnvironment(release, vault);
  const { gpus } = release.run.model;
  const devices = deviceRequests(Array.isArray(gpus) ? gpus : [], work.observed.engine);
  const replica = { service, name, deployment: id, environment, devices };
  const options = replicaOptions(replica, release, details?.Config?.Cmd ?? []);
  signal.throwIfAborted();
  // Without the signal: a create that is cut off may still be carried out, and would leave what we do not know.
  return engine.createContainer(asTry(options, making));
}

/** Pure: the same container without what makes it a replica. */
function asTry(options: CreateOptions, { id, work, network }: Making): CreateOptions {
  const { NetworkMode, ...own } = options.HostConfig ?? {};
  const { NetworkingConfig, ...rest } = options;
  const isInside = network === undefined && work.observed.network;
  const placed = isInside ? { NetworkMode } : network === undefined ? {} : { NetworkMode: network };
  return {
    ...rest,
    // What it has of secrets stays told, so that it is taken out of its answers.
    Labels: labelsOf(work.wanted.service, 'probe', { [label.deployment]: id, ...secretLabels(options.Labels ?? {}) }),
    HostConfig: { ...own, RestartPolicy: { Name: '' }, ...placed },
    ...(isInside ? { NetworkingConfig } : {}),
  };
}

const secretLabels = (labels: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    [label.secrets, label.secretVariables].flatMap((key) => (labels[key] ? [[key, labels[key]]] : [])),
  );

/** Volumes of its own, which go with it: those of a deployment are filled under its lock. */
async function withSecretVolumes(release: Release, making: Making, signal: AbortSignal): Promise<Release> {
  const { engine, name, vault, work, helper } = making;
  const { wanted } = work;
  const folders = foldersOf(release.run.model.secrets);
  // What returns with the volumes that it had needs no values.
  const isFilled = wanted.secrets.length === 0 && (release.secretVolumes?.length ?? 0) > 0;
  if (folders.length === 0 || isFilled) return release;
  const image = await engine.inspectImage(release.image, signal);
  const { uid, gid } = await ownerOf(
    engine,
    { service: wanted.service, image, user: release.run.security.user },
    signal,
  );
  const secretVolumes = [];
  for (const [index, { folder, files }] of folders.entries()) {
    const volume = `${name}-secrets-${index + 1}`;
    await engine.createVolume(volume, labelsOf(wanted.service, 'probe'), signal);
    const filling = await engine.createContainer({
      name: `${name}-fill-${index + 1}`,
      Image: helper,
      Labels: labelsOf(wanted.service, 'probe'),
      HostConfig: {
        NetworkMode: 'none',
        ReadonlyRootfs: true,
        Mounts: [{ Type: 'volume', Source: volume, Target: secretsMount }],
      },
    });
    try {
      await engine.putFiles(filling, secretsMount, secretEntries(files, gid, vault), uid, signal);
    } finally {
      await engine.removeContainer(filling);
    }
    secretVolumes.push({ name: volume, folder });
  }
  return { ...release, secretVolumes };
}

/** What may not run twice cannot be tried beside what serves, and neither can what does not fit beside it. */
export function refuseBeside({ observed, wanted }: WorkedOut): void {
  if (!observed.serving) return;
  if (wanted.policy.strategy.kind === 'in-place')
    throw new Problem(
      'NOT_SUPPORTED',
      `${wanted.service} is changed in place: its old and new release may not run at once`,
      {
        hint: 'Deploy it: the old release is started again if the new one does not answer rightly.',
      },
    );
  const needed = wanted.release.run.memory ?? 0;
  const old = observed.replicas.reduce(
    (sum, { release }) => sum + (observed.releases.get(release)?.run.memory ?? 0),
    0,
  );
  if (needed === 0 || old + needed <= observed.engine.memory) return;
  const gib = (bytes: number) => `${(bytes / 1024 ** 3).toFixed(1)} GiB`;
  throw new Problem(
    'STOPPED',
    `One more replica beside the old ones needs ${gib(old + needed)} of memory, the host has ${gib(observed.engine.memory)}`,
    {
      stop: 'does-not-fit',
      hint: 'Lower scale.memory, or choose a larger host.',
    },
  );
}
