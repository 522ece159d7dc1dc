import type { Finding, Report } from '#contract/checklist';
import { Problem } from '#contract/problem';
import type { Conductor } from '../deployment/conduct.ts';
import type { Hosts } from '../host/hosts.ts';
import type { Release } from '../release/release.ts';
import type { Scans } from '../scan/scan.ts';
import { type Hiding, hiding } from '../secrets/hiding.ts';
import { valuesOnHost } from '../secrets/on-host.ts';
import type { Vault } from '../secrets/vault.ts';
import type { ServiceFile } from '../service/schema.ts';
import type { Store } from '../store/store.ts';
import { allChecks } from './all.ts';
import { toKeep, withEarlier } from './earlier.ts';
import type { Facts, Subject } from './facts.ts';
import { understood } from './understood.ts';

export type RunDeps = {
  readonly hosts: Pick<Hosts, 'open' | 'known'>;
  readonly conductor: Pick<Conductor, 'outline'>;
  readonly store: Pick<Store, 'deployments' | 'settings' | 'evidence' | 'said' | 'scans' | 'access' | 'trouble'>;
  readonly scans: Scans;
  readonly vault: Vault;
  /** The setting of that name; null for the default. */
  readonly gatewayImage: string | null;
};
/** What is needed to judge what was collected. */
export type FindingDeps = Omit<RunDeps, 'conductor' | 'scans' | 'gatewayImage'>;

/** What is judged: the facts, and what is known of their subject besides. */
export type Collected = {
  readonly facts: Facts;
  readonly subject: Subject;
  readonly about: Pick<Report['subject'], 'host' | 'release' | 'digest'>;
  /** The file, or the one in force. */
  readonly file: ServiceFile | null;
  readonly problem: Problem | null;
  /** The release that serves, of a service. */
  readonly serving?: Release;
};

/** What was measured is kept where the record may be written; what could not be measured now is told as it was kept. */
export function remembered(
  { store }: FindingDeps,
  { subject, about, file }: Collected,
  findings: readonly Finding[],
): Finding[] {
  if (subject.kind === 'container') return [...findings];
  const of = { host: about.host, service: subject.name };
  const present = { host: about.host, digest: about.digest, file };
  if (subject.kind === 'service' && store.access === 'write' && store.trouble === null)
    whereRecorded(() => store.evidence.keep(of, toKeep(findings, allChecks, present)));
  const kept = whereRecorded(() => store.evidence.list(subject.name)) ?? [];
  return withEarlier(findings, kept, allChecks, present, Date.now());
}

/** A record that cannot be written or read keeps nobody from what was found now. */
export function whereRecorded<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

/** Only what was read and said is cleaned: a short secret must not change the words of the contract. */
export function hiddenFinding(found: Finding, hide: Hiding): Finding {
  const { title, detail, evidence } = found;
  const words = { title: hide.text(title), detail: hide.text(detail) };
  if (!evidence) return { ...found, ...words };
  const { value, raw } = evidence;
  return {
    ...found,
    ...words,
    evidence: { ...evidence, value: hide.text(value), ...(raw ? { raw: hide.deep(raw) } : {}) },
  };
}

/** What an engine and a model said may hold a value that somebody set as a secret. */
export async function hidingOf({ hosts, vault }: FindingDeps, { subject, about }: Collected): Promise<Hiding> {
  if (subject.kind !== 'service') return vault.hiding();
  const { engine } = await hosts.open(about.host);
  const values = await understood(about.host, () => valuesOnHost(engine, subject.name, AbortSignal.timeout(5_000)));
  return both(vault.hiding(), hiding(values));
}

const both = (first: Hiding, then: Hiding): Hiding => ({
  ...first,
  text: (said) => then.text(first.text(said)),
  deep: (value) => then.deep(first.deep(value)),
});
