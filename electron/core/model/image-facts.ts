import type { ContainerDetails, ImageDetails } from '../docker/types.ts';
import type { ImageFacts } from './fingerprint-image.ts';

type Config = Partial<Pick<ContainerDetails['Config'], 'Labels' | 'ExposedPorts' | 'Env'>>;

/** What `fingerprintImage` wants, from an image or from a container made of one; `command` as it would run. */
export function factsOf(reference: string, config: Config, command: readonly string[]): ImageFacts {
  return {
    repository: repositoryOf(reference),
    labels: config.Labels ?? {},
    ports: exposedIn(config),
    command,
    env: (config.Env ?? []).map((entry) => entry.split('=')[0] ?? ''),
  };
}

export const imageCommand = ({ Config }: ImageDetails): string[] => [
  ...[Config?.Entrypoint ?? []].flat(),
  ...[Config?.Cmd ?? []].flat(),
];

/** The repository digest where there is one, else the image id. */
export const digestOf = (image: ImageDetails): string => image.RepoDigests?.[0]?.split('@')[1] ?? image.Id;

/** Characters of a version, as in a service file: whoever built an image chose what it says of itself. */
export const longestVersion = 128;

/** The version that the image's label names, else its tag; null where neither tells. */
export function versionOf(image: ImageDetails, reference: string): string | null {
  const labelled = image.Config?.Labels?.['org.opencontainers.image.version'];
  if (labelled) return labelled.slice(0, longestVersion);
  const tag = reference.slice(repositoryOf(reference).length + 1);
  return reference.includes('@') || reference.startsWith('sha256:') || tag === '' ? null : tag;
}

export function exposedIn(config: Config): number[] {
  return Object.keys(config.ExposedPorts ?? {})
    .filter((port) => port.endsWith('/tcp'))
    .map((port) => Number.parseInt(port, 10))
    .sort((a, b) => a - b);
}

function repositoryOf(reference: string): string {
  const bare = reference.split('@')[0] ?? reference;
  const colon = bare.lastIndexOf(':');
  return colon > bare.lastIndexOf('/') ? bare.slice(0, colon) : bare;
}
