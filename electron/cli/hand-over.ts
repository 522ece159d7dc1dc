import type { Act } from '#contract/deployment';
import { Problem } from '#contract/problem';
import { finish, type Options } from './act.ts';
import { agreeing } from './agreeing.ts';
import type { Call } from './command.ts';
import { cell, escaped } from './text.ts';

/** Starts a deployment in the process that has the data folder, and leaves it to that. NOT_SUPPORTED where there is none. */
export async function handOver(wanted: Act, options: Options, call: Call): Promise<number> {
  const { io, print } = call;
  const client = await io.client();
  if (!io.attached()) {
    throw new Problem(
      'NOT_SUPPORTED',
      '--detach needs another console to carry the deployment on, and none is running.',
      {
        hint: 'Leave it out: the command stays until the deployment has ended, since nothing else would see to it.',
      },
    );
  }
  const { id } = await agreeing(
    (agreed) => client.deployment.start({ act: wanted, options: { ...options, ...agreed } }, { signal: io.signal }),
    call,
  );
  const { deployment } = await client.history.show({ id }, { signal: io.signal });
  if (deployment.finishedAt !== null) {
    // A stop, or something quicker than this: it is told as if it had been waited for.
    for (;;) {
      const after = Number.MAX_SAFE_INTEGER;
      const { ended } = await client.deployment.next({ id, after, max: 1 }, { signal: io.signal });
      if (ended) return await finish({ ...ended, said: false }, false, { io, print });
    }
  }
  await print.result(
    { deployment },
    () =>
      `Deployment ${escaped(id)} of ${cell(deployment.service)} has begun, and the console that has the data folder carries it on: "slipway history show ${escaped(id)}".\n`,
  );
  return 0;
}
