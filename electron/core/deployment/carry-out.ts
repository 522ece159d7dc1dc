import { Problem } from '#contract/problem';
import { intentWithin, outcomeWithin } from '../store/patience.ts';
import { evidenceOf, remember } from './evidence.ts';
import { keepGatewayUp } from './gateway-container.ts';
import type { CarryingOut } from './job.ts';
import type { Lock } from './lock.ts';
import { noteOutcome } from './note.ts';
import { problemOf, reason, stateOf } from './outcome.ts';
import { perform, takeBack } from './perform.ts';
import { leavesGap } from './plan-in-place.ts';
import { type Effects, numbered, type Outcome, reasonOf, run, type StepEvent } from './run.ts';
import { closeReach, type Found, type Site } from './site.ts';
import { gapNote } from './stated-gap.ts';
import type { Step } from './steps.ts';
import { isUnknown, surely } from './surely.ts';

/** `sealed` is false when the host could not be asked how it ended: then it is still to be settled. */
export type CarriedOut = { readonly problem: Problem | null; readonly sealed: boolean; readonly found: Found };

/** Carries a recorded plan out to its end and seals the record. Returns the problem that ended it, or null. */
export async function carryOut(job: CarryingOut): Promise<CarriedOut> {
  const { id, store, work, lock } = job;
  const site = siteOf(job);
  const steps = work.planned.steps;
  if (steps.length > 0) store.deployments.update(id, { state: 'running' });
  for (const text of work.wanted.told ?? []) site.say(text);
  if (leavesGap(steps)) site.say(gapNote(work.observed, work.wanted));
  const ends = { cancel: job.cancelled, fence: lock.signal, takeBackLimit: takeBackLimit(work) };
  const outcome = await servingAgain(await run(numbered(steps), effectsOn(site, job), ends), site);
  await closeReach(site);
  const hiding = job.vault.hiding();
  const problem = hiding.error(problemOf(outcome, job));
  if (isOpen(outcome, lock)) return { problem, sealed: false, found: site.found };
  const state = stateOf(outcome, job);
  if (outcome.end !== 'succeeded') await noteFailure(state, site, job);
  const evidence = await evidenceOf(site, job);
  const ending = { state, reason: problem ? reason(problem, outcome) : null, evidence };
  const patience = { within: outcomeWithin, signal: lock.signal };
  await store
    .patiently(() => store.deployments.finish(id, ending), patience)
    .catch((error: unknown) => {
      throw outcome.end === 'succeeded' && isRecordLost(error) ? unsealed(error, work.wanted.service) : error;
    });
  // What is remembered is on the host too: that it cannot be written is no failure of the deployment.
  if (outcome.end === 'succeeded') await store.patiently(() => remember(job, site), { within: 0 }).catch(() => {});
  return { problem, sealed: true, found: site.found };
}

const unsealed = (cause: unknown, service: string): Problem =>
  new Problem('NEEDS_PERSON', `It was carried out, and its end could not be recorded: ${reasonOf(cause)}`, {
    hint: `${cause instanceof Problem ? cause.hint : ''} Then "slipway status ${service}" completes the record.`,
    cause,
  });

/** What steps do to the host and the record, for as long as the lock is held. */
export function effectsOn(site: Site, job: CarryingOut): Effects {
  const { store, lock, work } = job;
  const write = async (events: readonly StepEvent[], within: number) => {
    if (events.length > 0)
      await store.patiently(() => journal(job, work.planned.steps.length, events), { within, signal: lock.signal });
    job.told();
  };
  return {
    perform: (step, signal) => surely(site, signal, () => perform(step, site, signal)),
    takeBack: (step, signal) =>
      surely(site, signal, async () => {
        // What can be taken back without it is, and at the end it is told that it is missing.
        await keepGatewayUp(site, signal).catch(() => {});
        await takeBack(step, site, signal);
      }),
    journal: (events) => write(events, site.found.switchBegun ? outcomeWithin : intentWithin),
    tell: (events) => write(events, 0),
  };
}

