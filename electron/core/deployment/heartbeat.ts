import type { Duplex } from 'node:stream';
import { Problem } from '#contract/problem';
import type { Engine } from '../docker/types.ts';

/** Seconds after which the host lets go of a lock whose holder no longer beats, and how often the holder beats. */
export const lease = 15;
const beat = 3_000;
/** Without an echo for this long the holder must stop by itself: half of the lease, so it ends before the host lets go. */
export const fence = 7_500;

/** A lock whose host echoes: letting go ends it. */
export type Held = { letGo(): void };

/** Starts the lock's container and beats: `echo` is when the host last answered, `lost` fires once it no longer does. */
export async function hold(engine: Engine, id: string, lost: AbortController, echo: { at: number }): Promise<Held> {
  const stream = await engine.attach(id);
  // A reset is a loss like any other: what follows is the close.
  stream.on('error', () => stream.destroy());
  try {
    await engine.startContainer(id);
  } catch (error) {
    stream.destroy();
    throw error;
  }
  const first = new Promise<void>((resolve, reject) => {
    stream.on('data', () => {
      echo.at = performance.now();
      resolve();
    });
    // Lost while it was being started: such a signal does not fire again.
    if (lost.signal.aborted) reject(lostLock());
    else lost.signal.addEventListener('abort', () => reject(lostLock()), { once: true });
  });
  first.catch(() => {});
  const beating = setInterval(() => {
    if (performance.now() - echo.at > fence) lost.abort(lostLock());
    else send(stream);
  }, beat);
  stream.once('close', () => {
    clearInterval(beating);
    lost.abort(lostLock());
  });
  const letGo = () => {
    clearInterval(beating);
    stream.destroy();
  };
  send(stream);
  try {
    await first;
  } catch (error) {
    letGo();
    throw error;
  }
  return { letGo };
}

const send = (stream: Duplex): void => void (stream.writable && stream.write('beat\n'));

export const lostLock = (): Problem =>
  new Problem('TIMED_OUT', 'The lock on the host was lost: the host did not echo our heartbeat', {
    hint: 'Nothing more was changed. Look at "slipway status", then run the command again.',
  });
