import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#contract/problem';
import type { Served } from '../release/release.ts';
import type { Run } from '../service/parts.ts';
import { type Alive, watchAlive } from './alive.ts';
import { deadline, inWords } from './deadline.ts';
import type { Guess } from './fingerprint-image.ts';
import { type Asked, type Look, watchPort } from './port-watch.ts';
import type { Reach } from './reach.ts';

export type AwaitOptions = {
  readonly reachPort: (port: number) => Reach;
  readonly model: Run['model'];
  /** Where the model may listen, tried side by side, the likeliest first; the file's own port is then the only one. */
  readonly ports: readonly number[];
  readonly alive: (signal: AbortSignal) => Promise<Alive>;
  /** What the image told; weighed together with what the server answers. */
  readonly image?: Guess | null;
  readonly signal: AbortSignal;
};

/** What a NOT_READY at the end of the time carries: the last question to each port and what came of it. */
export type NotReadyCause = { readonly asked: readonly Asked[] };

/**
 * Waits until the model itself is ready, within `model.ready.within`. NOT_READY when the time is over (with what was
 * asked last and what came back), when the container ends, when `model.name` is not served or several are and none is named.
 */
export async function awaitServed(options: AwaitOptions): Promise<Served> {
  const { model, signal } = options;
  signal.throwIfAborted();
  using limit = deadline(model.ready.within, [signal]);
  const ports = model.port ? [model.port] : [...new Set(options.ports)];
  if (ports.length === 0) throw noPort();
  const watches = ports.map((port) =>
    watchPort({ ...options, port, reach: options.reachPort(port), signal: limit.signal }),
  );

  const served = poll(watches, Math.max(10, model.ready.every), limit.signal);
  const ended = watchAlive(options.alive, limit.signal);
  try {
    return await Promise.race([served, ended.then((problem) => (problem ? Promise.reject(problem) : served))]);
  } catch (error) {
    signal.throwIfAborted();
    if (!limit.expired() || error instanceof Problem) throw error;
    throw notReady(
      model.ready.within,
      watches.map((watch) => watch.asked()),
    );
  } finally {
    limit.stop();
    await Promise.allSettled([served, ended]);
  }
}

type PortWatch = ReturnType<typeof watchPort>;

/** A model that is quick to load is not kept waiting: in its first second it is asked more often than the file says. */
const eager = 1_000;
const eagerEvery = 15;

async function poll(watches: readonly PortWatch[], every: number, signal: AbortSignal): Promise<Served> {
  const since = performance.now();
  for (;;) {
    const began = performance.now();
    const looks = await Promise.all(watches.map((watch) => watch.look()));
    const chosen = choose(looks);
    if (chosen) return chosen;
    const pause = began - since < eager ? Math.min(every, eagerEvery) : every;
    await sleep(Math.max(0, pause - (performance.now() - began)), undefined, { signal });
  }
}

/** A model that answered for itself goes before a port that merely answers HTTP, which may be a side entrance. */
function choose(looks: readonly Look[]): Served | null {
  const sure = looks.find((look) => look.kind === 'ready');
  if (sure) return sure.served;
  const perhaps = looks.filter((look) => look.kind === 'perhaps');
  const allSettled = perhaps.length === looks.length && perhaps.every((look) => look.settled);
  return (allSettled ? perhaps[0] : perhaps.find((look) => look.waitedEnough))?.served ?? null;
}

function notReady(within: number, asked: readonly Asked[]): Problem {
  const refused = asked.every((each) => each.refused);
  const told = asked.map((each) => `${each.path} on port ${each.port}: ${each.outcome}`).join('; ');
  return new Problem('NOT_READY', `No model was ready within ${inWords(within)}. Asked last: ${told}.`, {
    hint: refused
      ? 'Nothing listens there: check model.port, and that the server listens on 0.0.0.0 and not on 127.0.0.1.'
      : 'Read the log of the replica. A slow load wants a longer model.ready.within, another route model.ready.path.',
    cause: { asked } satisfies NotReadyCause,
  });
}

function noPort(): Problem {
  return new Problem('NOT_READY', 'It is not known on which port the model listens: its image exposes none.', {
    hint: 'Write model.port.',
  });
}
