import type { Candidate, Compared } from '#contract/candidate';
import { mostCompared } from '#contract/candidate';
import { Problem } from '#contract/problem';
import { describe } from '../deployment/image.ts';
import type { Kept } from '../deployment/observed.ts';
import { aliveOf, likelyPorts } from '../deployment/verify.ts';
import { presentRelease, type WorkedOut } from '../deployment/work-out.ts';
import type { Engine } from '../docker/types.ts';
import { dialCommand, reachHeaders } from '../gateway/places.ts';
import { diffFiles } from '../history/diff.ts';
import { type Alive, endOf } from '../model/alive.ts';
import { besideContainer } from '../model/beside.ts';
import { askGolden, goldenFor } from '../model/golden.ts';
import { type Reach, type ReachAnswer, reachThrough, withHeaders } from '../model/reach.ts';
import { type Verified, type VerifyCause, verifyReplica } from '../model/verify.ts';
import { releaseRef } from '../release/release.ts';
import { hiding } from '../secrets/hiding.ts';
import { valuesOnHost } from '../secrets/on-host.ts';
import { hiddenGolden } from '../secrets/outgoing.ts';
import { questionsOf, saysTheSame } from './compare.ts';
import { refuseTakenGpus } from './gpus.ts';
import { type Making, makeTry, refuseBeside } from './try-container.ts';

/** Seconds that the helper in its network lives beyond the time in which it may get ready: asking takes a part of them. */
const askingTime = 1_800;

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
  const id = await makeTry(making, image, signal);
  const startedAt = performance.now();
  await started(engine, id, name, signal);
  tell({ container: name });
  const details = await engine.inspectContainer(id, signal);
  if (!details) throw gone(name);
  const [network] = Object.values(details.NetworkSettings.Networks);
  const life = Math.ceil(work.wanted.release.run.model.ready.within / 1000) + askingTime;
  const alive = aliveness(engine, id);
  const helper = { image: making.helper, life, of: { service: work.wanted.service, name: `${name}-beside` } };
  const opening = besideContainer(engine, details, helper, signal);
  await using beside = await opening.catch(async (error) => {
    throw endOf(await alive(signal)) ?? error;
  });
  const reachPort = (port: number) => beside.reach(port, network?.IPAddress || undefined);
  const { verified, problem } = await verify(making, { reachPort, details, alive }, signal);
  const rest = verified.golden.slice(1).reduce((sum, { ms }) => sum + ms, 0);
  const isRight = verified.golden.every(({ ok }) => ok);
  tell({ phase: 'asking', readyMs: isRight ? Math.round(performance.now() - startedAt - rest) : null });
  await compare(making, reachPort(verified.served.port), verified, tell, signal);
  if (problem) throw problem;
}

async function imageThere({ engine, work }: Making, signal: AbortSignal): Promise<string> {
  const { pull, release } = work.wanted;
  if (!pull) return release.image;
  await engine.pullImage(pull, () => {}, signal);
  const image = await engine.inspectImage(pull, signal);
  if (image) return describe(image, pull, work.observed.engine).id;
  throw new Problem('PULL_FAILED', `${pull} was pulled and is not on the host`, { hint: 'Try it again.' });
}

async function started(engine: Engine, id: string, name: string, signal: AbortSignal): Promise<void> {
  try {
    await engine.startContainer(id, signal);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'ENGINE_REFUSED') throw error;
    throw new Problem('NOT_READY', `${name} cannot be started: ${error.message.replace(/^start \w+: /, '')}`, {
      hint: 'Check model.command, security.user, scale and the volumes in the file against the image.',
      cause: error,
    });
  }
}

type Way = {
  readonly reachPort: (port: number) => Reach;
  readonly details: NonNullable<Awaited<ReturnType<Engine['inspectContainer']>>>;
  readonly alive: (signal: AbortSignal) => Promise<Alive>;
};

/** How the candidate is now, with its last lines should it have ended. */
function aliveness(engine: Engine, id: string): Way['alive'] {
  const lines = async () =>
    (await engine.logs(id, { tail: 20 }).catch(() => [])).map((it) => `${it.time} ${it.stream} ${it.line}`).join('\n');
  return async (signal) => aliveOf(await engine.inspectContainer(id, signal), lines);
}

/** As a deployment would, before it gave it traffic. A wrong answer is a problem that is known in full. */
async function verify(
  { work }: Making,
  { reachPort, details, alive }: Way,
  signal: AbortSignal,
): Promise<{ verified: Verified; problem: Problem | null }> {
  const { run, golden } = work.wanted.release;
  try {
    const verified = await verifyReplica({
      reachPort,
      model: run.model,
      ports: likelyPorts(details, run.model.protocol),
      alive,
      golden,
      signal,
    });
    return { verified, problem: null };
  } catch (error) {
    const cause = error instanceof Problem ? (error.cause as Partial<VerifyCause> | undefined) : undefined;
    if (!(error instanceof Problem) || !cause?.served || !cause.golden) throw error;
    return { verified: { served: cause.served, golden: cause.golden }, problem: error };
  }
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

const gone = (name: string): Problem =>
  new Problem('INTERRUPTED', `${name} was removed while it was tried`, { hint: 'Try it again.' });
