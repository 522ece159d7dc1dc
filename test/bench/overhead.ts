import { appPort } from './app.ts';
import { docker, run, which } from './command.ts';
import { type Latency, quantile, seenIn } from './figures.ts';
import { type Aim, offerLoad, pause } from './load.ts';
import type { Slipway } from './slipway.ts';

const lowRate = 200;
const lowFor = 2_000;
const connections = 16;

/** `most` is requests a second at full speed over kept connections, null where wrk is not installed. */
type Way = { readonly low: Latency; readonly most: number | null };
export type Overhead = { readonly direct: Way; readonly gateway: Way; readonly rounds: number };

/** The same two replicas asked by their own addresses and through the gateway, in turn. */
export async function gatewayOverhead({ aim, service }: Slipway, rounds: number): Promise<Overhead> {
  const direct: Aim = { ...aim, kind: 'ports', targets: await replicasOf(service) };
  const seen = { direct: [] as Way[], gateway: [] as Way[] };
  for (let round = 0; round < rounds; round++) {
    seen.direct.push(await ask(direct));
    seen.gateway.push(await ask(aim));
  }
  return { direct: median(seen.direct), gateway: median(seen.gateway), rounds };
}

/** Only a measurement may ask a replica by its address: it moves when the replica restarts. */
async function replicasOf(service: string): Promise<string[]> {
  const filters = [`label=io.slipway.service=${service}`, 'label=io.slipway.role=replica'];
  const ids = await docker('ps', '--quiet', ...filters.flatMap((it) => ['--filter', it]));
  const format = '{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}';
  const addresses = await docker('inspect', '--format', format, ...ids.trim().split('\n'));
  return addresses
    .trim()
    .split('\n')
    .map((address) => `${address}:${appPort}`);
}

async function ask(aim: Aim): Promise<Way> {
  await using load = offerLoad(aim, lowRate);
  await pause(lowFor);
  const low = seenIn(await load.stop(), [[0, Number.POSITIVE_INFINITY]]).latency;
  return { low, most: which('wrk') ? await fullSpeed(aim) : null };
}

async function fullSpeed(aim: Aim): Promise<number> {
  if (aim.kind !== 'ports') throw new Error('wrk needs addresses');
  const each = connections / aim.targets.length;
  const rates = aim.targets.map(async (target) => {
    const words = [...aim.enter, 'wrk', '-t1', `-c${each}`, '-d2s', `http://${target}/`];
    const printed = await run(words[0] ?? '', words.slice(1));
    return Number(/Requests\/sec:\s+([\d.]+)/.exec(printed)?.[1] ?? 0);
  });
  return (await Promise.all(rates)).reduce((sum, rate) => sum + rate, 0);
}

function median(ways: readonly Way[]): Way {
  const of = (value: (way: Way) => number) => quantile(ways.map(value), 0.5);
  return {
    low: {
      p50: of(({ low }) => low.p50),
      p99: of(({ low }) => low.p99),
      p999: of(({ low }) => low.p999),
      max: of(({ low }) => low.max),
    },
    most: ways[0]?.most === null ? null : of(({ most }) => most ?? 0),
  };
}
