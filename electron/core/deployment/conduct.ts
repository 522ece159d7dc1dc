import type { Act, Deployment, Following, Plan, Settled } from '#contract/deployment';
import { Problem } from '#contract/problem';
import { names } from '../docker/labels.ts';
import { gatewayImage } from '../gateway/image.ts';
import type { Hosts, OpenHost } from '../host/hosts.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Store } from '../store/store.ts';
import { ulid } from '../store/ulid.ts';
import { woken } from '../waiting.ts';
import { refuseTelling } from './acceptance.ts';
import { afterwards } from './afterwards.ts';
import { carryOut } from './carry-out.ts';
import { cancelled, unrecorded } from './cut-short.ts';
import { refuseUnlooked } from './expected.ts';
import { acquire, releasing } from './lock.ts';
import { sweepProbes } from './probes.ts';
import { recent } from './recent.ts';
import { recordBegun, recordStop } from './record.ts';
import { hidingOnHost } from './secret-hiding.ts';
import { stayingSecrets } from './secrets.ts';
import { isInterrupted, type Settling, settleAll, settleService } from './settling.ts';
import { sweepTries } from './tries.ts';
import { type Request, readRequest, refuseGap, shown, type WorkedOut, workOut } from './work-out.ts';

export type Conducting = {
  readonly hosts: Hosts;
  readonly store: Store;
  readonly vault: Vault;
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
};

/** The deployments of this console: planned, started, followed and cancelled. */
export type Conductor = {
  plan(act: Act, options: Options): Promise<Plan>;
  /** The same before it is shown: what is there, what is wanted, and the image for a helper of ours. Changes nothing. */
  lookAt(act: Act, options: Options, signal: AbortSignal): Promise<Looked>;
  /** Returns once the deployment is recorded and begins; what is refused before that leaves no record. */
  start(act: Act, options: Options, acting?: Acting, asking?: AbortSignal): Promise<{ id: string }>;
  /** What came after a number; waits up to 20 s when there is nothing yet. */
  next(follow: { id: string; after: number; max: number }): Promise<Following>;
  cancel(id: string): boolean;
  /** Settles what interrupted consoles of this data folder left; what cannot be now is `left`, with the reason. */
  settle(service: string | undefined): Promise<Settled[]>;
  /** How many run. */
  running(): number;
  /** The ids of those that run. */
  ongoing(): string[];
  /** Calls back after whatever happens to any of them, until the signal fires. */
  watch(onChange: () => void, signal: AbortSignal): void;
  /** Settles when none runs any more. */
  idle(): Promise<void>;
  /** Cancels what runs and waits until it is taken back. */
  close(): Promise<void>;
};

export type Looked = { readonly host: OpenHost; readonly work: WorkedOut; readonly helper: string };

const longestWait = 20_000;
/** Problems of deployments that ended, for those who still follow them; the record keeps each one's reason. */
const keptProblems = 100;

type Beginning = {
  readonly request: Request;
  readonly host: OpenHost;
  readonly options: Options;
  readonly acting: Acting;
  readonly cancel: AbortController;
};

type Running = {
  readonly cancel: AbortController;
  readonly ended: Promise<void>;
  readonly wake: Set<() => void>;
};

