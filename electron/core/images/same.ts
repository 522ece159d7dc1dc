import type { ImageDetails } from '../docker/types.ts';

/**
 * Pure: whether two hosts have the same image. Where both keep their images alike, it has one id; engines with containerd's
 * image store name it by its manifest instead, and then all that containers are made of has to be the same.
 */
export const isSame = (one: ImageDetails, other: ImageDetails): boolean =>
  one.Id === other.Id || (isByManifest(one) !== isByManifest(other) && contentOf(one) === contentOf(other));

/** Such a store knows a digest of every image, which is its id; the other one has none of what was never pulled. */
const isByManifest = ({ Id, RepoDigests }: ImageDetails): boolean =>
  (RepoDigests ?? []).some((digest) => digest.endsWith(`@${Id}`));

/** Layers alone are not enough: a version may differ in its settings only. What is empty, engines write in several ways. */
function contentOf({ Architecture, Os, RootFS, Config }: ImageDetails): string {
  const config = (Config ?? {}) as unknown as Readonly<Record<string, unknown>>;
  const set = settings.map((key) => (isEmpty(config[key]) ? null : config[key]));
  return JSON.stringify([Architecture, Os, RootFS?.Layers ?? [], set]);
}

const settings = [
  'Cmd',
  'Entrypoint',
  'Env',
  'ExposedPorts',
  'Healthcheck',
  'Labels',
  'StopSignal',
  'User',
  'Volumes',
  'WorkingDir',
] as const;

const isEmpty = (value: unknown): boolean =>
  value === undefined || value === '' || (typeof value === 'object' && Object.keys(value ?? {}).length === 0);
