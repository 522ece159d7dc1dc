import type { ImageWork } from '#contract/image';
import { Problem } from '#contract/problem';
import { describe, repositoryOf } from '../deployment/image.ts';
import type { ImageDetails } from '../docker/types.ts';
import type { OpenHost } from '../host/hosts.ts';
import { permit, refuseReadOnly } from '../host/permit.ts';
import { isSame } from './same.ts';
import { type Brought, counted, naming, present, refuseFull, type Way } from './sending.ts';

type Move = Extract<ImageWork, { kind: 'move' }>;

/**
 * Sends an image from one host to another through this machine, without a registry and without keeping it here, and
 * compares what arrived. BAD_COMMAND where there is none, STOPPED for another architecture or no room, READ_ONLY,
 * CONFIRMATION_NEEDED where a guarded host would have its name taken from another image, HOST_UNREACHABLE, PULL_FAILED.
 */
export async function move(from: OpenHost, to: OpenHost, asked: Move, { progress, signal }: Way): Promise<Brought> {
  const image = await from.engine.inspectImage(asked.reference, signal).catch(naming(from.name));
  if (!image) throw notThere(asked.reference, from.name);
  const reference = wholeOf(asked.reference, image);
  const there = await to.engine.inspectImage(reference, signal).catch(naming(to.name));
  if (there && isSame(there, image)) return { images: [{ name: reference, id: there.Id }], same: true };
  refuseReadOnly(to, `Moving ${reference} there`);
  if (there) permit(to, `Moving ${reference} there, which takes that name from another image,`, asked.agreed);
  describe(image, reference, to.info);
  await refuseFull(to, image.Size, reference, signal);
  const sent = counted(sending(from, reference, signal), image.Size, progress);
  const names = await to.engine.loadImage(sent, signal).catch(naming(to.name));
  const images = await present(to, names.length > 0 ? names : [image.Id], signal);
  const arrived = images[0] ? await to.engine.inspectImage(images[0].id, signal) : null;
  if (!arrived || !isSame(arrived, image)) throw otherwise(reference, from.name, to.name);
  return { images, same: false };
}

/** Pure: a bare name means its tag `latest` where one image is meant, and every tag that there is where it is sent. */
export function wholeOf(reference: string, { Id }: Pick<ImageDetails, 'Id'>): string {
  const isId = reference.startsWith('sha256:') || Id.startsWith(`sha256:${reference}`);
  return isId || reference.includes('@') || repositoryOf(reference) !== reference ? reference : `${reference}:latest`;
}

/** Reads no faster than it is taken. What breaks off in the middle is the sending host's failure. */
async function* sending(from: OpenHost, reference: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  const source = await from.engine.saveImage(reference, signal).catch(naming(from.name));
  try {
    for await (const chunk of source) yield chunk;
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof Error ? error.message : String(error);
    naming(from.name)(
      new Problem('HOST_UNREACHABLE', `The engine broke off while it sent ${reference} (${why})`, {
        hint: 'Nothing of it is on the other host. Look at this one, then move it again.',
        cause: error,
      }),
    );
  }
}

const notThere = (reference: string, host: string): Problem =>
  new Problem('BAD_COMMAND', `There is no image ${reference} on ${host}`, {
    hint: `"slipway images --host ${host}" lists those that there are.`,
  });

const otherwise = (reference: string, from: string, to: string): Problem =>
  new Problem('PULL_FAILED', `What arrived of ${reference} on ${to} is not what ${from} has`, {
    hint: 'Move it again; if it stays so, look at the disk of both hosts.',
  });
