import { randomBytes } from 'node:crypto';
import { connect } from '#core/docker/connect';
import { localUrl } from '#core/docker/local';
import { appImage } from './app.ts';
import { quantile } from './figures.ts';
import { pause } from './load.ts';
import type { Slipway } from './slipway.ts';

/** Milliseconds from the asking for a change on the engine to the inventory that shows it; `engine` of them until it answered. */
export type Seeing = {
  readonly seen: { readonly p50: number; readonly p95: number };
  readonly engine: { readonly p50: number; readonly p95: number };
  readonly times: number;
};

const times = 50;

/** How soon a console sees what somebody else does: a container is renamed, fifty times, and looked for. */
export async function seeChanges({ client }: Slipway): Promise<Seeing> {
  const engine = await connect(localUrl(process.env));
  const name = `bench-seen-${process.pid}-${randomBytes(3).toString('hex')}`;
  const id = await engine.createContainer({ name, Image: appImage('v1') });
  const seen: number[] = [];
  const answered: number[] = [];
  let after = 0;
  const until = async (wanted: string) => {
    for (;;) {
      const { n, hosts } = await client.inventory.next({ after, within: 1_000 });
      after = n;
      if (hosts.some(({ others }) => others.some((it) => it.name === wanted))) return;
    }
  };
  try {
    await until(name);
    for (let time = 0; time < times; time++) {
      await pause(100);
      const began = performance.now();
      const renamed = engine
        .renameContainer(id, `${name}-${time}`)
        .then(() => answered.push(performance.now() - began));
      await until(`${name}-${time}`);
      seen.push(performance.now() - began);
      await renamed;
    }
  } finally {
    await engine.removeContainer(id);
    engine.close();
  }
  const both = (values: readonly number[]) => ({ p50: quantile(values, 0.5), p95: quantile(values, 0.95) });
  return { seen: both(seen), engine: both(answered), times };
}
