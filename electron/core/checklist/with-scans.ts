import { type Collected, type RunDeps, whereRecorded } from './collected.ts';
import { type Facts, missing } from './facts.ts';
import { type KnownScans, type ScannedNow, scanFact, scanNow } from './scanned.ts';

/** The same with the last scan of its image that is known. */
export const withScans = (known: KnownScans, collected: Collected): Collected => {
  const { facts } = collected;
  const asked = { image: facts.image, serving: servingIn(facts) };
  const scan = whereRecorded(() => scanFact(known, asked)) ?? missing('The record cannot be read.');
  return { ...collected, facts: { ...facts, scan } };
};

/** The digest of what the file would replace. */
const servingIn = ({ plan }: Facts): string | null => (plan.had ? (plan.value.from?.digest ?? null) : null);

/** Scans the image now, and keeps what was found. */
export async function scanOf(
  { hosts, scans, store }: Pick<RunDeps, 'hosts' | 'scans' | 'store'>,
  collected: Collected,
  signal: AbortSignal,
): Promise<ScannedNow> {
  const { facts, about, subject } = collected;
  if (!facts.image.had && collected.problem) return { found: [], problem: null };
  const { engine } = await hosts.open(about.host, signal);
  const service = subject.kind === 'file' ? subject.name : null;
  const scanned = await scanNow(scans, { engine, image: facts.image, service, serving: servingIn(facts) }, signal);
  if (store.access === 'write' && store.trouble === null)
    whereRecorded(() => {
      for (const one of scanned.found) store.scans.keep(one);
    });
  return scanned;
}
