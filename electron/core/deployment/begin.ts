import type { Settled } from '#contract/deployment';
import { Problem } from '#contract/problem';
import { names } from '../docker/labels.ts';
import { gatewayImage } from '../gateway/image.ts';
import type { Hosts, OpenHost } from '../host/hosts.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Store } from '../store/store.ts';
import { ulid } from '../store/ulid.ts';
import { standing } from './acceptance.ts';
import { keepCertificate } from './access.ts';
import { afterwards } from './afterwards.ts';
import { type Checklist, withBlockers } from './blockers.ts';
import { carryOut } from './carry-out.ts';
import { unrecorded } from './cut-short.ts';
import { otherHosts } from './elsewhere.ts';
import { refuseUnlooked } from './expected.ts';
import { acquire, releasing } from './lock.ts';
import { sweepProbes } from './probes.ts';
import { recordBegun, recordStop } from './record.ts';
import { hidingOnHost } from './secret-hiding.ts';
import { stayingSecrets } from './secrets.ts';
import { isInterrupted, type Settling, settleService } from './settling.ts';
import { sweepTries } from './tries.ts';
import { type Grounds, type Request, refuseGap, type WorkedOut, workOut } from './work-out.ts';

export type Conducting = {
  readonly hosts: Hosts;
  readonly store: Store;
  readonly vault: Vault;
  readonly checks: Checklist;
  /** The setting that names the gateway's image, or null for the default. */
  readonly gatewayImage: string | null;
  readonly operator: string;
  readonly console: string;
};
/** Who asked, and with what: another than this console's own operator where the call came from another process. */
export type Acting = Pick<Conducting, 'operator' | 'console'>;
export type Options = {
  readonly host?: string | undefined;
  readonly allowGap: boolean;
  /** The hash of the plan that somebody looked at. */
  readonly expect?: string | undefined;
  /** The host's name, where somebody agreed to what is done there. */
  readonly agreed?: string | undefined;
};

export type Beginning = {
  readonly request: Request;
  readonly host: OpenHost;
  readonly options: Options;
  readonly acting: Acting;
  readonly cancel: AbortController;
  readonly parts: Conducting;
  readonly settling: Settling;
  /** Called after whatever happens to it. */
  readonly told: () => void;
  /** Called as soon as it is recorded, with its end: the problem that ended it, or null. */
  readonly onBegun: (id: string, ended: Promise<Problem | null>) => void;
};

/** Takes the lock, settles what was left, works out what to do, records it and begins. A stop is recorded too, and is `stopped`. */
export async function beginDeployment(beginning: Beginning): Promise<{ id: string; stopped: Problem | null }> {
  const { request, host, options, acting, cancel, parts, settling, told, onBegun } = beginning;
  const { store, vault } = parts;
  const id = ulid();
  const startedAt = performance.now();
  const basis = await groundsFor(request, host, parts, { deployment: id, signal: cancel.signal });
  const image = basis.gateway.id;
  const holder = { service: request.service, deployment: id, operator: acting.operator, image };
  const lock = await acquire(host.engine, { ...holder, isDead: isInterrupted(settling) }, cancel.signal);
  let work: WorkedOut;
  let settled: Settled[] = [];
  let knowing: Vault;
  try {
    await sweepProbes(host.engine, request.service, lock, cancel.signal);
    // What is tried beside it would keep its network, and memory that the new replicas need.
    await sweepTries(host.engine, request.service, cancel.signal);
    settled = await settleService(request.service, { host, lock, image, signal: cancel.signal }, settling);
    work = await workOut(request, basis);
    if (options.expect !== undefined)
      await refuseUnlooked(options.expect, work, () => workOut(request, { ...basis, reader: null }));
    refuseGap(work, options.allowGap);
    work = await withBlockers(work, request, { host, checks: parts.checks, signal: cancel.signal });
    knowing = await hidingOnHost(work, { engine: host.engine, image, vault }, cancel.signal);
    keepCertificate(request.service, request.certificate ?? null, vault);
    recordBegun({ id, host, acting, store }, work);
  } catch (error) {
    await lock[Symbol.asyncDispose]();
    if (!(error instanceof Problem) || error.code !== 'STOPPED') throw error;
    const stopped = vault.hiding().error(error);
    recordStop({ id, host, acting, store }, { ...request, file: vault.hiding().deep(request.file) }, stopped);
    return { id, stopped };
  }
  const findings = [
    ...settled.map((it) => `The ${it.kind} before, ${it.id}, was interrupted. ${it.reason}`),
    ...stayingSecrets(work.wanted, vault),
  ];
  const cancelled = cancel.signal;
  const job = { ...parts, ...acting, vault: knowing, id, host, lock, work, startedAt, cancelled, told, findings };
  const ended = releasing(carryOut(job), lock)
    .then((end) => (end.sealed ? end.problem : afterwards({ ...job, ...end }, settling)))
    .catch(unrecorded)
    .then((problem) => problem && knowing.hiding().error(problem));
  onBegun(id, ended);
  return { id, stopped: null };
}

/** What is needed to work out what to do; nothing is changed by it. */
export async function groundsFor(
  request: Request,
  host: OpenHost,
  { store, vault, hosts, gatewayImage: setting }: Conducting,
  { deployment, signal }: Pick<Grounds, 'deployment' | 'signal'>,
): Promise<Grounds & { readonly reader: string }> {
  const gateway = await gatewayFor(request, host, setting, signal);
  const highest = store.releases.highest(host.info.id, request.service);
  const said = store.said.list({ service: request.service, host: host.name });
  const accepted = standing(said, Date.now()).now;
  const others = () => otherHosts(hosts, host.info.id);
  return { host, deployment, highest, signal, gateway, reader: gateway.id, vault, accepted, others };
}

/** A gateway that is there is good enough for every act; only a deploy may bring another image, where one is set. */
async function gatewayFor(
  request: Request,
  { engine }: OpenHost,
  setting: string | null,
  signal: AbortSignal,
): Promise<Grounds['gateway']> {
  const present = await engine.inspectContainer(names.gateway(request.service), signal);
  const explicit = request.act.kind === 'deploy' && setting !== null;
  if (present && !explicit) return { reference: present.Config.Image, id: present.Image, explicit };
  return { ...(await gatewayImage(engine, setting, signal)), explicit };
}
