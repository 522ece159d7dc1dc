import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { onTestFinished } from 'vitest';
import type { Client, Core } from '#core/core';
import { readOwner } from '#core/owner';
import { proceduresOf } from '#core/procedures';
import { type Owner, takeFolder } from '#core/store/owner';
import { attach } from '#wire/attach';
import type { Patience } from '#wire/send';
import { type Serving, serve } from '#wire/serve';

type Partly<T> = { [K in keyof T]?: T[K] extends (...args: never[]) => unknown ? T[K] : Partly<T[K]> };
/** The parts of a core that a test answers for. */
export type Parts = Partly<Core>;

export const acting = { operator: 'ada@böx', console: 'slipway 1.2.3' };

export function scratchHome(under = tmpdir()): string {
  const home = mkdtempSync(join(under, 'slipway-wire-'));
  onTestFinished(() => rmSync(home, { recursive: true, force: true }));
  return home;
}

export type Stage = {
  readonly home: string;
  readonly owner: Owner;
  readonly serving: Serving;
  readonly client: Client;
};

/** An owner that serves what a test says, and a client that is attached to it. */
export async function stage(parts: Parts, { home = scratchHome(), patience }: Partial<Around> = {}): Promise<Stage> {
  const owner = takeFolder(home, 'slipway test', {});
  if (!owner) throw new Error(`${home} has an owner`);
  const serving = await serve(home, { router: proceduresOf(parts as Core), owner });
  if (!serving) throw new Error(`no socket can be made in ${home}`);
  onTestFinished(async () => {
    await serving[Symbol.asyncDispose]();
    owner[Symbol.dispose]();
  });
  return { home, owner, serving, client: clientOf(home, patience) };
}
type Around = { readonly home: string; readonly patience: Patience };

/** One more process that attaches, as far as the owner can tell. */
export function clientOf(
  home: string,
  patience: Patience = { greeting: 5_000, check: 5_000, silence: 10_000 },
): Client {
  const note = readOwner(home);
  if (!note) throw new Error(`${home} has no owner`);
  const line = attach(note, acting, patience);
  onTestFinished(() => line[Symbol.dispose]());
  return createORPCClient(line);
}
