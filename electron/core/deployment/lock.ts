import { setTimeout as pause } from 'node:timers/promises';
import { Problem } from '#contract/problem';
import { label, labelsOf, names } from '../docker/labels.ts';
import type { ContainerDetails, Engine } from '../docker/types.ts';
import { fence, type Held, hold, lease, lostLock } from './heartbeat.ts';

/** Held while a deployment runs: `signal` fires when it is lost, and then nothing more may be changed. */
export type Lock = AsyncDisposable & {
  readonly signal: AbortSignal;
  readonly confirmed: Promise<void>;
  /** To be called before every change: throws when the lock is lost, also when this process slept too long to have heard of it. */
  check(): void;
};

export type Holder = {
  readonly service: string;
  readonly deployment: string;
  readonly operator: string;
  readonly image: string;
  /** Whether the process behind a deployment is known to be dead: its lock is then not waited for. */
  readonly isDead?: (deployment: string) => boolean;
};

/**
 * One deployment at a time per service, held on the host by a container whose name is the mutual exclusion.
 * It ends when its holder's connection does, or after 15 s without a beat. Fails with BUSY, saying who and since when.
 * The name alone excludes others, so starting it overlaps with the first steps: await `confirmed` before the switch.
 */
export async function acquire(engine: Engine, holder: Holder, signal: AbortSignal): Promise<Lock> {
  const id = await claim(engine, holder, signal);
  const lost = new AbortController();
  const echo = { at: performance.now() };
  let held: Held | undefined;
  const confirmed = hold(engine, id, lost, echo).then((it) => {
    held = it;
  });
  confirmed.catch((error: unknown) => lost.abort(error));
  return {
    signal: lost.signal,
    confirmed,
    check() {
      // A process that was stopped goes on before its timers do: the clock knows, the timer does not yet.
      if (performance.now() - echo.at > fence) lost.abort(lostLock());
      lost.signal.throwIfAborted();
    },
    async [Symbol.asyncDispose]() {
      await confirmed.catch(() => {});
      held?.letGo();
      // A host that is away keeps nobody from going on: it ends the lock itself, as its connection has ended.
      await engine.removeContainer(id).catch(() => {});
    },
  };
}

/** A name that is taken and belongs to nobody is being made, or removed, just now: how often it is looked at, and after how many milliseconds. */
const looks = 20;
const pauseBetween = 100;

async function claim(engine: Engine, holder: Holder, signal: AbortSignal): Promise<string> {
  const options = lockOptions(names.lock(holder.service), holder);
  for (let left = looks; ; left--) {
    try {
      return await engine.createContainer(options, signal);
    } catch (error) {
      const other = await engine.inspectContainer(options.name);
      if (other && isSame(other, options)) {
        // The engine did it and its answer was lost, or nobody waits for it any more.
        if (!signal.aborted) return other.Id;
        await engine.removeContainer(other.Id);
      }
      if (!(error instanceof Problem) || error.code !== 'ENGINE_CONFLICT') throw error;
      if (other) await mustBeOver(other, engine, holder, error, signal);
      // By its id: the name may be somebody else's by now.
      if (other) await engine.removeContainer(other.Id, signal);
      if (left <= 1) throw busy(holder.service, null, error);
      if (!other) await pause(pauseBetween);
      signal.throwIfAborted();
    }
  }
}

const isSame = ({ Config: { Labels } }: ContainerDetails, wanted: ReturnType<typeof lockOptions>): boolean =>
  Labels?.[label.deployment] === wanted.Labels[label.deployment] &&
  Labels?.[label.since] === wanted.Labels[label.since];

async function mustBeOver(
  other: ContainerDetails,
  engine: Engine,
  { service, isDead }: Holder,
  cause: unknown,
  signal: AbortSignal,
): Promise<void> {
  const { [label.service]: of, [label.role]: role, [label.deployment]: deployment = '' } = other.Config.Labels ?? {};
  if (of !== service || role !== 'lock') throw stranger(names.lock(service), cause);
  if (isDead?.(deployment)) return;
  if (await abandoned(engine, other, signal)) return;
  throw busy(service, other, cause);
}

/**
 * A holder that died between create and start left a container that nothing ends. One that lives starts it within
 * moments, so it is waited for, no longer than a lease by the host's own clock.
 */
async function abandoned(engine: Engine, lock: ContainerDetails, signal: AbortSignal): Promise<boolean> {
  for (let now: ContainerDetails | null = lock; now?.State.Status === 'created'; ) {
    if ((await engine.hostTime(signal)) - Date.parse(now.Created) > lease * 1000) return true;
    await pause(pauseBetween);
    signal.throwIfAborted();
    now = await engine.inspectContainer(lock.Id, signal);
    if (now?.State.Running) return false;
  }
  return !lock.State.Running;
}

const stranger = (name: string, cause: unknown): Problem =>
  new Problem('STOPPED', `A container named ${name} is there already and is not this service's`, {
    stop: 'taken-by-another',
    hint: `Rename or remove it ("docker inspect ${name}"), or choose another service name.`,
    cause,
  });

function busy(service: string, other: ContainerDetails | null, cause: unknown): Problem {
  const labels = other?.Config.Labels ?? {};
  const who = labels[label.holder] ? ` by ${labels[label.holder]} since ${labels[label.since]}` : '';
  return new Problem('BUSY', `Service ${service} is being deployed${who}`, {
    hint: 'Wait until it is over ("slipway status"), then run the command again.',
    cause,
  });
}

function lockOptions(name: string, holder: Holder) {
  return {
    name,
    Image: holder.image,
    Entrypoint: ['sh', '-c', `while read -t ${lease} -r beat; do echo "$beat"; done`],
    Cmd: [],
    User: '99:99',
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    Labels: labelsOf(holder.service, 'lock', {
      [label.holder]: holder.operator,
      [label.since]: new Date().toISOString(),
      [label.deployment]: holder.deployment,
    }),
    HostConfig: {
      AutoRemove: true,
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
    },
  };
}

/** Does the work and lets go of the lock, however it ended. */
export async function releasing<T>(work: Promise<T>, lock: Lock): Promise<T> {
  try {
    return await work;
  } finally {
    await lock[Symbol.asyncDispose]();
  }
}
