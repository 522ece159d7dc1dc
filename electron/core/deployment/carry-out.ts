import type { DeploymentKind, DeploymentState, Evidence } from '#contract/deployment';
import { Problem } from '#contract/problem';
import { readTraffic } from '../gateway/switch.ts';
import type { OpenHost } from '../host/hosts.ts';
import { hiddenEvidence } from '../secrets/outgoing.ts';
import type { Vault } from '../secrets/vault.ts';
import { intentWithin, outcomeWithin } from '../store/patience.ts';
import type { Store } from '../store/store.ts';
import { acceptedBy } from './acceptance.ts';
import { noteOutcome } from './front.ts';
import { gapMs } from './gap.ts';
import { keepGatewayUp } from './gateway-container.ts';
import { startHint } from './in-place.ts';
import type { Lock } from './lock.ts';
import { perform, takeBack } from './perform.ts';
import { leavesGap } from './plan-in-place.ts';
import { type Effects, leftText, numbered, type Outcome, reasonOf, run, type StepEvent } from './run.ts';
import { visibleSecrets } from './secrets.ts';
import { closeReach, type Found, type Site } from './site.ts';
import { gapNote } from './stated-gap.ts';
import type { Step } from './steps.ts';
import { isUnknown, surely } from './surely.ts';
import type { WorkedOut } from './work-out.ts';

export type CarryingOut = {
  readonly id: string;
  readonly host: OpenHost;
  readonly store: Store;
  readonly vault: Vault;
  readonly operator: string;
  readonly lock: Lock;
  readonly work: WorkedOut;
  readonly startedAt: number;
  /** What is to be told with it from the beginning. */
  readonly findings: readonly string[];
  readonly cancelled: AbortSignal;
  /** Called after every change of the record. */
  readonly told: () => void;
};

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
      wayBack: null,
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

export async function evidenceOf(site: Site, { work, vault, operator }: CarryingOut): Promise<Evidence> {
  const { found } = site;
  const switched = work.planned.steps.some((step) => step.do === 'switch') && found.gateway;
  const traffic = switched && found.gateway ? await trafficOf(site, found.gateway).catch(() => []) : [];
  const created = work.planned.steps.some((step) => step.do === 'create');
  const verified = work.planned.steps.some((step) => step.do === 'verify');
  const unknown = verified && found.golden.every((result) => result.generated);
  const evidence = {
    golden: found.golden,
    traffic,
    switchedMs: found.switchedMs,
    gapMs: gapMs(found.gap),
    findings: [
      ...(unknown ? ['answers; whether rightly is unknown'] : []),
      ...(created ? visibleSecrets(work.wanted.release.run) : []),
      ...found.findings,
    ],
    logs: found.logs,
    containers: found.containers,
    watch: found.watch,
    wayBack: found.wayBack,
    ...acceptedBy(operator, work.wanted),
  };
  return hiddenEvidence(evidence, vault.hiding());
}

/** From the first switch of this deployment on, exactly: the gateway's counters are kept by epoch. */
const trafficOf = ({ engine, found }: Site, gateway: string): Promise<Evidence['traffic']> =>
  readTraffic(engine, gateway, { epoch: found.firstEpoch });

/** Also after a restart of the console: the release as the host has it. */
export function remember({ store, host, work }: CarryingOut, { found }: Site): void {
  const { wanted } = work;
  if (wanted.kind === 'retire') return;
  const served = found.served ?? wanted.release.served;
  store.releases.save(host.info.id, wanted.service, { ...wanted.release, image: found.image, served });
}

function stateOf(
  outcome: Outcome,
  job: CarryingOut,
): Extract<DeploymentState, 'succeeded' | 'failed' | 'stopped' | 'interrupted' | 'taken-back'> {
  switch (outcome.end) {
    case 'succeeded':
      return job.cancelled.aborted ? 'interrupted' : 'succeeded';
    case 'stuck':
      return 'failed';
    case 'taken-back':
      if (job.cancelled.aborted) return 'interrupted';
      return outcome.cause instanceof Problem && outcome.cause.code === 'STOPPED' ? 'stopped' : 'taken-back';
  }
}

function problemOf(outcome: Outcome, { work, cancelled }: CarryingOut): Problem | null {
  switch (outcome.end) {
    case 'succeeded':
      return cancelled.aborted ? completed() : null;
    case 'taken-back':
      return outcome.cause instanceof Problem ? outcome.cause : unexpected(outcome.cause);
    case 'stuck':
      return new Problem(
        'NEEDS_PERSON',
        `${reasonOf(outcome.cause)}. Not done: ${outcome.left.map(leftText).join('; ')}`,
        {
          hint: outcome.left.some(({ step }) => step.do === 'stop')
            ? startHint(work.wanted.service)
            : needed(work.planned.kind, work.planned.steps, work.wanted.service),
          cause: outcome.cause,
        },
      );
  }
}

const completed = (): Problem =>
  new Problem('INTERRUPTED', 'Interrupted too late to be taken back, so it was completed', {
    hint: 'To go back, run "slipway rollback".',
  });

const needed = (kind: DeploymentKind, steps: readonly Step[], service: string): string =>
  steps.length > 0 && kind !== 'retire'
    ? `Look at "slipway status ${service}" and "docker ps -a --filter label=io.slipway.service=${service}", then run the command again: what is done is not done twice.`
    : `Look at "docker ps -a --filter label=io.slipway.service=${service}", then run the command again.`;

function unexpected(cause: unknown): Problem {
  return new Problem('ENGINE_REFUSED', `Unexpected: ${reasonOf(cause)}`, {
    hint: 'This is a mistake in Slipway. Please report it with "slipway history show".',
    cause,
  });
}

function reason(problem: Problem, outcome: Outcome): string {
  return outcome.end === 'taken-back' ? `${problem.message} (taken back)` : problem.message;
}
