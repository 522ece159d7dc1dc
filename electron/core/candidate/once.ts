import { Problem } from '#contract/problem';
import type { ReleaseRef } from '#contract/release';
import type { Looked } from '../deployment/conduct.ts';
import { sweepTries } from '../deployment/tries.ts';
import { names } from '../docker/labels.ts';
import type { Reach } from '../model/reach.ts';
import type { Served } from '../release/release.ts';
import type { Vault } from '../secrets/vault.ts';
import { ulid } from '../store/ulid.ts';
import { refuseTakenGpus } from './gpus.ts';
import type { OpenTries } from './open-tries.ts';
import { imageThere, openTry, verifyTry } from './open-try.ts';
import { refuseBeside } from './try-container.ts';

/** A model that can be asked without anybody's requests being in the way: a candidate, or a replica that serves. */
export type Askable = {
  readonly reach: Reach;
  readonly served: Pick<Served, 'protocol' | 'model' | 'port'>;
  /** "a candidate", "the replica slipway-digits-r1-1". */
  readonly to: string;
  readonly digest: string | null;
  readonly release: ReleaseRef | null;
  /** Whether its process runs as it did when it began to be asked. */
  readonly isAlive: (signal: AbortSignal) => Promise<boolean>;
};

export type OnceDeps = { readonly tries: OpenTries; readonly vault: Vault };

/**
 * Starts one container of the release that was looked at, waits until it answers rightly, and lets `work` ask it. It is
 * gone afterwards, whatever happens. Problems as a candidate has them: NOT_READY, WRONG_ANSWER, STOPPED, NOT_SUPPORTED.
 */
export async function withCandidate<T>(
  { tries, vault }: OnceDeps,
  { host, work, helper }: Looked,
  doing: (askable: Askable) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const { engine } = host;
  refuseBeside(work);
  await refuseTakenGpus(engine, work, signal);
  const { service, release } = work.wanted;
  const id = ulid();
  const name = names.try(service, id);
  const making = { engine, id, name, work, vault, helper };
  tries.add({ name, service, host: host.name });
  try {
    const image = await imageThere(making, signal);
    await using way = await openTry(making, image, signal);
    const { verified, problem } = await verifyTry(making, way, signal);
    if (problem) throw problem;
    return await doing({
      reach: way.reachPort(verified.served.port),
      served: verified.served,
      to: 'a candidate',
      digest: release.digest,
      release: null,
      isAlive: async (ending) => {
        const now = await way.alive(ending);
        return now.running && now.restarts === 0;
      },
    });
  } finally {
    await sweepTries(engine, service, undefined, name).then(
      () => tries.remove(name),
      (error: unknown) => {
        if (!(error instanceof Problem)) throw error;
        tries.leave(name);
      },
    );
  }
}
