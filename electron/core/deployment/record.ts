import type { Problem } from '#contract/problem';
import type { OpenHost } from '../host/hosts.ts';
import { releaseRef } from '../release/release.ts';
import type { Store } from '../store/store.ts';
import { standing } from './acceptance.ts';
import { undertakingOf } from './undertaking.ts';
import type { Wanted } from './wanted.ts';
import { presentRelease, type Request, type WorkedOut } from './work-out.ts';

export type Recording = {
  readonly id: string;
  readonly host: OpenHost;
  readonly acting: { readonly operator: string; readonly console: string };
  readonly store: Pick<Store, 'deployments' | 'releases' | 'said'>;
};

/** What is about to be done, with all that another process needs to settle it; on disk when it returns. */
export function recordBegun({ id, host, acting, store }: Recording, { observed, wanted, planned }: WorkedOut): void {
  const from = presentRelease(observed);
  const number = planned.steps.some((step) => step.do === 'create') && wanted.isNew ? wanted.release.number : null;
  keepAccepted({ host, acting, store }, wanted);
  store.deployments.begin({
    id,
    service: wanted.service,
    host: host.name,
    engine: host.info.id,
    kind: planned.kind,
    from: from ? releaseRef(from) : null,
    to: planned.kind === 'retire' ? null : releaseRef(wanted.release),
    operator: acting.operator,
    console: acting.console,
    note: wanted.policy.note,
    file: { run: wanted.release.run, front: wanted.front, policy: wanted.policy, replicas: wanted.replicas },
    plan: planned.steps,
    number,
    undertaking: undertakingOf(observed, wanted),
  });
  if (number !== null) store.releases.burn(host.info.id, wanted.service, number);
}

/** What somebody accepts with a deployment holds for the service from then on; said again in the same words, it is one. */
function keepAccepted({ host, acting, store }: Omit<Recording, 'id'>, { service, accepted = [] }: Wanted): void {
  const place = { service, host: host.name };
  const there = standing(store.said.list(place), Date.now()).now;
  const { operator: by, console } = acting;
  for (const { id, reason, until, by: before } of accepted) {
    const isKept = there.some((it) => it.id === id && it.reason === reason && it.until === until);
    if (before === undefined && !isKept)
      store.said.add({ ...place, kind: 'accepted', id, text: reason, until, by, console });
  }
}

/** A stop is recorded too: that somebody tried, and what kept it from going ahead. Nothing in it holds a secret's value. */
export function recordStop(
  { id, host, acting, store }: Recording,
  { service, act, file }: Pick<Request, 'service' | 'act' | 'file'>,
  problem: Problem,
): void {
  store.deployments.begin({
    id,
    service,
    kind: act.kind,
    operator: acting.operator,
    console: acting.console,
    host: host.name,
    engine: host.info.id,
    from: null,
    to: null,
    note: file?.note ?? null,
    file,
    plan: [],
  });
  store.deployments.finish(id, { state: 'stopped', reason: problem.message });
}
