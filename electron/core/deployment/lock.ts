import type { Duplex } from 'node:stream';
import { Problem } from '#contract/problem';
import { label, labelsOf, names } from '../docker/labels.ts';
import type { ContainerDetails, Engine } from '../docker/types.ts';

/** Seconds after which the host lets go of a lock whose holder no longer beats, and how often the holder beats. */
const lease = 15;
const beat = 3_000;
/** Without an echo for this long the holder must stop by itself: half of the lease, so it ends before the host lets go. */
const fence = 7_500;

/** Held while a deployment runs: `signal` fires when it is lost, and then nothing more may be changed. */
export type Lock = AsyncDisposable & { readonly signal: AbortSignal; readonly confirmed: Promise<void> };

export type Holder = {
  readonly service: string;
  readonly deployment: string;
  readonly operator: string;
  readonly image: string;
};

/**
 * One deployment at a time per service, held on the host by a container whose name is the mutual exclusion.
 * It ends when its holder's connection does, or after 15 s without a beat. Fails with BUSY, saying who and since when.
 * The name alone excludes others, so starting it overlaps with the first steps: await `confirmed` before the switch.
 */
export async function acquire(engine: Engine, holder: Holder, signal: AbortSignal): Promise<Lock> {
  const id = await claim(engine, holder, signal);
  const lost = new AbortController();
  let held: Held | undefined;
  const confirmed = hold(engine, id, lost).then((it) => {
    held = it;
  });
  confirmed.catch((error: unknown) => lost.abort(error));
  return {
    signal: lost.signal,
    confirmed,
    async [Symbol.asyncDispose]() {
      await confirmed.catch(() => {});
      held?.letGo();
      await engine.removeContainer(id);
    },
  };
}

async function claim(engine: Engine, holder: Holder, signal: AbortSignal): Promise<string> {
  const name = names.lock(holder.service);
  const create = () => engine.createContainer(lockOptions(name, holder), signal);
  try {
    return await create();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'ENGINE_CONFLICT') throw error;
    const other = await engine.inspectContainer(name, signal);
    if (!other || !(await abandoned(engine, other, signal))) throw busy(holder.service, other, error);
    await engine.removeContainer(other.Id, signal);
    return create().catch((again: unknown) => {
      throw again instanceof Problem && again.code === 'ENGINE_CONFLICT' ? busy(holder.service, null, again) : again;
    });
  }
}

/** A holder that died between create and start left a container that nothing ends; by the host's own clock, not ours. */
async function abandoned(engine: Engine, lock: ContainerDetails, signal: AbortSignal): Promise<boolean> {
  if (lock.State.Running) return false;
  if (lock.State.Status !== 'created') return true;
  return (await engine.hostTime(signal)) - Date.parse(lock.Created) > lease * 1000;
}

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

type Held = { letGo(): void };

async function hold(engine: Engine, id: string, lost: AbortController): Promise<Held> {
  const stream = await engine.attach(id);
  // A reset is a loss like any other: what follows is the close.
  stream.on('error', () => stream.destroy());
  await engine.startContainer(id);
  let echoed = performance.now();
  const first = new Promise<void>((resolve, reject) => {
    stream.on('data', () => {
      echoed = performance.now();
      resolve();
    });
    lost.signal.addEventListener('abort', () => reject(lostLock()), { once: true });
  });
  first.catch(() => {});
  const beating = setInterval(() => {
    if (performance.now() - echoed > fence) lost.abort(lostLock());
    else send(stream);
  }, beat);
  stream.once('close', () => {
    clearInterval(beating);
    lost.abort(lostLock());
  });
  send(stream);
  await first;
  return {
    letGo: () => {
      clearInterval(beating);
      stream.destroy();
    },
  };
}

const send = (stream: Duplex): void => void (stream.writable && stream.write('beat\n'));

const lostLock = (): Problem =>
  new Problem('BUSY', 'The lock on the host was lost: the host did not echo our heartbeat', {
    hint: 'Nothing more was changed. Look at "slipway status", then run the command again.',
  });
