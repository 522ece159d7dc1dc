import { setTimeout as sleep } from 'node:timers/promises';
import type { Watched } from '#contract/deployment';
import { Problem, type ProblemCode } from '#contract/problem';
import type { GatewayLook } from '../gateway/types.ts';
import { releaseName, releaseTitle } from '../release/release.ts';
import { longestSilence, waits } from './degraded.ts';
import { noteEnd } from './ends.ts';
import { fallenWords } from './fault.ts';
import { figuresBefore } from './figures.ts';
import { type Sight, type Start, sightOf, startsNow } from './sight.ts';
import { gatewayOf, type Site } from './site.ts';
import { add, newTally, type Tally, whatIsWrong } from './tally.ts';

const every = 1000;
/** Looks in a row that may fail before it counts: a replica's health check needs two failures of its own. */
const patience = 3;
/** Milliseconds that the engine may be away, or what it started anew may need, in all. */
const longestBlind = 120_000;

/**
 * Stays for a while after the switch. What takes the deployment back: a replica whose process ends or that stops
 * answering, a gateway of which nothing can be learned (no evidence is not good evidence), more errors or a longer latency
 * than the release may have. NOT_READY, WRONG_ANSWER, NO_ANSWER. While the engine does not answer the time stands still, and
 * who waits for an answer at the end is waited for, until they have one or it has been too long.
 */
export async function watch(length: number, site: Site, signal: AbortSignal): Promise<void> {
  const { wanted, found } = site;
  const watching = begun(site);
  found.watch = watching.watched;
  let since = performance.now();
  for (;;) {
    const sight = await sightOf(site, watching, signal);
    const clear = sight !== null && (await judge(sight, watching, site, signal));
    const now = performance.now();
    watching.watched[clear ? 'ms' : 'blindMs'] += now - since;
    since = now;
    if (watching.watched.blindMs > longestBlind + wanted.release.run.model.ready.within)
      throw degraded('NOT_READY', `${watching.name} could not be watched: the engine was away for too long`, site);
    const left = length - watching.watched.ms;
    if (clear && left <= 0 && !isKeptWaiting(watching, site)) break;
    await sleep(left > 0 ? Math.min(every, left) : every, undefined, { signal }).catch((error: unknown) => {
      throw signal.reason ?? error;
    });
  }
  found.findings.push(...told(watching));
}

/** What one watch remembers from look to look. */
type Watching = {
  readonly name: string;
  readonly release: string;
  readonly epoch: number;
  readonly old: { readonly name: string; readonly release: string } | null;
  readonly watched: { -readonly [key in keyof Watched]: Watched[key] };
  starts: ReadonlyMap<string, Start> | null;
  /** True from when the engine started everything anew until all of it is up again. */
  recovering: boolean;
  readonly failed: Map<string, number>;
  since: string | null;
  lookedAt: number;
  readonly tally: Tally;
  /** Whether it was said that it takes longer. */
  prolonged: boolean;
};

function begun({ wanted, observed, found }: Site): Watching {
  const serving = observed.releases.get(observed.serving?.release ?? 0);
  const release = releaseName(wanted.release.number);
  return {
    name: releaseTitle(wanted.release),
    release,
    epoch: found.epoch - 1,
    old: serving ? { name: releaseTitle(serving), release: releaseName(serving.number) } : null,
    watched: { old: null, new: { release, requests: 0, errors: 0, latency: null }, ms: 0, blindMs: 0, reason: null },
    starts: null,
    recovering: false,
    failed: new Map(),
    since: null,
    lookedAt: performance.now(),
    tally: newTally(),
    prolonged: false,
  };
}

/** Ends by itself: an answer ends the silence, and one that is too long takes the deployment back. */
function isKeptWaiting(watching: Watching, site: Site): boolean {
  const { tally, watched, name } = watching;
  const limit = longestSilence(watched.old ?? undefined);
  if (tally.silence.ms === 0 || limit === null) return false;
  if (!watching.prolonged)
    site.say(
      `${name} has answered nothing for ${seconds(tally.silence.ms)} while ${waits(tally.silence.waiting)}: it is watched until it answers, or for ${seconds(limit)} without an answer.`,
    );
  watching.prolonged = true;
  return true;
}

const seconds = (ms: number): string => `${Math.round(ms / 1000)} s`;

