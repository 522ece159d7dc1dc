import type { Compared } from '#contract/compatibility';
import { mostChanges } from '#contract/compatibility';
import type { ModelSchema } from '#contract/schema';
import { compareSchemas } from '../compatibility/operations.ts';
import { reachHeaders } from '../gateway/places.ts';
import { withHeaders } from '../model/reach.ts';
import { schemaAt } from '../model/schema-at.ts';
import { releaseTitle, type Served } from '../release/release.ts';
import { refuseBreaking } from './callers.ts';
import { reachOf, type Site } from './site.ts';

/**
 * Compares what the new replicas say of their API with what the release says that serves. STOPPED where that breaks a
 * consumer who has not agreed; what could not be compared stops nothing, and is said.
 */
export async function compareApis(site: Site, signal: AbortSignal): Promise<void> {
  const { wanted, found, observed } = site;
  const old = await askApi(site, signal);
  const made = [...found.started.keys()][0];
  const now = made ? await schemaOf(made, found.served, site, signal) : 'no replica of it was made';
  const kept = observed.releases.get(observed.serving?.release ?? 0);
  const before = kept ? releaseTitle(kept) : 'what serves';
  const { identity } = wanted.release;
  const apis = comparedOf(old, now, { before, after: releaseTitle(wanted.release), identity });
  const compared = withFront(apis, site);
  found.compared = compared;
  const lived = refuseBreaking(compared.changes, wanted, compared.breaking);
  found.breaking = lived?.what ?? null;
  const differs = compared.why !== null || compared.breaking + compared.safe + compared.unknown.length > 0;
  if (differs) site.say(said(compared));
  if (!lived || found.findings.includes(lived.cost)) return;
  found.findings.push(lived.cost);
  site.say(lived.cost);
}

/** Asks the release that serves once, whatever becomes of it later. */
export async function askApi(site: Site, signal: AbortSignal): Promise<ModelSchema | string> {
  const { found, observed } = site;
  if (found.api !== null) return found.api;
  const serves = observed.replicas.find(({ usable, release }) => usable && release === observed.serving?.release);
  const served = observed.releases.get(observed.serving?.release ?? 0)?.served ?? null;
  found.api = serves ? await schemaOf(serves.name, served, site, signal) : 'no replica of it answers';
  return found.api;
}

async function schemaOf(
  replica: string,
  served: Served | null,
  site: Site,
  signal: AbortSignal,
): Promise<ModelSchema | string> {
  if (!served) return 'it is not known what it speaks';
  return schemaAt(withHeaders(reachOf(site), reachHeaders(replica, served.port)), served, signal);
}

type Names = { readonly before: string; readonly after: string; readonly identity: string };

/** Pure: what was compared, or why it could not be. */
export function comparedOf(
  old: ModelSchema | string,
  now: ModelSchema | string,
  { before, after, identity }: Names,
): Compared {
  const nothing = { changes: [], breaking: 0, safe: 0, unknown: [], identity };
  if (typeof old === 'string') return { ...nothing, why: `Not compared with ${before}: ${old}.` };
  if (typeof now === 'string') return { ...nothing, why: `${after} could not be compared: ${now}.` };
  return { ...compareSchemas(old, now), why: null, identity };
}

/** What callers meet at the front is part of what they meet. */
function withFront(compared: Compared, { wanted: { callers = [] } }: Site): Compared {
  const breaking = callers.filter(({ verdict }) => verdict === 'breaking');
  const safe = callers.filter(({ verdict }) => verdict === 'safe');
  return {
    ...compared,
    changes: [...breaking, ...compared.changes, ...safe].slice(0, mostChanges),
    breaking: compared.breaking + breaking.length,
    safe: compared.safe + safe.length,
  };
}

function said({ why, breaking, safe, unknown }: Compared): string {
  if (why !== null) return why;
  const rest = unknown.length > 0 ? ` Not compared: ${unknown.slice(0, 3).join(' ')}` : '';
  return `Its API beside that of what serves: ${breaking} breaking, ${safe} safe changes.${rest}`;
}
