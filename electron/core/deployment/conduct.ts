import type { Act, Deployment, Following, Plan, Settled } from '#contract/deployment';
import type { Problem } from '#contract/problem';
import { names } from '../docker/labels.ts';
import { gatewayImage } from '../gateway/image.ts';
import type { OpenHost } from '../host/hosts.ts';
import { permit } from '../host/permit.ts';
import { ulid } from '../store/ulid.ts';
import { woken } from '../waiting.ts';
import { refuseTelling } from './acceptance.ts';
import { type Acting, type Beginning, beginDeployment, type Conducting, groundsFor, type Options } from './begin.ts';
import { withBlockers } from './blockers.ts';
import { cancelled } from './cut-short.ts';
import { recent } from './recent.ts';
import { type Settling, settleAll } from './settling.ts';
import { type Request, readRequest, shown, type WorkedOut, workOut } from './work-out.ts';

/** The deployments of this console: planned, started, followed and cancelled. */
export type Conductor = {
  plan(act: Act, options: Options): Promise<Plan>;
  /** The same without what the checklist says of it: what that itself judges by. */
  outline(act: Act, options: Options): Promise<Plan>;
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

export type Looked = {
  readonly host: OpenHost;
  readonly work: WorkedOut;
  readonly request: Request;
  readonly helper: string;
};

const longestWait = 20_000;
/** Problems of deployments that ended, for those who still follow them; the record keeps each one's reason. */
const keptProblems = 100;

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
    const request = await readRequest(act, options, parts.checks);
    refuseTelling(request.accept, vault.hiding());
    return request;
  }

  async function begin(asked: Omit<Beginning, 'parts' | 'settling' | 'told' | 'onBegun'>): Promise<string> {
    const wake = new Set<() => void>();
    const told = () => {
      for (const it of wake) it();
      for (const it of watchers) it();
    };
    // At once: from its record on, nobody else may take it for one that was interrupted.
    const onBegun = (id: string, ending: Promise<Problem | null>) => {
      const ended = ending.then((problem) => {
        problems.set(id, problem);
        running.delete(id);
        told();
      });
      running.set(id, { cancel: asked.cancel, ended, wake });
      told();
    };
    const { id, stopped } = await beginDeployment({ ...asked, parts, settling, told, onBegun });
    if (stopped) problems.set(id, stopped);
    return id;
  }

  function lookAt(act: Act, options: Options, signal: AbortSignal): Promise<Looked> {
    return withoutSecrets(async () => {
      const request = await read(act, options);
      const host = await hosts.open(request.host);
      const basis = await groundsFor(request, host, parts, { deployment: ulid(), signal });
      const work = await workOut(request, { ...basis, reader: null });
      return { host, work, request, helper: basis.gateway.id };
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
      const { signal } = new AbortController();
      const { host, work, request } = await lookAt(act, options, signal);
      const { checks } = parts;
      return withoutSecrets(async () => shown(host.name, await withBlockers(work, request, { host, checks, signal })));
    },
    async outline(act, options) {
      const { host, work } = await lookAt(act, options, new AbortController().signal);
      return shown(host.name, work);
    },
    lookAt,
    start(act, options, acting = parts, asking) {
      return withoutSecrets(async () => {
        const request = await read(act, options);
        store.requireReady();
        const host = await hosts.open(request.host);
        permit(host, `The ${act.kind} of ${request.service}`, options.agreed);
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

/** What is for `history show` alone: the last lines of removed containers are hundreds of kilobytes, a chart's points ten. */
function withoutLogs(deployment: Deployment): Deployment {
  const { series: _, ...evidence } = deployment.evidence;
  return { ...deployment, evidence: { ...evidence, logs: {} } };
}
