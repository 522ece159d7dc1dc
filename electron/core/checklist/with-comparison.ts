import type { ApiChange } from '#contract/compatibility';
import type { Deployment } from '#contract/deployment';
import type { Store } from '../store/store.ts';
import { type Collected, whereRecorded } from './collected.ts';
import { type Fact, type FactValues, had, missing } from './facts.ts';

/** Deployments of a service that are looked through, the newest first. */
const looked = 50;

/**
 * The same with what was compared when it was deployed, or when somebody tried to: of a file by what it would replace and
 * by what, of a service by the release that serves. What another front does to callers the plan of a file tells.
 */
export function withComparison({ deployments }: Pick<Store, 'deployments'>, collected: Collected): Collected {
  const { subject, about, facts } = collected;
  if (subject.kind === 'container') return collected;
  const list = whereRecorded(() => deployments.list({ service: subject.name, host: about.host, limit: looked })) ?? [];
  const comparison = subject.kind === 'service' ? ofService(list, collected) : ofFile(list, collected);
  return { ...collected, facts: { ...facts, comparison } };
}

type Comparison = Fact<FactValues['comparison']>;

const notYet = missing('What the new release takes and gives is compared with what serves when it is deployed.');

function ofService(list: readonly Deployment[], { about }: Collected): Comparison {
  const brought = list.find(
    ({ state, to, from }) =>
      state === 'succeeded' && to?.release === about.release?.release && from?.release !== to?.release,
  );
  if (!brought) return missing('No deployment of this console brought what serves.');
  if (brought.from === null) return missing('It was the first release: there was nothing to compare it with.');
  return factOf(brought);
}

function ofFile(list: readonly Deployment[], { facts }: Collected): Comparison {
  if (!facts.plan.had) return notYet;
  const { from, identity, callers = [] } = facts.plan.value;
  const same = list.find(
    ({ evidence: { compared }, from: before }) =>
      compared?.why === null && compared.identity === identity && before?.release === from?.release,
  );
  if (same) return factOf(same, callers);
  if (!callers.some(isBreaking)) return notYet;
  const whole = { ...counted(callers), unknown: [], isWhole: false };
  return had(whole, 'the front of the file beside the one in force', new Date().toISOString());
}

/** `front` are the changes of the front that is asked for now, instead of those of then. */
function factOf({ id, evidence, startedAt, finishedAt }: Deployment, front?: readonly ApiChange[]): Comparison {
  const { compared } = evidence;
  if (!compared) return missing('It was deployed before APIs were compared.');
  if (compared.why !== null) return missing(compared.why);
  const then = compared.changes.filter(({ path }) => front === undefined || !isFront(path));
  const [gone, come] = [compared.changes.filter(({ path }) => isFront(path)), front ?? []];
  const without = (verdict: ApiChange['verdict'], all: number) =>
    front === undefined ? all : all - gone.filter((it) => it.verdict === verdict).length + count(come, verdict);
  const value = {
    changes: [...come, ...then].toSorted((a, b) => Number(isBreaking(b)) - Number(isBreaking(a))),
    breaking: without('breaking', compared.breaking),
    safe: without('safe', compared.safe),
    unknown: compared.unknown,
    isWhole: true,
  };
  return had(value, `the deployment ${id}`, finishedAt ?? startedAt);
}

const isFront = (path: string): boolean => path.startsWith('front.');
const isBreaking = ({ verdict }: ApiChange): boolean => verdict === 'breaking';
const count = (changes: readonly ApiChange[], verdict: ApiChange['verdict']): number =>
  changes.filter((it) => it.verdict === verdict).length;
const counted = (changes: readonly ApiChange[]) => ({
  changes: [...changes],
  breaking: count(changes, 'breaking'),
  safe: count(changes, 'safe'),
});
