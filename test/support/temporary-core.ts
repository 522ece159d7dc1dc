import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, openCore } from '#core/core';

export type TemporaryCore = AsyncDisposable & { readonly client: Client; readonly home: string };

/** A console of its own: the whole core on an empty data folder, which goes with it. `operator` is who acts there. */
export async function temporaryCore(operator = 'ada'): Promise<TemporaryCore> {
  const home = mkdtempSync(join(tmpdir(), 'slipway-core-'));
  const core = await openCore({ home, operator, console: 'test' });
  return {
    client: core.client,
    home,
    async [Symbol.asyncDispose]() {
      await core[Symbol.asyncDispose]();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
