import { loadavg } from 'node:os';
import { other, type Version } from './app.ts';
import type { Contender } from './contender.ts';
import { isVersion, moved, quantile, seenIn } from './figures.ts';
import { now, offerLoad, pause } from './load.ts';

const rate = 300;
/** What was just created still costs the machine something. */
const settle = 3_000;
/** Clients run this long before a replacement begins and after it returned, to see what it leaves behind. */
const before = 700;
const after = 1_500;

type Round = {
  readonly first: number | null;
  readonly all: number | null;
  readonly returned: number;
  readonly failed: number;
  readonly requests: number;
};

/** Times in milliseconds from the start of the command or act. */
export type Replaced = {
  readonly name: string;
  readonly reached: string;
  readonly rounds: readonly Round[];
  readonly allOnNew: Spread;
  readonly firstOnNew: Spread;
  readonly returned: Spread;
  readonly requests: number;
  readonly failed: number;
};
type Spread = { readonly median: number; readonly p95: number };

/** Every contender once a round, in turn, so that what else the machine does meets all of them. */
export async function compareReplacing(
  contenders: readonly Contender[],
  rounds: number,
  say: (line: string) => void,
): Promise<Replaced[]> {
  const serving = new Map<string, Version>();
  await pause(settle);
  const seen = new Map<string, Round[]>(contenders.map(({ name }) => [name, []]));
  for (let round = 1; round <= rounds; round++) {
    for (const contender of rotated(contenders, round - 1)) {
      const to = other(serving.get(contender.service) ?? 'v1');
      const result = await once(contender, to);
      serving.set(contender.service, to);
      seen.get(contender.name)?.push(result);
      const load = loadavg()[0]?.toFixed(1);
      say(
        `round ${round}, ${contender.name}: all on new ${ms(result.all)}, returned ${ms(result.returned)}, load ${load}`,
      );
    }
  }
  return contenders.map(({ name, reached }) => summary(name, reached, seen.get(name) ?? []));
}

/** Another one begins every round: what the one before leaves behind is not always the same one's burden. */
const rotated = <T>(all: readonly T[], by: number): T[] => all.map((_, index) => all[(index + by) % all.length] as T);

async function once(contender: Contender, to: Version): Promise<Round> {
  await using load = offerLoad(contender.aim, rate);
  await pause(before);
  const since = now();
  await contender.replace(to);
  const until = now();
  await pause(after);
  const samples = await load.stop();
  if (!samples.labels.some(isVersion))
    throw new Error(`${contender.name}: no client got an answer (${samples.labels})`);
  const { first, all } = moved(samples, since, to);
  const { requests, failed } = seenIn(samples, [[since, Number.POSITIVE_INFINITY]]);
  return { first, all, returned: until - since, requests, failed };
}

function summary(name: string, reached: string, rounds: readonly Round[]): Replaced {
  const spread = (of: (round: Round) => number | null): Spread => {
    const values = rounds.map(of).filter((value) => value !== null);
    return { median: quantile(values, 0.5), p95: quantile(values, 0.95) };
  };
  return {
    name,
    reached,
    rounds,
    allOnNew: spread(({ all }) => all),
    firstOnNew: spread(({ first }) => first),
    returned: spread(({ returned }) => returned),
    requests: rounds.reduce((sum, { requests }) => sum + requests, 0),
    failed: rounds.reduce((sum, { failed }) => sum + failed, 0),
  };
}

const ms = (value: number | null) => (value === null ? 'never' : `${Math.round(value)} ms`);
