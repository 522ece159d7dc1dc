import type { ProtocolName } from '#contract/model';
import type { ReleaseRef } from '#contract/release';
import type { Front, Policy, Run } from '../service/parts.ts';
import type { Golden } from '../service/schema.ts';

/**
 * An immutable version of a service, as it is kept on the host and in the database.
 * `image` is the id that containers are created from, `digest` the repository digest or else that id,
 * `identity` the hash of the run part with the digest in it.
 */
export type Release = {
  readonly number: number;
  readonly version: string;
  readonly digest: string;
  readonly image: string;
  readonly identity: string;
  readonly run: Run;
  readonly golden: readonly Golden[];
  /** What was in force with it when it was deployed: what `rollback --exact` returns. */
  readonly with: InForce;
  readonly served: Served | null;
  readonly createdAt: string;
  readonly deployment: string;
  /** The volumes with its secrets as it ran last; absent where it has none, and in releases kept before there were any. */
  readonly secretVolumes?: readonly SecretVolume[];
};

/** A volume of secret files and the folder that it is mounted at. */
export type SecretVolume = { readonly name: string; readonly folder: string };

export type InForce = {
  readonly front: Front;
  readonly policy: Policy;
  readonly declared: number | null;
  readonly replicas: number;
};

/** What the replicas were found to speak when they were verified; null in a release until then. */
export type Served = {
  readonly protocol: ProtocolName;
  readonly port: number;
  readonly model: string | null;
  readonly ready: ReadyCheck;
  /** Golden requests that were made from the schema because the file has none. */
  readonly generated: readonly Golden[];
  /** Milliseconds from a replica's start to its last golden request answered, measured when it was last made. */
  readonly startMs?: number;
};

/** Ready is an answer from `least` to `most`, and `contains` in its body where that is asked for. */
export type ReadyCheck = {
  readonly path: string;
  readonly least: number;
  readonly most: number;
  readonly contains: string | null;
};

export const releaseName = (number: number): string => `r${number}`;

/** As people name it: "1.4.0 (r7)". */
export const releaseTitle = ({ number, version }: Pick<Release, 'number' | 'version'>): string =>
  `${version} (${releaseName(number)})`;

export const releaseText = ({ version, release }: ReleaseRef): string => `${version} (${release})`;

export const releaseRef = (release: Pick<Release, 'number' | 'version' | 'digest'>): ReleaseRef => ({
  release: releaseName(release.number),
  version: release.version,
  digest: release.digest,
});
