import type { BroughtImage } from '#contract/image';
import { Problem } from '#contract/problem';
import type { Engine } from '../docker/types.ts';
import { diskOf } from '../host/disk.ts';
import type { OpenHost } from '../host/hosts.ts';

/** Bytes that have come, of how many, and what the engine says; what is not known is null. */
export type Progress = { readonly done: number | null; readonly total: number | null; readonly text: string | null };
export type Brought = { readonly images: readonly BroughtImage[]; readonly same: boolean };
export type Way = { readonly progress: (now: Progress) => void; readonly signal: AbortSignal };

const named = new WeakSet<Problem>();

/** For a failure of an engine, which knows only its address: says on which host it was, the first that it passes by. */
export const naming =
  (host: string) =>
  (error: unknown): never => {
    if (!(error instanceof Problem) || named.has(error)) throw error;
    const { code, hint, stop, asks } = error;
    const told = new Problem(code, `${host}: ${error.message}`, {
      hint,
      ...(stop ? { stop } : {}),
      ...(asks ? { asks } : {}),
      cause: error,
    });
    named.add(told);
    throw told;
  };

/** What there is on a host of these names or ids. */
export async function present(
  { engine }: { readonly engine: Pick<Engine, 'inspectImage'> },
  names: readonly string[],
  signal: AbortSignal,
): Promise<BroughtImage[]> {
  const found = await Promise.all(names.map((name) => engine.inspectImage(name, signal)));
  return found.flatMap((image, at) => {
    const name = names[at] ?? '';
    return image ? [{ name: /^sha256:/.test(name) ? null : name, id: image.Id }] : [];
  });
}

/** Counts what passes. An archive is a little more than its layers: never more than there is. */
export async function* counted(
  source: AsyncIterable<Buffer>,
  total: number,
  progress: (now: Progress) => void,
): AsyncGenerator<Buffer> {
  let done = 0;
  for await (const chunk of source) {
    done += chunk.length;
    progress({ done: Math.min(done, total), total, text: null });
    yield chunk;
  }
}

/** STOPPED where it has no room on the host, as far as that is known. */
export async function refuseFull(to: OpenHost, bytes: number, what: string, signal: AbortSignal): Promise<void> {
  const disk = await diskOf(to, signal);
  if (disk === null || disk.free >= bytes) return;
  const [need, free] = [bytes, disk.free].map((it) => `${(it / 1024 ** 3).toFixed(1)} GiB`);
  throw new Problem('STOPPED', `${what} takes ${need}, and ${free} are free on ${to.name}`, {
    stop: 'does-not-fit',
    hint: 'Free some there (slipway reclaim), or choose another host.',
  });
}
