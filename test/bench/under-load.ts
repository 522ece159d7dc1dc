import { other, type Version } from './app.ts';
import { type Latency, quantile, type Samples, type Seen, seenIn } from './figures.ts';
import { type Aim, now, offerLoad, pause } from './load.ts';
import type { Act, Slipway } from './slipway.ts';

const share = 0.8;
/** Steady traffic that is looked at before every deployment, so that both see the same machine. */
const steadyFor = 1_500;
const settle = 500;
/** What a deployment left in the queues has gone after this: neither steady nor its own. */
const apart = 500;
/** A step of the search, and how far the 95th percentile may rise above the quiet one before a rate is past the knee. */
const stepFor = 1_500;
const tolerated = 4;

export type UnderLoad = {
  readonly knee: number;
  readonly rate: number;
  readonly deployments: number;
  readonly steady: Seen;
  readonly during: Seen;
  /** p99.9 during deployments over the steady one. */
  readonly ratio: number;
  readonly act: { readonly median: number; readonly p95: number; readonly firstTen: number; readonly lastTen: number };
};

/** `deployments` replacements at 80 % of what the two replicas carry, half of the clients with kept connections. */
export async function deployUnderLoad(
  { aim, deploy }: Slipway,
  serving: Version,
  deployments: number,
  say: (line: string) => void,
): Promise<UnderLoad> {
  const working: Aim = { ...aim, path: '/work' };
  const knee = await findKnee(working, say);
  const rate = Math.round(knee * share);
  await using load = offerLoad(working, rate);
  await pause(settle);
  const quiet: [number, number][] = [];
  const acts: Act[] = [];
  let version = serving;
  for (let n = 1; n <= deployments; n++) {
    await pause(apart);
    const from = now();
    await pause(steadyFor);
    quiet.push([from, now()]);
    version = other(version);
    acts.push(await deploy(version));
    await pause(settle);
    if (n % 10 === 0 || n === deployments) say(`${n} of ${deployments} deployments at ${rate}/s`);
  }
  return summary({ knee, rate }, await load.stop(), quiet, acts);
}

function summary(
  rates: { knee: number; rate: number },
  samples: Samples,
  quiet: readonly (readonly [number, number])[],
  acts: readonly Act[],
): UnderLoad {
  const steady = seenIn(samples, quiet);
  const during = seenIn(
    samples,
    acts.map(({ from, to }) => [from, to + settle] as const),
  );
  const took = acts.map(({ from, to }) => to - from);
  return {
    ...rates,
    deployments: acts.length,
    steady,
    during,
    ratio: during.latency.p999 / steady.latency.p999,
    act: {
      median: quantile(took, 0.5),
      p95: quantile(took, 0.95),
      firstTen: quantile(took.slice(0, 10), 0.5),
      lastTen: quantile(took.slice(-10), 0.5),
    },
  };
}

/** The highest rate, in steps of a tenth, that is answered without the latency running away. */
async function findKnee(aim: Aim, say: (line: string) => void): Promise<number> {
  const p95 = async (rate: number): Promise<{ p95: number; latency: Latency; failed: number }> => {
    await using load = offerLoad(aim, rate);
    await pause(stepFor);
    const samples = await load.stop();
    const { latency, failed } = seenIn(samples, [[0, Number.POSITIVE_INFINITY]]);
    return { p95: quantile([...samples.ms], 0.95), latency, failed };
  };
  let knee = 100;
  const calm = (await p95(knee)).p95;
  for (let rate = 250; rate < 5_000; rate = Math.round(rate * 1.1)) {
    const found = await p95(rate);
    if (found.failed > 0 || found.p95 > calm * tolerated) break;
    knee = rate;
  }
  say(`the knee is at ${knee}/s (p95 at 100/s: ${calm.toFixed(1)} ms)`);
  return knee;
}
