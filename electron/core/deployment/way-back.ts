import type { WayBack } from '#contract/deployment';
import { Problem } from '#contract/problem';
import { label } from '../docker/labels.ts';
import type { Engine } from '../docker/types.ts';
import { dialCommand } from '../gateway/places.ts';
import { readState } from '../gateway/switch.ts';
import { reachThrough } from '../model/reach.ts';
import { releaseName, releaseRef, releaseTitle } from '../release/release.ts';
import { type WeightsPlace, weightsOf, weightsText } from '../service/weights.ts';
import { findingId } from './acceptance.ts';
import { type AskedPresent, askPresent } from './ask-present.ts';
import { askApi } from './compare-apis.ts';
import { readKept } from './kept.ts';
import type { Kept, Observed } from './observed.ts';
import { isFilled } from './secret-volumes.ts';
import { gatewayOf, reachOf, type Site } from './site.ts';
import type { Step } from './steps.ts';
import type { Wanted } from './wanted.ts';
import { hashNow, type Weighing } from './weights.ts';

/**
 * Before anything begins: what the present release would need to return and is gone; null when nothing is. One that does
 * not answer rightly any more is no way back that could be lost: what replaces it is a repair.
 */
export async function findNoWayBack(
  engine: Engine,
  observed: Observed,
  steps: readonly Step[],
  weighing: Weighing | undefined,
  signal: AbortSignal,
): Promise<Missing | null> {
  if (!steps.some((step) => step.do === 'way-back')) return null;
  const hash = weighing ? async (place: WeightsPlace) => (await weighing.of(place)).sha256 : null;
  const missing = await missingOf({ engine, observed, kept: presentOf(observed), hash, signal });
  return missing && (await worksNow(engine, observed, signal)) ? missing : null;
}

/**
 * Pure: what is lived with, as a sentence. A rollback goes to a release that was proven to be whole, so that it goes ahead
 * and only says what it costs. Else STOPPED `no-way-back`, unless somebody accepted that.
 */
export function liveWith(
  { name, what, hint }: Missing,
  { kind, accepted = [] }: Pick<Wanted, 'kind' | 'accepted'>,
): string {
  const cost = `${name} cannot return after this. ${what}.`;
  if (kind === 'rollback') return `The way forward is lost: ${cost}`;
  const by = accepted.find(({ id }) => findingId(id) === findingId('no-way-back'));
  if (by) return `${cost} Accepted until ${by.until.slice(0, 10)}: ${by.reason}`;
  throw new Problem('STOPPED', `${name}, which serves now, could not return. ${what}: there would be no way back`, {
    stop: 'no-way-back',
    hint: `${hint} Or live with it: --accept no-way-back="why" --until DATE.`,
  });
}

/** The step: the same proof once more, with its golden requests asked now. What it finds is left for the record. */
export async function proveWayBack(site: Site, signal: AbortSignal): Promise<void> {
  const { engine, observed, found, wanted } = site;
  const state = await readState(engine, gatewayOf(site), signal);
  const kept = readKept(state?.releases.get(observed.serving?.release ?? 0));
  const hash = (place: WeightsPlace) => hashNow(place, site, signal);
  const missing = await missingOf({ engine, observed, kept, hash, signal });
  // In place it is stopped before what is new can be compared with it.
  if (wanted.kind === 'deploy') await askApi(site, signal);
  const asked = kept ? await askPresent(reachOf(site), observed, kept, signal) : null;
  const lost = missing && (asked ? asked.why === null : anyUsable(observed)) ? missing : null;
  const cost = lost && liveWith(lost, wanted);
  if (cost && !found.findings.includes(cost)) {
    found.findings.push(cost);
    site.say(cost);
  }
  if (!kept || !asked) return;
  const proof = proofOf(observed, kept, lost ? { ...asked, why: `${lost.what}.` } : asked);
  found.wayBack = proof;
  if (lost) return;
  if (asked.why !== null) found.findings.push(`Going back to ${releaseTitle(kept)} would not help: ${asked.why}.`);
  site.say(said(proof, kept));
}

/** Something that the release `name` would need to return: `what` became of it, and what to do about it. */
export type Missing = { readonly name: string; readonly what: string; readonly hint: string };

type Ground = {
  readonly engine: Engine;
  readonly observed: Observed;
  readonly kept: Kept | null;
  /** Null where nothing may be changed, not even by a container that reads. */
  readonly hash: ((place: WeightsPlace) => Promise<string>) | null;
  readonly signal: AbortSignal;
};

