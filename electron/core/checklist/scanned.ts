import * as z from 'zod';
import { Problem } from '#contract/problem';
import { label, ofService } from '../docker/labels.ts';
import type { Engine, ImageDetails } from '../docker/types.ts';
import type { Scans } from '../scan/scan.ts';
import type { KeptScan, RecordedScan, ScanStore } from '../store/scans.ts';
import { type Fact, had, missing, type ScanFact } from './facts.ts';

/** Whose image is meant: `serving` is the digest of what serves its service now, where that is known. */
export type Scanned = {
  readonly engine: Engine;
  readonly image: Fact<unknown>;
  readonly service: string | null;
  readonly serving: string | null;
};

export type KnownScans = Pick<ScanStore, 'of' | 'ofDigest'>;

/** What is known of the image by its newest scan; nothing is scanned for it, since that takes minutes. */
export function scanFact(known: KnownScans, { image, serving }: Pick<Scanned, 'image' | 'serving'>): Fact<ScanFact> {
  if (!image.had) return missing(image.why);
  const own = understood(image.value);
  const scan = own && known.of(own.Id);
  if (!scan) return missing('No scan of this image is known.');
  const replaces = serving !== null && serving !== scan.digest;
  const before = replaces ? known.ofDigest(serving) : null;
  // By newer data more is found in the same image.
  const isAlike = before?.scanner === scan.scanner && before.database === scan.database;
  const { id: _id, digest: _digest, ...found } = scan;
  return had({ ...found, replaces, before: isAlike ? before : null }, `a scan with ${scan.scanner}`, scan.at);
}

export type ScannedNow = { readonly found: readonly RecordedScan[]; readonly problem: Problem | null };

/**
 * Scans the image now, and what serves too where that is another, so that both are judged by the same data. `problem` is
 * what kept it from that: what is known from before is judged all the same.
 */
export async function scanNow(
  scans: Scans,
  { engine, image, service, serving }: Scanned,
  signal: AbortSignal,
): Promise<ScannedNow> {
  const found: RecordedScan[] = [];
  try {
    if (!image.had) throw new Problem('SCAN_FAILED', image.why, { hint: 'Pull or load the image on that host first.' });
    const own = understood(image.value);
    if (!own)
      throw new Problem('SCAN_FAILED', 'What the engine says of the image cannot be understood', {
        hint: 'Check that a Docker engine answers there: "slipway doctor".',
      });
    const others = service === null || serving === null ? [] : await imagesOf(engine, service, serving, signal);
    for (const one of [own, ...others.filter(({ Id }) => Id !== own.Id)])
      found.push(await scans.scan(engine, one, signal));
    return { found, problem: null };
  } catch (error) {
    if (error instanceof Problem) return { found, problem: error };
    throw error;
  }
}

/** As much of it as is read here; null where the engine said something else. */
function understood(said: unknown): ImageDetails | null {
  const image = z.object({ Id: z.string(), Size: z.number().min(0) }).safeParse(said);
  return image.success ? (said as ImageDetails) : null;
}

/** What replicas of a digest run. */
async function imagesOf(engine: Engine, service: string, digest: string, signal: AbortSignal): Promise<ImageDetails[]> {
  const all = await engine.listContainers(ofService(service), signal);
  const replicas = all.filter(({ labels }) => labels[label.role] === 'replica' && labels[label.digest] === digest);
  const ids = [...new Set(replicas.map(({ image }) => image))];
  const images = await Promise.all(ids.map((id) => engine.inspectImage(id, signal)));
  return images.filter((it): it is ImageDetails => it !== null);
}

/** What was kept, and in its place what was found just now, also where that cannot be kept. */
export const withFresh = (kept: KnownScans, fresh: readonly RecordedScan[]): KnownScans => {
  const own = (scan: RecordedScan | undefined): KeptScan | null =>
    scan ? { ...scan, since: kept.of(scan.id)?.since ?? scan.at } : null;
  return {
    of: (id) => own(fresh.find((it) => it.id === id)) ?? kept.of(id),
    ofDigest: (digest) => own(fresh.find((it) => it.digest === digest)) ?? kept.ofDigest(digest),
  };
};
