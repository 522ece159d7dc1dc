import type { Observed } from '../deployment/observed.ts';
import { type PrivateWay, privateWay } from '../deployment/private-way.ts';
import type { Engine } from '../docker/types.ts';
import { dialCommand, dialPublic } from '../gateway/places.ts';
import { question } from '../model/ask-json.ts';
import { askGolden } from '../model/golden.ts';
import { noAnswerCause } from '../model/no-answer.ts';
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
  // Who has no key to ask for is open by its file.
  const hasKeys = (observed.present?.front.keys.length ?? 0) > 0;
  const [found, open] = await Promise.all([
    answersBy(ways, null, signal),
    hasKeys ? isOpen(engine, way, signal) : null,
  ]);
  if (!found.had) return found;
  return { ...found, value: { ...found.value, open }, request: `requests to ${replica} through its gateway` };
}

/** One request, and one that the model answers well: callers' errors stay theirs. Null where it does not. */
async function isOpen(
  engine: Pick<Engine, 'dial'>,
  { gateway, served }: PrivateWay,
  signal: AbortSignal,
): Promise<boolean | null> {
  await using reach = reachThrough((ending) => engine.dial(gateway.id, dialPublic, ending));
  try {
    const { status } = await question(reach, { path: served.ready.path }, signal);
    if (status === 401 || status === 403) return false;
    return status >= served.ready.least && status <= served.ready.most ? true : null;
  } catch (error) {
    if (!noAnswerCause(error)) throw error;
    return null;
  }
}
