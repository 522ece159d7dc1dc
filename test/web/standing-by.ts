import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createRouterClient } from '@orpc/server';
import type { Client, Core } from '#core/core';
import { proceduresOf } from '#core/procedures';
import { hiding } from '#core/secrets/hiding';
import { until } from '#support/until';
import type { PageEnd } from './visitor.ts';

export const megabyte = 1024 * 1024;

/** The real procedures over those parts of a core that a test needs, and nothing else. */
export function clientOf(parts: Readonly<Record<string, unknown>>): Client {
  const core = { vault: { hiding: () => hiding([]) }, ...parts };
  return createRouterClient(proceduresOf(core as unknown as Core), { context: { operator: 'ada', console: 'test' } });
}

/** Settles when the server has taken all that was said before: it answers what is no procedure at once. */
export async function settled(end: PageEnd): Promise<void> {
  const { length } = end.replies;
  end.say({ n: 1_000_000, call: 'nothing' });
  await until('the server has heard it', () => end.replies.length > length);
  end.replies.length = 0;
}

/** Bytes that this process holds on to. */
export function memory(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
