import type { Run } from './parts.ts';
import type { ServiceFile } from './schema.ts';

/** Weights in a volume: `path` is a file or a folder in it, "" the whole volume. */
export type WeightsPlace = { readonly volume: string; readonly path: string };
type Model = Pick<ServiceFile['model'], 'weights' | 'volumes'>;

/** Where the volume of the weights is mounted, read-only, unless model.volumes mounts it somewhere else. */
export const weightsTarget = '/models';

/** Where a model's weights are and the hash that is known of them; null when they are in its image. */
export function weightsOf({ weights }: Pick<Model, 'weights'>): (WeightsPlace & { sha256: string | null }) | null {
  if (typeof weights === 'string' || !('volume' in weights)) return null;
  const path = (weights.path ?? '').split('/').filter((part) => part !== '' && part !== '.');
  return { volume: weights.volume, path: path.join('/'), sha256: weights.sha256 ?? null };
}

/** "models/digits". */
export const weightsText = ({ volume, path }: WeightsPlace): string => (path === '' ? volume : `${volume}/${path}`);

export const samePlace = (a: WeightsPlace, b: WeightsPlace): boolean => a.volume === b.volume && a.path === b.path;

/** The run part with the hash in it: so it is part of the release's identity, of its kept file and of the record. */
export function withHash(run: Run, sha256: string): Run {
  const place = weightsOf(run.model);
  if (!place) return run;
  const { volume, path } = place;
  return { ...run, model: { ...run.model, weights: { volume, ...(path === '' ? {} : { path }), sha256 } } };
}

/** The volumes of a replica: those of the file, and that of the weights where the file mounts it nowhere. */
export function volumesOf(model: Model): Model['volumes'] {
  const place = weightsOf(model);
  if (!place || isMounted(model, place.volume)) return model.volumes;
  return [...model.volumes, { source: place.volume, target: weightsTarget, readOnly: true }];
}

/** What stands where the weights would be mounted, as a path in the file's words; null when the place is free. */
export function weightsClash({ model, security }: Pick<ServiceFile, 'model' | 'security'>): string | null {
  const place = weightsOf(model);
  if (!place || isMounted(model, place.volume)) return null;
  const taken = [
    ...model.volumes.map(({ target }) => target),
    ...security.tmpfs,
    ...model.secrets.flatMap((secret) => ('file' in secret ? [secret.file] : [])),
  ];
  return taken.find((path) => path === weightsTarget || path.startsWith(`${weightsTarget}/`)) ?? null;
}

const isMounted = ({ volumes }: Model, volume: string): boolean => volumes.some(({ source }) => source === volume);
