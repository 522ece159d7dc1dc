import { posix } from 'node:path';
import { Problem } from '#contract/problem';
import { label, labelsOf, names } from '../docker/labels.ts';
import type { Engine, ImageDetails, TarEntry } from '../docker/types.ts';
import type { Release } from '../release/release.ts';
import { filesAt } from '../secrets/on-host.ts';
import type { Redacted } from '../secrets/redacted.ts';
import { secretNames } from '../secrets/uses.ts';
import type { Vault } from '../secrets/vault.ts';
import { outdated } from './kept.ts';
import { type Owner, ownerOf } from './secret-owner.ts';
import { type Filling, fingerprintLength, keptVolumes, volumeName } from './secrets.ts';
import type { Site } from './site.ts';

/** Where the volume is in the container that it is filled through; no image has anything there. */
export const secretsMount = '/slipway-secrets';

/**
 * Makes a volume and puts the files into it, through a container that is never started: nothing of the values is in an
 * environment, a command or a log. Doing it twice is the same as once.
 */
export async function fillSecrets(target: string, site: Site, signal: AbortSignal): Promise<void> {
  const { engine, wanted, found } = site;
  const filling = wanted.secrets.find(({ name }) => name === target);
  if (!filling) throw new Error(`nothing is known of the volume ${target}`);
  const image = await engine.inspectImage(found.image, signal);
  refuseHiding(filling, image);
  const owner = await ownerOf(
    engine,
    { service: wanted.service, image, user: wanted.release.run.security.user },
    signal,
  );
  const files = filesOf(filling, owner, site);
  await removeFilling(site, signal);
  await makeVolume(target, filling, site, signal);
  // Without the signal: a create that is cut off may still be carried out, and would leave what we do not know.
  const id = await engine.createContainer({
    name: names.filling(wanted.service),
    Image: wanted.gateway.id,
    Labels: labelsOf(wanted.service, 'probe'),
    HostConfig: {
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      Mounts: [{ Type: 'volume', Source: target, Target: secretsMount }],
    },
  });
  try {
    await engine.putFiles(id, secretsMount, files, owner.uid, signal);
  } finally {
    await engine.removeContainer(id);
  }
}

/** The values in volumes that no container has mounted, through one that is made for it and never started. */
export async function valuesIn(
  volumes: readonly string[],
  { engine, service, image }: { readonly engine: Engine; readonly service: string; readonly image: string },
  signal: AbortSignal,
): Promise<Redacted[]> {
  if (volumes.length === 0) return [];
  const place = (index: number) => `${secretsMount}-${index}`;
  // Without a name, and without the signal: see `fillSecrets`.
  const id = await engine.createContainer({
    Image: image,
    Labels: labelsOf(service, 'probe'),
    HostConfig: {
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      Mounts: volumes.map((name, index) => ({ Type: 'volume', Source: name, Target: place(index), ReadOnly: true })),
    },
  });
  try {
    const found = await Promise.all(volumes.map((_, index) => filesAt(engine, id, place(index), signal)));
    return found.flat();
  } finally {
    await engine.removeContainer(id);
  }
}

/** Takes away what was made, unless a kept release has it. */
export async function unfillSecrets(target: string, site: Site, signal: AbortSignal): Promise<void> {
  await removeFilling(site, signal);
  if (!keptVolumes(site.observed).has(target)) await removeSecrets(target, site, signal);
}

/** Removes a volume of secrets of this service; anybody else's stays. */
export async function removeSecrets(target: string, { engine, wanted }: Site, signal: AbortSignal): Promise<void> {
  const ours = await secretVolumesOf(engine, wanted.service, signal);
  if (ours.includes(target)) await engine.removeVolume(target, signal);
}

/** Lets go of the volumes that no kept release names; what a container still uses stays until the next deployment. */
export async function forgetSecrets(site: Site, signal: AbortSignal): Promise<void> {
  const { engine, wanted, observed } = site;
  const releases = new Map<number, Release>(observed.releases).set(wanted.release.number, wanted.release);
  for (const number of outdated(releases.keys(), wanted.release.number)) releases.delete(number);
  const kept = new Set([...releases.values()].flatMap((it) => it.secretVolumes ?? []).map(({ name }) => name));
  for (const name of await secretVolumesOf(engine, wanted.service, signal)) {
    if (!kept.has(name)) await engine.removeVolume(name, signal).catch(inUse);
  }
}

