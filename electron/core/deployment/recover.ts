import { setTimeout as pause } from 'node:timers/promises';
import type { Settled } from '#contract/deployment';
import { Problem } from '#contract/problem';
import { effectsOn, siteOf, takeBackLimit } from './carry-out.ts';
import { remember } from './evidence.ts';
import { endGap, journalledGap } from './gap.ts';
import { returnGateway, wakeGateway } from './gateway-container.ts';
import type { CarryingOut } from './job.ts';
import { observe } from './observe.ts';
import type { Observed } from './observed.ts';
import { type Recovering, refuseOpen, seal, sweep, where } from './recovered.ts';
import { leftText, numbered, reasonOf, run, undo } from './run.ts';
import { hidingOnHost } from './secret-hiding.ts';
import { closeReach, gatewayOf, type Site } from './site.ts';
import { judgeSoFar } from './so-far.ts';
import type { Step } from './steps.ts';
import { isUnknown } from './surely.ts';
import {
  asItWas,
  type Progress,
  progressOf,
  readUndertaking,
  type Undertaking,
  type Way,
  wayOf,
} from './undertaking.ts';
import { verify } from './verify.ts';

/** Milliseconds in which an engine carries out what it was asked before its caller died. */
const lateCalls = 1_000;
/** A late switch of the dead console can come between looking and fencing it off; a second time it cannot. */
const looks = 3;

/**
 * Settles a deployment whose console died or lost its host: back to what served, or on to its end, as the host's facts say.
 * Recovery is the same steps as ever, from the journal. What cannot be asked now is thrown (HOST_UNREACHABLE, TIMED_OUT,
 * BUSY) and stays to be settled.
 */
export async function recover(recovering: Recovering): Promise<Settled> {
  const { id, store, lock } = recovering;
  const { undertaking, plan } = store.deployments.intent(id);
  if (undertaking === null) return seal(recovering, 'taken-back', 'It ended before anything was done.');
  const meant = readUndertaking(undertaking);
  for (let left = looks; ; left--) {
    lock.check();
    const scene = await look(recovering, meant, plan as Step[]);
    try {
      await standUpGateway(scene, recovering);
      return await settle(scene, recovering);
    } catch (error) {
      if (left <= 1 || !(error instanceof Problem && error.code === 'BUSY') || lock.signal.aborted) throw error;
    } finally {
      await closeReach(scene.site);
    }
  }
}

/** The deployment as the journal and the host show it: what is left to do, and with what. */
type Scene = {
  readonly site: Site;
  readonly job: CarryingOut;
  readonly now: Observed;
  readonly progress: Progress;
  readonly way: Way;
};

async function look(recovering: Recovering, meant: Undertaking, plan: readonly Step[]): Promise<Scene> {
  const { id, host, store, lock, reader, signal } = recovering;
  const events = store.deployments.events(id, 0, Number.MAX_SAFE_INTEGER);
  const progress = progressOf(
    plan,
    events.flatMap((event) => (event.type === 'step' ? [event.step] : [])),
  );
  const now = await observe(host.engine, meant.wanted.service, { info: host.info, reader, signal });
  const way = wayOf(progress, meant, now);
  const known = { engine: host.engine, image: reader, vault: recovering.vault };
  const vault = await hidingOnHost({ observed: now, wanted: meant.wanted }, known, signal);
  const { operator, kind } = store.deployments.get(id);
  const work = { observed: asItWas(now, meant), wanted: meant.wanted, planned: { kind, steps: plan, gap: 0 } };
  const never = new AbortController().signal;
  const startedAt = performance.now();
  const telling = { told: () => {}, findings: [] };
  const job = { id, host, store, vault, operator, lock, work, startedAt, cancelled: never, ...telling };
  const site = siteOf(job);
  for (const replica of now.replicas) site.containers.set(replica.name, replica.id);
  const kept = now.releases.get(meant.wanted.release.number);
  const change = plan.find((step) => step.do === 'switch');
  const { golden, logs, containers, ends, findings, watch, wayBack } = recovering.found ?? site.found;
  Object.assign(site.found, {
    ...{ golden, logs, containers, ends, findings, watch, wayBack },
    gateway: now.gateway?.running ? now.gateway.id : null,
    noted: true,
    image: kept?.image ?? meant.wanted.release.image,
    epoch: now.epoch + 1,
    // Its requests are counted from its own switch on.
    firstEpoch: way === 'back' ? now.epoch + 1 : (now.serving?.epoch ?? now.epoch),
    served: kept?.served ?? null,
    switchBegun: change !== undefined && progress.begun.has(change),
    switchedTo: change && way !== 'back' ? change.to : [],
    // Refused until now where it goes back; where it serves, no later than the journal's last word.
    gap: journalledGap(events, way === 'back' ? Date.now() : Date.parse(events.at(-1)?.at ?? '')),
  });
  return { site, job, now, progress, way };
}

/** With the configuration that it had: whoever stopped or removed it, nothing is settled or served without it. */
async function standUpGateway({ site, now, job, progress }: Scene, { signal }: Recovering): Promise<void> {
  const isLeaving = [...progress.begun].some((step) => step.do === 'remove-gateway');
  if (site.found.gateway || isLeaving || (!now.gateway && !site.observed.gateway)) return;
  if (now.gateway) {
    site.found.gateway = now.gateway.id;
    await wakeGateway(site, signal);
  } else if (job.work.observed.volume) await returnGateway(site, signal);
}

