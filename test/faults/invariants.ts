import type { Deployment } from '#contract/deployment';
import type { ServiceStatus } from '#contract/service';
import { names } from '#core/docker/labels';
import type { Seen } from '#support/load';
import type { OnHost, OnRecord } from './facts.ts';

/** `rule` is what does not hold, `why` what was seen instead. */
export type Violation = { readonly rule: string; readonly why: string };

const list = (all: readonly (string | number)[]): string => all.join(', ') || 'nothing';
const same = (a: readonly unknown[], b: readonly unknown[]): boolean => JSON.stringify(a) === JSON.stringify(b);

/** Which requests may fail: those in a `gap` that was said, with its answer and no other, or any while the fault is an `outage`. */
export type Excuse = 'none' | 'gap' | 'outage';

/** No request may fail but for its excuse; with one the service answers again in the end. */
export function ofCallers({ requests, failed }: Seen, excuse: Excuse): Violation[] {
  if (requests === 0) return [{ rule: 'serving', why: 'no caller got through' }];
  const wrong = excuse === 'gap' ? failed.filter((why) => !why.includes('"code":"paused"')) : failed;
  if (wrong.length === 0 || excuse === 'outage') return [];
  const kinds = [...new Set(wrong)].slice(0, 3).join(' | ');
  return [{ rule: 'no failed request', why: `${wrong.length} of ${requests} failed: ${kinds}` }];
}

/** What is on the host is what serves and what is kept to go back to, and nothing else. */
export function ofHost(host: OnHost): Violation[] {
  const { service, serving } = host;
  const active = serving?.release ? [...serving.replicas, names.gateway(service)].sort() : [];
  const there = host.containers.map(({ name }) => name).sort();
  const down = host.containers.filter(({ state }) => state !== 'running').map(({ name, state }) => `${name} ${state}`);
  const unkept = host.pins.filter((number) => !host.kept.includes(number));
  const unpinned = host.kept.filter((number) => !host.pins.includes(number));
  const orphans = host.volumes.filter((name) => name !== names.state(service) && !host.secrets.includes(name));
  const lost = host.secrets.filter((name) => !host.volumes.includes(name));
  const network = active.length > 0 ? [names.network(service)] : [];
  const say = (holds: boolean, rule: string, why: string): Violation[] => (holds ? [] : [{ rule, why }]);
  return [
    ...say(same(there, active), 'no orphan', `containers ${list(there)} instead of ${list(active)}`),
    ...say(down.length === 0, 'serving', `not running: ${list(down)}`),
    ...say(same(host.networks, network), 'no orphan', `networks ${list(host.networks)} instead of ${list(network)}`),
    ...say(orphans.length === 0, 'no orphan', `volumes that nothing kept has: ${list(orphans)}`),
    ...say(lost.length === 0, 'way back', `releases kept without their secrets: ${list(lost)}`),
    ...say(active.length === 0 || unkept.length === 0, 'no orphan', `pins of no kept release: ${list(unkept)}`),
    ...say(unpinned.length === 0, 'way back', `releases kept without their image: ${list(unpinned)}`),
    ...say(
      !serving?.release || host.kept.includes(serving.release),
      'way back',
      `r${serving?.release} serves and is not kept`,
    ),
    ...say(
      active.length === 0 || host.written === host.running,
      'configuration',
      `${host.running} runs, ${host.written} is written`,
    ),
  ];
}

/** A later look at the same service: traffic moves only with a newer epoch. */
export function ofChange(before: OnHost, after: OnHost): Violation[] {
  // Without a gateway its volume is not read: there is nothing that serves.
  if (after.written === null) return [];
  if (after.epoch < before.epoch)
    return [{ rule: 'epochs increase', why: `epoch ${after.epoch} after ${before.epoch}` }];
  if (after.epoch > before.epoch || same([before.serving], [after.serving])) return [];
  const told = [before, after].map(({ serving }) => `r${serving?.release} (${list(serving?.replicas ?? [])})`);
  return [{ rule: 'epochs increase', why: `${told.join(' became ')} within epoch ${after.epoch}` }];
}

export function ofRecord(host: OnHost, record: OnRecord): Violation[] {
  const all = record.histories.flat().filter(({ service }) => service === host.service);
  const live = all.filter(({ state }) => ['planned', 'running', 'watching'].includes(state));
  const open = all.filter((it) => !live.includes(it) && it.steps.some(({ state }) => state === 'started'));
  const broken = record.verified.filter(({ ok }) => !ok).flatMap(({ broken }) => broken.map(({ why }) => why));
  const told = record.status && shown(record.status);
  const elsewhere = record.fromNothing && shown(record.fromNothing);
  const expected = host.serving?.release ? 'serving' : 'retired';
  const say = (holds: boolean, rule: string, why: string): Violation[] => (holds ? [] : [{ rule, why }]);
  return [
    ...live.map(({ id, state }) => ({ rule: 'every deployment ends', why: `${id} is left ${state}` })),
    ...open.map((it) => ({ rule: 'every intent ends', why: `${it.id} (${it.state}): ${list(openSteps(it))}` })),
    ...say(broken.length === 0, 'history verifies', list(broken)),
    ...say(record.again.length === 0, 'settling twice changes nothing', list(record.again)),
    ...say(told === elsewhere, 'same answer from nothing', `${told} here, ${elsewhere} there`),
    ...say(
      host.containers.length === 0 || record.status?.state === expected,
      'serving',
      `status says ${record.status?.state}: ${record.status?.reason ?? ''}`,
    ),
    ...unverified(host, all),
  ];
}

/** Who gets requests was asked by somebody before: its verification stands in a record. */
function unverified(host: OnHost, all: readonly Deployment[]): Violation[] {
  const verified = new Set(
    all
      .flatMap(({ steps }) => steps.filter((it) => it.do === 'verify' && it.state !== 'failed'))
      .map((it) => it.target),
  );
  const never = (host.serving?.replicas ?? []).filter((name) => !verified.has(name));
  return never.length === 0 ? [] : [{ rule: 'verified before traffic', why: `never asked: ${list(never)}` }];
}

/** What was told as ended stays as it was told: `told` are earlier looks at finished deployments, by id. */
export function ofEnded(told: Map<string, string>, histories: readonly (readonly Deployment[])[]): Violation[] {
  const now = new Map(histories.flat().map((it) => [it.id, ending(it)]));
  const changed = [...told].filter(([id, was]) => now.get(id) !== was);
  for (const it of histories.flat()) if (it.finishedAt) told.set(it.id, ending(it));
  return changed.map(([id, was]) => ({ rule: 'history only grows', why: `${id} was ${was} and is ${now.get(id)}` }));
}

const ending = ({ state, reason, finishedAt, to }: Deployment): string =>
  [state, to?.release, finishedAt, reason].join(' ');

const openSteps = ({ steps }: Deployment): string[] =>
  steps.filter(({ state }) => state === 'started').map((it) => `${it.do} ${it.target}`);

function shown({ service, state, release, replicas, address }: ServiceStatus): string {
  const each = replicas.map((it) => `${it.name} ${it.state} ${it.admitted ? 'admitted' : ''}`).sort();
  return `${service} ${state} ${release?.release} at ${address}: ${each.join(', ')}`;
}