export function conducting(parts: Conducting): Conductor {
  const { hosts, store, vault } = parts;
  const running = new Map<string, Running>();
  const problems = recent<Problem | null>(keptProblems);
  const watchers = new Set<() => void>();

  const settling: Settling = {
    ...parts,
    isRunning: (id) => running.has(id),
    underway: new Set(),
    imageFor: async (service, { engine }, signal) => {
      const present = await engine.inspectContainer(names.gateway(service), signal);
      return present?.Image ?? (await gatewayImage(engine, parts.gatewayImage, signal)).id;
    },
  };

  async function read(act: Act, options: Options): Promise<Request> {
    const request = await readRequest(act, options);
    refuseTelling(request.accept, vault.hiding());
    return request;
  }

  async function grounds(request: Request, host: OpenHost, deployment: string, signal: AbortSignal) {
    const gateway = await gatewayFor(request, host, signal);
    const highest = store.releases.highest(host.info.id, request.service);
    return { host, deployment, highest, signal, gateway, reader: gateway.id, vault };
  }

  /** A gateway that is there is good enough for every act; only a deploy may bring another image, where one is set. */
  async function gatewayFor(request: Request, { engine }: OpenHost, signal: AbortSignal) {
    const present = await engine.inspectContainer(names.gateway(request.service), signal);
    const explicit = request.act.kind === 'deploy' && parts.gatewayImage !== null;
    if (present && !explicit) return { reference: present.Config.Image, id: present.Image, explicit };
    return { ...(await gatewayImage(engine, parts.gatewayImage, signal)), explicit };
  }

  async function begin({ request, host, options, acting, cancel }: Beginning): Promise<string> {
    const id = ulid();
    const startedAt = performance.now();
    const basis = await grounds(request, host, id, cancel.signal);
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
      knowing = await hidingOnHost(work, { engine: host.engine, image, vault }, cancel.signal);
      recordBegun({ id, host, acting, store }, work);
    } catch (error) {
      await lock[Symbol.asyncDispose]();
      if (!(error instanceof Problem) || error.code !== 'STOPPED') throw error;
      const clean = vault.hiding().error(error);
      recordStop({ id, host, acting, store }, { ...request, file: vault.hiding().deep(request.file) }, clean);
      problems.set(id, clean);
      return id;
    }
    const wake = new Set<() => void>();
    const told = () => {
      for (const it of wake) it();
      for (const it of watchers) it();
    };
    const findings = [
      ...settled.map((it) => `The ${it.kind} before, ${it.id}, was interrupted. ${it.reason}`),
      ...stayingSecrets(work.wanted, vault),
    ];
    const site = {
      ...parts,
      ...acting,
      vault: knowing,
      id,
      host,
      lock,
      work,
      startedAt,
      cancelled: cancel.signal,
      told,
      findings,
    };
    const ended = releasing(carryOut(site), lock)
      .then((end) => (end.sealed ? end.problem : afterwards({ ...site, ...end }, settling)))
      .catch(unrecorded)
      .then((problem) => {
        problems.set(id, problem && knowing.hiding().error(problem));
        running.delete(id);
        told();
      });
    running.set(id, { cancel, ended, wake });
    told();
    return id;
  }

  function lookAt(act: Act, options: Options, signal: AbortSignal): Promise<Looked> {
    return withoutSecrets(async () => {
      const request = await read(act, options);
      const host = await hosts.open(request.host);
      const basis = await grounds(request, host, ulid(), signal);
      return { host, work: await workOut(request, { ...basis, reader: null }), helper: basis.gateway.id };
    });
  }

  /** An engine or a file's mistake may quote a value: no problem leaves with one. */
  async function withoutSecrets<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw vault.hiding().error(error);
    }
  }

  return {
    async plan(act, options) {
      const { host, work } = await lookAt(act, options, new AbortController().signal);
      return shown(host.name, work);
    },
    lookAt,
    start(act, options, acting = parts, asking) {
      return withoutSecrets(async () => {
        const request = await read(act, options);
        store.requireReady();
        const host = await hosts.open(request.host);
        const cancel = new AbortController();
        // To work it out may take minutes, when weights are read: until then there is no id to cancel by.
        const stop = () => cancel.abort(cancelled());
        if (asking?.aborted) stop();
        asking?.addEventListener('abort', stop, { once: true });
        try {
          return { id: await begin({ request, host, options, acting, cancel }) };
        } finally {
          // From here on the caller may go away: what has begun is cancelled by its id alone.
          asking?.removeEventListener('abort', stop);
        }
      });
    },
    async next({ id, after, max }) {
      const events = store.deployments.events(id, after, max);
      const active = running.get(id);
      if (events.length > 0 || !active) return { events, ended: active || events.length === max ? null : ending(id) };
      await woken(active.wake, longestWait, active.ended);
      return { events: store.deployments.events(id, after, max), ended: null };
    },
    // What became of it could not be written down.
    settle: async (service) => (store.access === 'write' ? settleAll(service, settling) : []),
    cancel(id) {
      running.get(id)?.cancel.abort(cancelled());
      return running.has(id);
    },
    running: () => running.size,
    ongoing: () => [...running.keys()],
    watch(onChange, signal) {
      watchers.add(onChange);
      signal.addEventListener('abort', () => watchers.delete(onChange), { once: true });
    },
    async idle() {
      while (running.size > 0) await Promise.allSettled([...running.values()].map(({ ended }) => ended));
    },
    async close() {
      for (const { cancel } of running.values()) cancel.abort(cancelled());
      await Promise.allSettled([...running.values()].map(({ ended }) => ended));
    },
  };

  function ending(id: string): { deployment: Deployment; problem: ReturnType<Problem['toJSON']> | null } {
    return { deployment: withoutLogs(store.deployments.get(id)), problem: problems.get(id)?.toJSON() ?? null };
  }
}

/** The last lines of removed containers are for `history show` alone: they are hundreds of kilobytes. */
const withoutLogs = (deployment: Deployment): Deployment => ({
  ...deployment,
  evidence: { ...deployment.evidence, logs: {} },
});
