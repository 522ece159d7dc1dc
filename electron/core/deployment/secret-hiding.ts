import { ofService } from '../docker/labels.ts';
import type { Engine } from '../docker/types.ts';
import { secretsOnHost } from '../secrets/on-host.ts';
import { alsoHiding, type Vault } from '../secrets/vault.ts';
import { valuesIn } from './secret-volumes.ts';
import type { WorkedOut } from './work-out.ts';

/** `image` is the gateway's, which is on the host. */
export type Hidden = { readonly engine: Engine; readonly image: string; readonly vault: Vault };

/**
 * The vault of this console, which for one deployment also takes out of texts what the host's containers and volumes have
 * and this console does not know. Read before anything begins, once: where it cannot be read, nothing is begun.
 */
export async function hidingOnHost(
  { observed, wanted }: Pick<WorkedOut, 'observed' | 'wanted'>,
  { engine, image, vault }: Hidden,
  signal: AbortSignal,
): Promise<Vault> {
  const { service, secrets: filled } = wanted;
  const containers = await engine.listContainers(ofService(service), signal);
  const onHost = secretsOnHost(engine, service);
  await Promise.all(containers.map((it) => onHost.of(it, signal)));
  const volumes = (wanted.release.secretVolumes ?? []).map(({ name }) => name);
  const alone = volumes.filter(
    (name) =>
      observed.secretVolumes.includes(name) &&
      !filled.some((it) => it.name === name) &&
      // A running replica has shown them already.
      !onHost.has(name),
  );
  const inVolumes = await valuesIn(alone, { engine, service, image }, signal);
  return alsoHiding(vault, () => [...onHost.values(), ...inVolumes]);
}
