import { createORPCClient } from '@orpc/client';
import type { Following } from '#contract/deployment';
import type { Client } from '#core/core';
import type { OwnerNote } from '#core/owner';
import type { Attached } from './attach.ts';
import { Gone, goneProblem } from './gone.ts';

type Opened = AsyncDisposable & { readonly client: Client };
type Ways<Next> = { readonly reopen: () => Promise<Next>; readonly read: () => Promise<Opened> };
type Call = Attached['call'];

/**
 * The client of a process that attached. An owner that left is followed by the next one, which may be this process; one
 * that died in the middle is said so plainly, unless the record knows how the deployment ended that was followed.
 */
export function follower<Next extends Opened>(line: Attached, note: OwnerNote, { reopen, read }: Ways<Next>) {
  let next: Promise<Next> | undefined;
  let after: Next | undefined;
  const ended: Call = async (path, input, options) => {
    await using reader = await read();
    const found = (await called(reader.client, path, input, options)) as Following;
    return found.ended?.deployment.finishedAt ? found : undefined;
  };
  const call: Call = async (path, input, options) => {
    if (next) return called((await next).client, path, input, options);
    try {
      return await line.call(path, input, options);
    } catch (error) {
      if (!(error instanceof Gone)) throw error;
      const name = path.join('.');
      const known = name === 'deployment.next' && (await ended(path, input, options));
      if (known) return known;
      if (error.failure !== 'absent' || name === 'deployment.next' || name === 'deployment.cancel') {
        throw goneProblem(name, note, error.failure);
      }
      next ??= reopen();
      after = await next;
      return called(after.client, path, input, options);
    }
  };
  const client: Client = createORPCClient({ call });
  return {
    client,
    /** What this process became after the owner had left. */
    after: () => after,
    async close() {
      line[Symbol.dispose]();
      // One that could not be opened was told where it was asked for.
      await (await next?.catch(() => undefined))?.[Symbol.asyncDispose]();
    },
  };
}

type Procedure = (input: unknown, options: unknown) => Promise<unknown>;

/** A procedure of a client by its path. */
function called(client: Client, path: readonly string[], input: unknown, options: unknown): Promise<unknown> {
  const found = path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], client);
  return (found as Procedure)(input, options);
}