/** What is not there any more of what the present release would be made of; null when all of it is. */
async function missingOf({ engine, observed, kept, hash, signal }: Ground): Promise<Missing | null> {
  const number = observed.serving?.release ?? 0;
  const file = `Its file releases/${releaseName(number)}.json in the volume of its gateway`;
  if (!kept)
    return gone(
      releaseName(number),
      `${file} is damaged or gone`,
      'Retire the service and deploy it anew: that interrupts it.',
    );
  const name = releaseTitle(kept);
  const labels = [`${label.service}=${observed.service}`, `${label.release}=${number}`, `${label.role}=replica`];
  const running = await engine.listContainers(labels, signal);
  if (running.some(({ labels: has }) => has[label.identity] !== kept.identity))
    return gone(
      name,
      `${file} is of another release than what runs`,
      'Retire the service and deploy it anew: that interrupts it.',
    );
  if (!(await engine.inspectImage(kept.image, signal)))
    return gone(
      name,
      'Its image is no longer on the host',
      `Load or pull ${kept.run.model.image} there (${kept.digest}), then run the command again.`,
    );
  const secrets = await secretsGone(engine, observed.service, kept, signal);
  if (secrets) return gone(name, secrets, 'Set the secret again, deploy the present file, then this one.');
  const place = weightsOf(kept.run.model);
  return place && hash ? weightsGone(name, place, hash) : null;
}

async function weightsGone(
  name: string,
  place: WeightsPlace & { sha256: string | null },
  hash: (place: WeightsPlace) => Promise<string>,
): Promise<Missing | null> {
  const hint = `Put the weights of ${name} back there, and new ones into a folder of their own (model.weights.path).`;
  try {
    const now = await hash(place);
    if (now === place.sha256) return null;
    return gone(
      name,
      `Its weights in ${weightsText(place)} were overwritten: expected ${place.sha256}, found ${now}`,
      hint,
    );
  } catch (error) {
    if (!(error instanceof Problem) || error.stop !== 'not-resolvable') throw error;
    return gone(name, error.message, hint);
  }
}

/** What is gone of the secrets that a release ran with last; null when nothing is. */
export async function secretsGone(
  engine: Pick<Engine, 'listVolumes'>,
  service: string,
  kept: Pick<Kept, 'secretVolumes'>,
  signal: AbortSignal,
): Promise<string | null> {
  const needed = (kept.secretVolumes ?? []).map(({ name }) => name);
  if (needed.length === 0) return null;
  const volumes = (await engine.listVolumes([], signal)).filter((it) => isFilled(it, service));
  const there = new Set(volumes.map(({ name }) => name));
  const lost = needed.find((name) => !there.has(name));
  return lost ? `The volume ${lost} with its secrets is gone` : null;
}

const gone = (name: string, what: string, hint: string): Missing => ({ name, what, hint });

/** Asked only when something is missing, so it opens a way of its own. */
async function worksNow(engine: Engine, observed: Observed, signal: AbortSignal): Promise<boolean> {
  const { gateway } = observed;
  const kept = presentOf(observed);
  if (!gateway?.running || !anyUsable(observed)) return false;
  if (!kept) return true;
  await using reach = reachThrough((ending) => engine.dial(gateway.id, dialCommand, ending));
  return (await askPresent(reach, observed, kept, signal)).why === null;
}

const presentOf = ({ serving, releases }: Observed): Kept | null => releases.get(serving?.release ?? 0) ?? null;
const anyUsable = ({ serving, replicas }: Observed): boolean =>
  replicas.some((replica) => replica.usable && replica.release === serving?.release);

function proofOf(observed: Observed, kept: Kept, { golden, ms, why }: AskedPresent): WayBack {
  const switching = observed.switchMs ?? null;
  return {
    release: releaseRef(kept),
    image: kept.image,
    weights: weightsOf(kept.run.model)?.sha256 ?? null,
    secrets: (kept.secretVolumes ?? []).map(({ name }) => name),
    golden: [...golden],
    warmMs: why === null && switching !== null ? rounded(switching + ms) : null,
    coldMs: kept.served?.startMs ?? null,
    provenAt: why === null ? new Date().toISOString() : null,
    why,
  };
}

const rounded = (ms: number): number => Math.round(ms * 10) / 10;

function said({ warmMs, coldMs, why }: WayBack, kept: Kept): string {
  if (why !== null) return `No way back to ${releaseTitle(kept)}, and none is lost: ${why}.`;
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const times = [
    ...(warmMs === null ? [] : [`${seconds(warmMs)} while it runs`]),
    ...(coldMs === null ? [] : [`${seconds(coldMs)} from its image`]),
  ];
  return `Way back to ${releaseTitle(kept)} proven${times.length > 0 ? `: ${times.join(', ')}` : ''}.`;
}
