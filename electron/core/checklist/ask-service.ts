import type { Observed } from '../deployment/observed.ts';
import { privateWay } from '../deployment/private-way.ts';
import type { Engine } from '../docker/types.ts';
import { dialCommand } from '../gateway/places.ts';
import { askGolden } from '../model/golden.ts';
import { reachThrough } from '../model/reach.ts';
import { type AnswersFact, type Fact, type FactValues, had, missing } from './facts.ts';
import { answersBy } from './probe.ts';

export async function goldenOf(
  engine: Pick<Engine, 'dial'>,
  observed: Observed,
  signal: AbortSignal,
): Promise<Fact<FactValues['golden']>> {
  const golden = observed.present?.policy.golden ?? [];
  const way = privateWay(observed);
  if (typeof way === 'string') return missing(way);
  if (golden.length === 0) return missing('No golden request is given.');
  await using reach = reachThrough((ending) => engine.dial(way.gateway.id, dialCommand, ending), way.headers);
  const results = [];
  for (const one of golden.slice(0, mostGolden)) results.push(await askGolden(reach, one, false, signal));
  return had(results, `golden requests to ${way.replica} through its gateway`, new Date().toISOString());
}

const mostGolden = 20;

export async function answersOf(
  engine: Pick<Engine, 'dial'>,
  observed: Observed,
  signal: AbortSignal,
): Promise<Fact<AnswersFact>> {
  const way = privateWay(observed);
  if (typeof way === 'string') return missing(way);
  const { gateway, replica, served, headers } = way;
  const reach = reachThrough((ending) => engine.dial(gateway.id, dialCommand, ending), headers);
  const ways = [{ port: served.port, at: gateway.address, reach }];
  const found = await answersBy(ways, null, signal);
  if (!found.had) return found;
  // What callers meet is `entranceOf`'s to say.
  return { ...found, value: { ...found.value, open: null }, request: `requests to ${replica} through its gateway` };
}