/** Variables that a replica gets beside those of its file. */
export function secretEnvironment({ run }: Pick<Release, 'run'>, vault: Vault): string[] {
  return run.model.secrets.flatMap((secret) => {
    if (!('env' in secret)) return [];
    const value = vault.open(secret.name);
    if (value === null) throw gone(secret.name);
    return [`${secret.env}=${value.reveal().toString('utf8')}`];
  });
}

/** Volumes of secrets of a service that are on the host, by name. */
async function secretVolumesOf(engine: Engine, service: string, signal: AbortSignal): Promise<string[]> {
  const volumes = await engine.listVolumes([], signal);
  return volumes
    .filter((volume) => isSecrets(volume, service))
    .map(({ name }) => name)
    .sort();
}

/** Also one without labels: an engine makes what a container names and is not there, with that name and empty. */
export function isSecrets({ name, labels }: Volume, service: string): boolean {
  if (isLabelled(labels, service)) return true;
  const [before = '', fingerprint = ''] = [name.slice(0, -fingerprintLength), name.slice(-fingerprintLength)];
  return Object.keys(labels).length === 0 && before === names.secrets(service, '') && /^[0-9a-f]+$/.test(fingerprint);
}

type Volume = { readonly name: string; readonly labels: Readonly<Record<string, string>> };

const isLabelled = (labels: Volume['labels'], service: string): boolean =>
  labels[label.service] === service && labels[label.role] === 'secrets';

/** One that Slipway made: what an engine makes by itself is empty. */
export const isFilled = ({ labels }: Volume, service: string): boolean => isLabelled(labels, service);

/** With our labels: a volume that an engine made by itself is made anew, since labels are given once. */
async function makeVolume(target: string, filling: Filling, { engine, wanted }: Site, signal: AbortSignal) {
  const there = (await engine.listVolumes([], signal)).find(({ name }) => name === target);
  if (there && !isLabelled(there.labels, wanted.service)) await engine.removeVolume(target, signal);
  const said = { [label.secrets]: secretNames(filling.files.map(({ name }) => name)) };
  await engine.createVolume(target, labelsOf(wanted.service, 'secrets', said), signal);
}

function filesOf(filling: Filling, { gid }: Owner, { wanted, vault }: Site): TarEntry[] {
  if (volumeName(filling, wanted, vault) !== filling.name) {
    throw new Problem('NOT_READY', 'A secret was set again or removed while this was under way', {
      hint: 'Run the command again: it then takes the present values.',
    });
  }
  return secretEntries(filling.files, gid, vault);
}

/** What goes into a volume: each value at its path, readable by its owner and nobody else. UNKNOWN_SECRET. */
export function secretEntries(files: Filling['files'], gid: number, vault: Vault): TarEntry[] {
  const folders = [...new Set(files.flatMap(({ path }) => parentsOf(path)))].sort();
  return [
    ...folders.map((path) => ({ path, content: Buffer.alloc(0), mode: 0o555, directory: true, gid })),
    ...files.map(({ name, path }) => {
      const value = vault.open(name);
      if (value === null) throw gone(name);
      return { path, content: value.reveal(), mode: 0o400, gid };
    }),
  ];
}

function parentsOf(path: string): string[] {
  const parent = posix.dirname(path);
  return parent === '.' ? [] : [...parentsOf(parent), parent];
}

/** The image's own program or folder of work must not vanish below the mount. */
function refuseHiding({ folder }: Filling, image: ImageDetails | null): void {
  const { Entrypoint, Cmd, WorkingDir } = image?.Config ?? {};
  const own = [Entrypoint ?? [], Cmd ?? [], WorkingDir ?? []].flat().map(String);
  const hidden = own.find((path) => path === folder || path.startsWith(`${folder}/`));
  if (hidden === undefined) return;
  throw new Problem('BAD_FILE', `Secrets in ${folder} would hide what the image has there (${hidden})`, {
    hint: 'Give their files a folder of their own in model.secrets, as /run/secrets.',
  });
}

/** One that a killed console left has the name still. */
async function removeFilling({ engine, wanted }: Site, signal: AbortSignal): Promise<void> {
  const left = await engine.inspectContainer(names.filling(wanted.service), signal);
  if (left?.Config.Labels?.[label.service] === wanted.service) await engine.removeContainer(left.Id, signal);
}

function inUse(error: unknown): void {
  if (!(error instanceof Problem) || error.code !== 'ENGINE_CONFLICT') throw error;
}

const gone = (name: string): Problem =>
  new Problem('UNKNOWN_SECRET', `This console does not know ${name} any more`, {
    hint: `Set it: slipway secrets set ${name}`,
  });
