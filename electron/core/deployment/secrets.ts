import { Problem } from '#contract/problem';
import { names } from '../docker/labels.ts';
import { type Release, releaseName, type SecretVolume } from '../release/release.ts';
import type { Vault } from '../secrets/vault.ts';
import { placeWords, takenOutAmong, visibleAmong } from '../secrets/visible.ts';
import { canonicalJson } from '../service/hash.ts';
import type { Run } from '../service/parts.ts';
import type { ServiceFile } from '../service/schema.ts';
import { type Folder, foldersOf } from '../service/secret-places.ts';
import type { Observed } from './observed.ts';
import type { Wanted } from './wanted.ts';

/** A volume to fill before a replica is created: names of secrets and where their files go, never values. */
export type Filling = SecretVolume & Pick<Folder, 'files'>;

/** `missing` are the secrets without which no replica can be created; see `refuseMissing`. */
export type Delivered = { readonly wanted: Wanted; readonly missing: readonly string[] };

/** Of the hexadecimal digits in a volume's name. */
export const fingerprintLength = 12;

/**
 * Which volumes the replicas of a release get. What is new or restarted gets the values that this console has now; what
 * returns or is scaled gets the volumes that it ran with, so that a console without the values can bring it back too.
 */
export function withSecrets(wanted: Wanted, observed: Observed, vault: Vault): Delivered {
  const { release } = wanted;
  const { secrets } = release.run.model;
  if (secrets.length === 0) return { wanted, missing: [] };
  const unknown = (of: readonly { readonly name: string }[]) =>
    [...new Set(of.map(({ name }) => name))].filter((name) => vault.open(name) === null);
  const inEnvironment = unknown(secrets.filter((it) => 'env' in it));
  const inFiles = unknown(secrets.filter((it) => 'file' in it));
  const before = volumesThere(release, observed);
  const anew = wanted.isNew || wanted.fresh;
  if (before && (!anew || inFiles.length > 0)) return { wanted, missing: inEnvironment };
  const missing = [...new Set([...inFiles, ...inEnvironment])];
  if (missing.length > 0) return { wanted, missing };
  const filled = foldersOf(secrets).map((folder) => fillingOf(folder, wanted, vault));
  const filling = filled.filter(({ name }) => !keptVolumes(observed).has(name));
  const secretVolumes = filled.map(({ name, folder }) => ({ name, folder }));
  return { wanted: { ...wanted, release: { ...release, secretVolumes }, secrets: filling }, missing: [] };
}

/** A secret that nobody set is a mistake in the command or the file, like an unknown host: UNKNOWN_SECRET, nothing begun. */
export function refuseMissing({ missing, wanted }: Delivered): void {
  const [first] = missing;
  if (first === undefined) return;
  const all = missing.join(', ');
  const [they, are] = missing.length === 1 ? ['it', 'is'] : ['them', 'are'];
  throw new Problem('UNKNOWN_SECRET', `${wanted.service} needs ${all}, and this console does not know ${they}`, {
    hint: `Set what ${are} missing: slipway secrets set ${first} (the value on standard input).`,
  });
}

/**
 * A value that is written into the file itself would stand in the history, on the host and in `docker inspect`. STOPPED.
 * Anywhere in the file it is found by 12 characters or more, in what is given to the model by less: `visibleAmong`.
 */
export function refuseVisible(file: ServiceFile, vault: Vault): void {
  const hiding = vault.hiding();
  const [gone] = takenOutAmong(file.model);
  if (gone) {
    throw new Problem('STOPPED', `The value of a secret was taken out of the service file, in ${placeWords(gone)}`, {
      stop: 'secret-visible',
      hint: 'Take away what is left there and name the secret in model.secrets instead.',
    });
  }
  const [found] = visibleAmong(file.model, hiding);
  if (!found && !hiding.finds(JSON.stringify(file))) return;
  throw new Problem(
    'STOPPED',
    `The value of a secret stands in the service file${found ? `, in ${placeWords(found)}` : ''}`,
    {
      stop: 'secret-visible',
      hint: 'Take it out of the file and name the secret in model.secrets instead.',
    },
  );
}

/** The volume's name says what is in it, and nothing to anybody without the key. Values may have changed since the plan. */
export function volumeName(of: Omit<Filling, 'name'>, wanted: Wanted, vault: Vault): string {
  const { service, release } = wanted;
  const files = of.files.map(({ name, path }) => [path, vault.open(name)?.reveal().toString('base64') ?? null]);
  const text = canonicalJson({ service, folder: of.folder, owner: ownerSpec(release), files });
  return names.secrets(service, (vault.fingerprint(text) ?? '').slice(0, fingerprintLength));
}

/** What others can read, in a sentence each. */
export function visibleSecrets({ model }: Run): string[] {
  return model.secrets.flatMap((secret) =>
    'env' in secret
      ? [
          `${secret.name} is given in the environment (${secret.env}): who may inspect the container can read it. A file is safer.`,
        ]
      : [],
  );
}

/** What an operator should know of a rollback. */
export function returningSecrets({ kind, release, secrets }: Wanted): string[] {
  if (kind !== 'rollback' || !release.secretVolumes?.length || secrets.length > 0) return [];
  return [`${releaseName(release.number)} returns with the secrets that it had; a restart brings the present ones.`];
}

/** A restart brings the present values, where this console has them all: it says when it cannot. */
export function stayingSecrets({ fresh, release, secrets }: Wanted, vault: Vault): string[] {
  const unknown = release.run.model.secrets.filter((it) => 'file' in it && vault.open(it.name) === null);
  const [first] = unknown;
  if (!fresh || !first || secrets.length > 0) return [];
  const all = [...new Set(unknown.map(({ name }) => name))].join(', ');
  return [
    `This console does not know ${all}, so the replicas keep the secrets that they ran with. To bring others: slipway secrets set ${first.name}, then restart again.`,
  ];
}

/** Names of volumes that releases kept on the host have, and that are there. */
export function keptVolumes({ releases, secretVolumes }: Observed): Set<string> {
  const kept = [...releases.values()].flatMap((release) => release.secretVolumes ?? []);
  return new Set(kept.map(({ name }) => name).filter((name) => secretVolumes.includes(name)));
}

const fillingOf = (folder: Folder, wanted: Wanted, vault: Vault): Filling => ({
  ...folder,
  name: volumeName(folder, wanted, vault),
});

/** True when every folder of the release has its volume on the host; also when it has none. */
function volumesThere({ run, secretVolumes = [] }: Release, { secretVolumes: there }: Observed): boolean {
  return foldersOf(run.model.secrets).every(({ folder }) =>
    secretVolumes.some((volume) => volume.folder === folder && there.includes(volume.name)),
  );
}

/** Files belong to a user: that of the file where it is a number, else one that only the image can tell. */
function ownerSpec({ run, digest }: Release): string {
  const { user } = run.security;
  return user && /^\d+(:\d+)?$/.test(user) ? user : `${user ?? ''} of ${digest}`;
}
