import { Problem } from '#contract/problem';
import { imageThere, openTry, verifyTry, type Way } from '../candidate/open-try.ts';
import type { Making } from '../candidate/try-container.ts';
import { sweepTries } from '../deployment/tries.ts';
import type { WorkedOut } from '../deployment/work-out.ts';
import { labelsOf, names } from '../docker/labels.ts';
import type { Engine } from '../docker/types.ts';
import { ulid } from '../store/ulid.ts';
import type { OfImage } from './axes.ts';
import { deniedFolders, lineThatSaysWhy } from './reason.ts';
import type { Attempted } from './search.ts';
import { runWith, type Setting } from './setting.ts';

export type Attempting = Omit<Making, 'id' | 'name' | 'network'> & {
  /** Told of each container before it is made, so that it is known to a console that comes after this one. */
  readonly register: (name: string) => void;
  readonly over: (name: string) => void;
  /** It could not be removed now. */
  readonly left: (name: string) => void;
};

/** Milliseconds that one may take to be ready when it is known how long the first one took: what hangs is not waited for. */
const patience = (firstMs: number): number => Math.max(10_000, firstMs * 4);

/** Tries settings, each on a container of its own that is gone afterwards. */
export function attempting(making: Attempting, signal: AbortSignal) {
  let image: Promise<string> | null = null;
  let within: number | null = null;
  const once = (of: Making) => {
    image ??= imageThere(of, signal);
    return image;
  };
  return async (setting: Setting): Promise<Attempted> => {
    const id = ulid();
    const name = names.try(making.work.wanted.service, id);
    const one: Making = { ...making, id, name, work: workWith(making.work, setting, within) };
    making.register(name);
    const began = performance.now();
    try {
      const network = setting.closed ? await closedNetwork(one, signal) : null;
      const of = network ? { ...one, network } : one;
      const found = await answered(of, await once(of), signal);
      const ms = Math.round(performance.now() - began);
      if (found.ok) within ??= patience(ms);
      return { ...found, ms };
    } finally {
      await cleared(making, name);
    }
  };
}

function workWith(work: WorkedOut, setting: Setting, within: number | null): WorkedOut {
  const { release } = work.wanted;
  const run = runWith(release.run, setting);
  const ready =
    within === null ? run.model.ready : { ...run.model.ready, within: Math.min(within, run.model.ready.within) };
  return {
    ...work,
    wanted: { ...work.wanted, release: { ...release, run: { ...run, model: { ...run.model, ready } } } },
  };
}

async function closedNetwork({ engine, name, work }: Making, signal: AbortSignal): Promise<string> {
  const network = `${name}-closed`;
  await engine.createNetwork({ name: network, labels: labelsOf(work.wanted.service, 'probe'), internal: true }, signal);
  return network;
}

/** What cannot be removed now is cleared away later; it says nothing of the setting. */
async function cleared({ engine, work, over, left }: Attempting, name: string): Promise<void> {
  try {
    await sweepTries(engine, work.wanted.service, undefined, name);
    over(name);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    left(name);
  }
}

type Found = Attempted extends infer A ? (A extends { ms: number } ? Omit<A, 'ms'> : never) : never;

/** That it does not answer is an answer here; that the engine does not, is not. */
async function answered(making: Making, image: string, signal: AbortSignal): Promise<Found> {
  const { engine, name } = making;
  try {
    await using way = await openTry(making, image, signal);
    const { problem } = await verifyTry(making, way, signal);
    if (problem) return await refused(problem, engine, name, signal);
    return { ok: true, ...(await seenOf(engine, way, signal)) };
  } catch (error) {
    if (!(error instanceof Problem) || !isOfTheModel(error)) throw error;
    return await refused(error, engine, name, signal);
  }
}

const isOfTheModel = ({ code }: Problem): boolean =>
  code === 'NOT_READY' || code === 'NO_ANSWER' || code === 'WRONG_ANSWER' || code === 'ENGINE_REFUSED';

async function refused(problem: Problem, engine: Engine, name: string, signal: AbortSignal): Promise<Found> {
  const there = await engine.inspectContainer(name, signal);
  // Whoever took it away says nothing of the setting.
  if (!there && problem.code !== 'ENGINE_REFUSED') throw problem;
  if (there?.State.OOMKilled) return { ok: false, why: 'It was ended for want of memory.', refused: [] };
  const entries = there ? await engine.logs(there.Id, { tail: 100 }, signal).catch(() => []) : [];
  const lines = entries.map(({ line }) => line);
  return { ok: false, why: lineThatSaysWhy(lines, problem), refused: deniedFolders(lines) };
}

async function seenOf(engine: Engine, { id, details }: Way, signal: AbortSignal) {
  const [used, changes] = await Promise.all([
    engine.memoryOf(id, signal),
    details.HostConfig.ReadonlyRootfs ? [] : engine.get(`/containers/${id}/changes`, signal),
  ]);
  const writes = (Array.isArray(changes) ? changes : []).flatMap((it: { Path?: unknown; Kind?: unknown }) =>
    typeof it?.Path === 'string' && it.Kind !== 2 ? [it.Path] : [],
  );
  return { writes, memory: used?.used ?? null, processes: used?.processes ?? null };
}

/** As whom an image runs, and whom else it has: read from a container that is made of it and never started. */
export async function usersOf(making: Attempting, signal: AbortSignal): Promise<OfImage> {
  const { engine, work, helper: _ } = making;
  const { service } = work.wanted;
  const id = ulid();
  const name = names.try(service, id);
  const image = await imageThere({ ...making, id, name }, signal);
  const details = await engine.inspectImage(image, signal);
  making.register(name);
  try {
    const made = await engine.createContainer({ name, Image: image, Cmd: ['-'], Labels: labelsOf(service, 'probe') });
    const passwd = await engine.getFiles(made, '/etc/passwd', signal);
    return { user: details?.Config?.User ?? '', users: usersIn([...(passwd?.values() ?? [])].join('\n')) };
  } finally {
    await cleared(making, name);
  }
}

/** Pure: who is neither root, nor a system's own account, nor nobody, in a file of passwd(5). */
export function usersIn(passwd: string): string[] {
  return passwd.split('\n').flatMap((line) => {
    const [, , uid = '', gid = ''] = line.split(':');
    const number = Number(uid);
    return /^\d+$/.test(uid) && /^\d+$/.test(gid) && number >= 500 && number < 65_000 ? [`${uid}:${gid}`] : [];
  });
}