async function settle(scene: Scene, recovering: Recovering): Promise<Settled> {
  switch (scene.way) {
    case 'back':
      return goBack(scene, recovering);
    case 'forward':
      return goOn(scene, recovering);
    case 'judge':
      return (await isBetterOff(scene, recovering)) ? goBack(scene, recovering) : goOn(scene, recovering);
    case 'leave':
      return leave(scene, recovering);
  }
}

async function goBack({ site, job, progress }: Scene, recovering: Recovering): Promise<Settled> {
  const begun = numbered(progress.plan).filter(({ step }) => progress.begun.has(step));
  const undoing = (steps: typeof begun) => undo(steps, effectsOn(site, job), takeBackLimit(site));
  const left = await undoing(begun);
  refuseOpen(left);
  await sweep(site, recovering);
  const unsure = begun.filter(({ step }) => !progress.done.has(step));
  if (unsure.length > 0) {
    // A call that was under way when the console died may be carried out after all.
    await pause(lateCalls);
    refuseOpen(await undoing(unsure));
    await sweep(site, recovering);
  }
  const ending = `It ended ${where(progress)}, and was taken back.`;
  if (left.length > 0)
    return seal(recovering, 'failed', `${ending} Not done: ${left.map(leftText).join('; ')}`, site, job);
  return seal(recovering, 'taken-back', ending, site, job);
}

async function goOn({ site, job, progress }: Scene, recovering: Recovering): Promise<Settled> {
  const { plan, done } = progress;
  const after = plan.findIndex((step) => step.do === 'switch');
  const rest = numbered(plan).filter(({ n, step }) => n > after + 1 && !done.has(step) && step.do !== 'watch');
  const never = new AbortController().signal;
  const effects = effectsOn(site, job);
  const ends = { cancel: never, fence: recovering.lock.signal, takeBackLimit: takeBackLimit(site) };
  // Not journalled when it happened: this is when it was seen.
  const { servingAt } = recovering.store.deployments.get(recovering.id);
  if (after >= 0 && servingAt === null)
    recovering.store.deployments.update(recovering.id, { servingAt: new Date().toISOString() });
  endGap(site.found.gap);
  // The host shows that it was carried out, although nobody was left to say so.
  const unsaid = numbered(plan).filter(({ n, step }) => n <= after + 1 && progress.begun.has(step) && !done.has(step));
  await effects.tell(unsaid.map((it) => ({ ...it, state: 'done' as const, ms: 0 })));
  const outcome = await run(rest, effects, ends);
  const ending = `It ended ${where(progress)}, and was completed.`;
  if (outcome.end === 'succeeded') {
    await sweep(site, recovering);
    const settled = await seal(recovering, 'completed', ending, site, job);
    await recovering.store.patiently(() => remember(job, site), { within: 0 }).catch(() => {});
    return settled;
  }
  if (isUnknown(outcome.cause)) throw outcome.cause;
  const left = outcome.end === 'stuck' ? outcome.left : [];
  refuseOpen(left);
  const not = left.length > 0 ? ` Not done: ${left.map(leftText).join('; ')}` : '';
  return seal(recovering, 'failed', `${ending} ${reasonOf(outcome.cause)}.${not}`, site, job);
}

/** Whether what serves now answers wrongly or worse than it may, and what served before can still be returned to. */
async function isBetterOff({ site, now, progress }: Scene, { signal }: Recovering): Promise<boolean> {
  const { serving, releases } = site.observed;
  // What was stopped to make room is there to be started again.
  const stopped = progress.plan.flatMap((step) => (step.do === 'stop' ? [step.target] : []));
  const there = now.replicas.filter(({ name, state }) => state === 'ready' || stopped.includes(name));
  const names = new Set(there.map(({ name }) => name));
  if (!serving?.replicas.every(({ name }) => names.has(name))) return false;
  try {
    await Promise.all(site.found.switchedTo.map((name) => verify(name, site, signal)));
    const { release, policy } = site.wanted;
    const from = releases.get(serving.release ?? 0) ?? null;
    const made = { epoch: now.serving?.epoch ?? now.epoch, to: release, from, objective: policy.slo };
    const watched = await judgeSoFar(site.engine, gatewayOf(site), made, signal);
    site.found.watch = watched;
    if (watched.reason) site.found.findings.push(`Found after the interruption: ${watched.reason}`);
    return watched.reason !== null;
  } catch (error) {
    if (isUnknown(error) || !(error instanceof Problem)) throw error;
    site.found.findings.push(`Found after the interruption: ${error.message}`);
    return true;
  }
}

/** Somebody else has changed the service since: only what this deployment made and nobody uses goes. */
async function leave({ site, job, now, progress }: Scene, recovering: Recovering): Promise<Settled> {
  const pins = numbered(progress.plan).filter(({ step }) => step.do === 'pin' && progress.begun.has(step));
  // Whoever kept the release since relies on its image.
  if (!now.releases.has(site.wanted.release.number))
    refuseOpen(await undo(pins, effectsOn(site, job), takeBackLimit(site)));
  await sweep(site, recovering, new Set(now.serving?.replicas.map(({ name }) => name)));
  return seal(
    recovering,
    'taken-back',
    `It ended ${where(progress)}. The service was changed by somebody else since, and was left as it is.`,
  );
}
