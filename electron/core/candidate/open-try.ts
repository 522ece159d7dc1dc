import { Problem } from '#contract/problem';
import { describe } from '../deployment/image.ts';
import { aliveOf, likelyPorts } from '../deployment/verify.ts';
import type { ContainerDetails, Engine } from '../docker/types.ts';
import { type Alive, endOf } from '../model/alive.ts';
import { besideContainer } from '../model/beside.ts';
import type { Reach } from '../model/reach.ts';
import { type Verified, type VerifyCause, verifyReplica } from '../model/verify.ts';
import { type Making, makeTry } from './try-container.ts';

/** Seconds that the helper in its network lives beyond the time in which it may get ready: asking takes a part of them. */
const askingTime = 1_800;

/** A release's container of its own that runs, and how it is asked. Disposing closes the way; the container stays. */
export type Way = AsyncDisposable & {
  readonly id: string;
  /** When it was started, by this process's clock. */
  readonly startedAt: number;
  readonly reachPort: (port: number) => Reach;
  readonly details: ContainerDetails;
  readonly alive: (signal: AbortSignal) => Promise<Alive>;
};

/** Makes the container and starts it. NOT_READY where it ends at once; what was made then stays too. */
export async function openTry(
  making: Making,
  image: string,
  signal: AbortSignal,
  onStarted: () => void = () => {},
): Promise<Way> {
  const { engine, work, name } = making;
  const id = await makeTry(making, image, signal);
  const startedAt = performance.now();
  await started(engine, id, name, signal);
  onStarted();
  const details = await engine.inspectContainer(id, signal);
  if (!details) throw gone(name);
  const [network] = Object.values(details.NetworkSettings.Networks);
  const life = Math.ceil(work.wanted.release.run.model.ready.within / 1000) + askingTime;
  const alive = aliveness(engine, id);
  const helper = { image: making.helper, life, of: { service: work.wanted.service, name: `${name}-beside` } };
  const beside = await besideContainer(engine, details, helper, signal).catch(async (error) => {
    throw endOf(await alive(signal)) ?? error;
  });
  return {
    id,
    startedAt,
    details,
    alive,
    reachPort: (port) => beside.reach(port, network?.IPAddress || undefined),
    [Symbol.asyncDispose]: () => beside[Symbol.asyncDispose](),
  };
}

/** The id of the release's image, pulled where it has to be. PULL_FAILED. */
export async function imageThere({ engine, work }: Making, signal: AbortSignal): Promise<string> {
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

/** How the candidate is now, with its last lines should it have ended. */
function aliveness(engine: Engine, id: string): Way['alive'] {
  const lines = async () =>
    (await engine.logs(id, { tail: 20 }).catch(() => [])).map((it) => `${it.time} ${it.stream} ${it.line}`).join('\n');
  return async (signal) => aliveOf(await engine.inspectContainer(id, signal), lines);
}

/** As a deployment would, before it gave it traffic. A wrong answer is a problem that is known in full. */
export async function verifyTry(
  { work }: Making,
  { reachPort, details, alive }: Pick<Way, 'reachPort' | 'details' | 'alive'>,
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

const gone = (name: string): Problem =>
  new Problem('INTERRUPTED', `${name} was removed while it was tried`, { hint: 'Try it again.' });