/** Throws what takes the deployment back; false while nothing can be said because the engine restarted. */
async function judge(sight: Sight, watching: Watching, site: Site, signal: AbortSignal): Promise<boolean> {
  const { watched, epoch, old, name, release } = watching;
  await unfallen(sight, watching, site);
  const well = (replica: string) => isWell(replica, sight.look, epoch);
  const up = site.found.switchedTo.every(well);
  if (watching.recovering && !up) return false;
  watching.recovering = false;
  for (const replica of site.found.switchedTo) {
    const times = well(replica) ? 0 : (watching.failed.get(replica) ?? 0) + 1;
    watching.failed.set(replica, times);
    if (times >= patience) throw await fallen(replica, 'stopped answering', watching, site);
  }
  if (!sight.look) return true;
  if (old && !watched.old) {
    const before = { release: old.release, epoch, now: sight.look };
    watched.old = await figuresBefore(site.engine, gatewayOf(site), before, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      if (error instanceof Problem) return null;
      throw error;
    });
  }
  watching.since = sight.last;
  const now = performance.now();
  watched.new = { release, ...add(watching.tally, { ...sight, ms: now - watching.lookedAt }) };
  watching.lookedAt = now;
  const before = old && watched.old ? { name: old.name, seen: watched.old } : null;
  const wrong = whatIsWrong(watching.tally, { name, old: before, objective: site.wanted.policy.slo });
  if (!wrong) return true;
  // Errors may be all that is seen yet of a process that ended since: its end says more.
  const starts = await startsNow(site, signal);
  if (starts) await unfallen({ starts }, watching, site);
  throw degraded(wrong.code, wrong.said, site);
}

const isWell = (name: string, now: GatewayLook | null, epoch: number): boolean =>
  now?.running?.epoch === epoch && now.servers.some((it) => it.replica === name && it.up);

/** One end of a replica's process is enough: it is not the good release that a crash loop looks like between its ends. */
async function unfallen(sight: Pick<Sight, 'starts'>, watching: Watching, site: Site): Promise<void> {
  const before = watching.starts ?? sight.starts;
  // What was made for this deployment has never been started again, also where its first end came before the first look.
  const isNew = (name: string) => watching.starts === null && site.found.started.has(name);
  const counted = new Map(
    site.found.switchedTo.map((name) => [name, isNew(name) ? 0 : (before.get(name)?.restarts ?? 0)]),
  );
  watching.starts = sight.starts;
  const restarted = (name: string) => sight.starts.get(name)?.at !== before.get(name)?.at;
  // An engine that restarts starts all of it anew: that is not the release's doing.
  const anew = [...sight.starts].every(([name, now]) => now !== null && restarted(name));
  for (const name of site.found.switchedTo) {
    const now = sight.starts.get(name);
    if (!now) throw await fallen(name, 'was removed', watching, site);
    // The engine counts only the restarts that a process's own end made necessary.
    if (now.restarts > (counted.get(name) ?? 0)) throw await fallen(name, null, watching, site);
    if (anew || watching.recovering) continue;
    if (!now.running || restarted(name)) throw await fallen(name, null, watching, site);
  }
  watching.recovering ||= anew;
}

async function fallen(name: string, how: string | null, watching: Watching, site: Site): Promise<Problem> {
  const end = await noteEnd(name, site);
  return degraded('NOT_READY', `${watching.name} ${fallenWords(name, how, end)}`, site);
}

function degraded(code: ProblemCode, reason: string, { wanted, found }: Site): Problem {
  if (found.watch) found.watch.reason = reason;
  return new Problem(code, reason, {
    hint: `Read "slipway logs ${wanted.service}", mend it, then deploy again.`,
  });
}

/** What an operator should know of a watch that was passed. */
function told({ watched, name, tally }: Watching): string[] {
  const { waiting, ms } = tally.silence;
  return [
    ...(watched.new.requests === 0
      ? [`Nobody asked ${name} anything while it was watched: how it does under real requests is unknown.`]
      : []),
    ...(ms > 0
      ? [
          `When the watch ended, ${waits(waiting)} and none had been answered for ${seconds(ms)}: too little is known to judge that by.`,
        ]
      : []),
    ...(watched.blindMs >= 500
      ? [
          `For ${seconds(watched.blindMs)} of the watch nothing could be seen, because the engine was away: it took that much longer.`,
        ]
      : []),
  ];
}