/** Taken back is only what is as it was: with a gateway in front of it. */
async function servingAgain(outcome: Outcome, site: Site): Promise<Outcome> {
  if (outcome.end !== 'taken-back') return outcome;
  const signal = AbortSignal.timeout(takeBackLimit(site));
  try {
    await surely(site, signal, () => keepGatewayUp(site, signal));
    return outcome;
  } catch (cause) {
    const { address = '', image = '', name = '' } = site.observed.gateway ?? {};
    return {
      end: 'stuck',
      cause: outcome.cause,
      left: [{ step: { do: 'gateway', target: name, image, address }, cause }],
    };
  }
}

/** A host that did not answer, a lock that was lost or a record that takes no more leaves open what becomes of the rest. */
function isOpen(outcome: Outcome, lock: Lock): boolean {
  if (outcome.end !== 'stuck') return false;
  if (lock.signal.aborted || isRecordLost(outcome.cause)) return true;
  return [outcome.cause, ...outcome.left.map(({ cause }) => cause)].some(isUnknown);
}

const isRecordLost = (cause: unknown): boolean => cause instanceof Problem && cause.code === 'RECORD_FAILED';

/** Also what failed is told on the host, where there is a gateway that can be told; it must not hide why it failed. */
async function noteFailure(state: string, site: Site, { lock, work }: CarryingOut): Promise<void> {
  if (!work.observed.gateway?.running || !site.found.gateway || lock.signal.aborted) return;
  await noteOutcome(state, site, AbortSignal.timeout(10_000)).catch(() => {});
}

/** A step back may wait for the drain, a stop within its grace and an old model's start, beside what an engine needs. */
export const takeBackLimit = ({ observed, wanted }: Pick<Site, 'observed' | 'wanted'>): number => {
  const starts = [...observed.releases.values()].map(({ run }) => run.model.ready.within + run.reliability.stopGrace);
  return 180_000 + wanted.drain + wanted.release.run.reliability.stopGrace + Math.max(0, ...starts);
};

export function siteOf({ id, host, store, operator, lock, vault, work, startedAt, findings, told }: CarryingOut): Site {
  const { observed, wanted } = work;
  const say = (text: string) => {
    store.deployments.append(id, { type: 'said', text: vault.hiding().text(text) });
    told();
  };
  const containers = new Map(observed.replicas.map((replica) => [replica.name, replica.id]));
  return {
    engine: host.engine,
    id,
    operator,
    startedAt,
    observed,
    wanted,
    lock,
    say,
    vault,
    containers,
    found: {
      gateway: observed.gateway?.id ?? null,
      reach: null,
      image: wanted.release.image,
      epoch: observed.epoch + 1,
      firstEpoch: observed.epoch + 1,
      served: null,
      switchedMs: null,
      switchMs: null,
      started: new Map(),
      starting: Promise.resolve(),
      wayBack: null,
      api: null,
      compared: null,
      breaking: null,
      gap: { since: observed.refusedSince ?? null, ms: null },
      switchBegun: false,
      switchedTo: [],
      golden: [],
      logs: {},
      ends: new Map(),
      containers: [],
      watch: null,
      noted: false,
      findings: [...findings, ...(wanted.told ?? [])],
    },
  };
}

function journal({ id, store, vault }: CarryingOut, of: number, events: readonly StepEvent[]): void {
  const is = (state: StepEvent['state'], kind: Step['do']) =>
    events.some((event) => event.state === state && event.step.do === kind);
  store.deployments.appendAll(
    id,
    events.map(({ n, step, state, ms, reason }) => ({
      type: 'step' as const,
      step: { n, of, do: step.do, target: step.target, state, ms: Math.round(ms * 10) / 10 },
      ...(reason ? { reason: vault.hiding().text(reason) } : {}),
    })),
    {
      ...(is('done', 'switch') ? { servingAt: new Date().toISOString() } : {}),
      ...(is('started', 'watch') ? { state: 'watching' } : {}),
    },
  );
}
