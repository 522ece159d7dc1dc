import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#contract/problem';

/** How a container is: `restarts` counts from its creation, `logs` are its last lines; `removed` by whoever it was. */
export type Alive = {
  readonly running: boolean;
  readonly exitCode: number | null;
  readonly restarts: number;
  readonly logs: string;
  readonly removed?: boolean;
};

/** Milliseconds between two looks at a container while its model is waited for. */
const lookEvery = 300;
/** The first restart may be a dependency that was not there yet; the second says that the start itself fails. */
const restartsAllowed = 1;

/** Returns NOT_READY when the container has ended or keeps ending, null once the signal fires; throws what `alive` throws. */
export async function watchAlive(
  alive: (signal: AbortSignal) => Promise<Alive>,
  signal: AbortSignal,
): Promise<Problem | null> {
  let before: number | null = null;
  let code: number | null = null;
  try {
    for (;;) {
      const now = await alive(signal);
      const over = endOf(now);
      if (over) return over;
      before ??= now.restarts;
      code = now.exitCode || code;
      if (now.restarts - before > restartsAllowed) {
        const times = `restarted ${now.restarts - before} times${code === null ? '' : `, last exit code ${code}`}`;
        return ended(`The container keeps ending: ${times}`, now.logs);
      }
      await sleep(lookEvery, undefined, { signal });
    }
  } catch (error) {
    if (signal.aborted) return null;
    throw error;
  }
}

/** NOT_READY when it has ended or is gone, null while it runs or is being restarted. */
export function endOf({ removed, running, exitCode, logs }: Alive): Problem | null {
  if (removed) return gone();
  return running || exitCode === null ? null : ended(`The container exited with code ${exitCode}`, logs);
}

const gone = (): Problem =>
  new Problem('NOT_READY', 'The container was removed before its model was ready.', {
    hint: 'Ask who works on that host, then run the command again.',
  });

function ended(what: string, logs: string): Problem {
  const lines = logs.trim().split('\n').slice(-10).join('\n').slice(-1500);
  const said = lines === '' ? 'It wrote no log.' : `Its last lines:\n${lines}`;
  return new Problem('NOT_READY', `${what} before its model was ready. ${said}`, {
    hint: 'Mend what the log names; 137 is usually the memory limit (scale.memory), 126 and 127 a wrong model.command.',
    cause: { logs, said },
  });
}
