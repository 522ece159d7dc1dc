import type { Candidate, Compared } from '#contract/candidate';
import { mostCompared } from '#contract/candidate';
import type { Kept } from '../deployment/observed.ts';
import { presentRelease, type WorkedOut } from '../deployment/work-out.ts';
import type { Engine } from '../docker/types.ts';
import { dialCommand, reachHeaders } from '../gateway/places.ts';
import { diffFiles } from '../history/diff.ts';
import { askGolden, goldenFor } from '../model/golden.ts';
import { type Reach, type ReachAnswer, reachThrough, withHeaders } from '../model/reach.ts';
import type { Verified } from '../model/verify.ts';
import { releaseRef } from '../release/release.ts';
import { hiding } from '../secrets/hiding.ts';
import { valuesOnHost } from '../secrets/on-host.ts';
import { hiddenGolden } from '../secrets/outgoing.ts';
import { apartOf } from './apart.ts';
import { questionsOf, saysTheSame } from './compare.ts';
import { refuseTakenGpus } from './gpus.ts';
import { imageThere, openTry, verifyTry } from './open-try.ts';
import { type Making, refuseBeside } from './try-container.ts';

type Tell = (more: Partial<Candidate>) => void;

/** Pure: what is known of a candidate before anything is started. */
export function before({ observed, wanted }: WorkedOut): Partial<Candidate> {
  const from = presentRelease(observed);
  const { version, digest } = wanted.release;
  return {
    from: from ? releaseRef(from) : null,
    to: { version, digest },
    changes: from ? diffFiles(inForce(from, observed.serving?.replicas.length ?? 0), asked(wanted)) : [],
  };
}

const inForce = ({ run, present: { front, policy } }: Kept, replicas: number) => ({ run, front, policy, replicas });
const asked = ({ release, front, policy, replicas }: WorkedOut['wanted']) => ({
  run: release.run,
  front,
  policy,
  replicas,
});

/** Starts the release, waits until it answers rightly, then asks it and the old one the same. What it made stays. */
export async function tryOut(making: Making, tell: Tell, signal: AbortSignal): Promise<void> {
  const { engine, work, name } = making;
  refuseBeside(work);
  await refuseTakenGpus(engine, work, signal);
  const image = await imageThere(making, signal);
  await using way = await openTry(making, image, signal, () => tell({ container: name }));
  const { verified, problem } = await verifyTry(making, way, signal);
  const rest = verified.golden.slice(1).reduce((sum, { ms }) => sum + ms, 0);
  const isRight = verified.golden.every(({ ok }) => ok);
  tell({ phase: 'asking', readyMs: isRight ? Math.round(performance.now() - way.startedAt - rest) : null });
  await compare(making, way.reachPort(verified.served.port), verified, tell, signal);
  if (problem) throw problem;
}

/** One after the other, so that their times are the models'. */
async function compare(
  { engine, work, vault }: Making,
  reach: Reach,
  { served }: Verified,
  tell: Tell,
  signal: AbortSignal,
): Promise<void> {
  // The old release may have secrets that only its host knows.
  const hides = [vault.hiding(), hiding(await valuesOnHost(engine, work.wanted.service, signal))];
  await using old = oldReach(engine, work);
  const now = await goldenFor(work.wanted.release.golden, served, reach, signal);
  const questions = questionsOf(now, old ? (presentRelease(work.observed)?.golden ?? []) : []).slice(0, mostCompared);
  const answers: Compared[] = [];
  for (const { golden, generated } of questions) {
    const ask = async (of: Reach) => {
      const heard = listening(of);
      const result = await askGolden(heard.reach, golden, generated, signal);
      return { result: hides.reduce(hiddenGolden, result), answer: heard.last() };
    };
    const earlier = old ? await ask(old.reach) : null;
    const fresh = await ask(reach);
    const same = earlier !== null && saysTheSame(golden, earlier.answer, fresh.answer);
    answers.push({
      name: golden.name,
      request: hides.reduce((it, hide) => hide.deep(it), golden.request),
      old: earlier?.result ?? null,
      new: fresh.result,
      same,
      apart: hides.reduce((it, hide) => hide.deep(it), apartOf(earlier?.answer ?? null, fresh.answer)),
    });
    tell({ answers: [...answers] });
  }
}

/** A golden result has the beginning of an answer only. */
function listening(reach: Reach): { reach: Reach; last(): ReachAnswer | null } {
  let last: ReachAnswer | null = null;
  return {
    reach: async (request, signal) => {
      last = await reach(request, signal);
      return last;
    },
    last: () => last,
  };
}

/** To a replica of what serves, the way that a deployment proves it by; null where none can answer. */
function oldReach(engine: Engine, { observed }: WorkedOut): ({ reach: Reach } & AsyncDisposable) | null {
  const { gateway } = observed;
  const kept = presentRelease(observed);
  const replica = observed.replicas.find((it) => it.usable && it.release === kept?.number);
  if (!gateway?.running || !kept?.served || !replica) return null;
  const through = reachThrough((ending) => engine.dial(gateway.id, dialCommand, ending));
  const reach = withHeaders(through, reachHeaders(replica.name, kept.served.port));
  return { reach, [Symbol.asyncDispose]: () => through[Symbol.asyncDispose]() };
}
