import type { Candidate } from '#contract/candidate';
import { Problem } from '#contract/problem';
import type { Conductor } from '../deployment/conduct.ts';
import { sweepTries } from '../deployment/tries.ts';
import { names } from '../docker/labels.ts';
import type { Engine } from '../docker/types.ts';
import { draftName } from '../draft/read.ts';
import type { Hosts } from '../host/hosts.ts';
import { refuseReadOnly } from '../host/permit.ts';
import type { Vault } from '../secrets/vault.ts';
import { ulid } from '../store/ulid.ts';
import { type Told, told } from '../told.ts';
import type { OpenTries } from './open-tries.ts';
import { before, tryOut } from './trial.ts';
import { withoutValues } from './without-values.ts';
import { cancelled, problemOf, swept, unknown, unlessProblem } from './wrong.ts';

export type CandidateDeps = {
  readonly hosts: Pick<Hosts, 'open'>;
  readonly conductor: Pick<Conductor, 'lookAt'>;
  readonly tries: OpenTries;
  readonly vault: Vault;
  /** Milliseconds after which one that nobody follows is removed. */
  readonly patience?: number;
};

/** Releases that are tried beside what serves. */
export type Candidates = {
  start(asked: { text: string; host?: string | undefined }): Promise<{ id: string }>;
  /** What is known of it once that is more than `after`; the same again after 20 s. UNKNOWN_CONTAINER. */
  next(asked: { id: string; after: number }): Promise<Candidate>;
  /** Stops and removes it; false when it was not there any more. */
  close(id: string): Promise<boolean>;
  /** Removes what consoles of this data folder left when they were killed. */
  sweep(): Promise<void>;
  /** Whether something was left. */
  left(): boolean;
  closeAll(): Promise<void>;
};

const patience = 5 * 60_000;
/** Whoever asks late for one that is over is told how it went. */
const remembered = 20;

type Trial = {
  readonly service: string;
  readonly host: string;
  readonly engine: Engine;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
};

type Failed = { readonly service: string; readonly name: string; readonly engine: Engine };

export function openCandidates(deps: CandidateDeps): Candidates {
  const running = new Map<string, Trial>();
  const followed = new Map<string, Told<Candidate>>();
  const open = deps.tries;
  const idle = deps.patience ?? patience;
  const watch = setInterval(() => closeIdle(), Math.min(idle / 2, 5_000)).unref();

  const tell = (id: string, more: Partial<Candidate>): void => followed.get(id)?.tell(more);

  function closeIdle(): void {
    for (const id of running.keys()) {
      if ((followed.get(id)?.idle() ?? 0) > idle) giveUp(id);
    }
  }

  async function start({ text, host: named }: { text: string; host?: string | undefined }): Promise<{ id: string }> {
    const abort = new AbortController();
    const act = { kind: 'deploy', file: { name: draftName, text } } as const;
    const { host, work, helper } = await deps.conductor.lookAt(act, { host: named, allowGap: true }, abort.signal);
    const { service } = work.wanted;
    refuseReadOnly(host, `A candidate of ${service}`);
    // A host has room for one of a service.
    for (const [id, trial] of running) if (trial.service === service && trial.host === host.name) await close(id);
    const id = ulid();
    const name = names.try(service, id);
    followed.set(id, told({ ...begun, ...before(work) }));
    for (const old of [...followed.keys()].slice(0, -remembered)) if (!running.has(old)) followed.delete(old);
    open.add({ name, service, host: host.name });
    const { engine } = host;
    const making = { engine, id, name, work, vault: deps.vault, helper };
    const ended = tryOut(making, (more) => tell(id, more), abort.signal).then(
      () => tell(id, { phase: 'done' }),
      (error: unknown) => failed(id, { service, name, engine }, error),
    );
    running.set(id, { service, host: host.name, engine, abort, ended });
    return { id };
  }

  /** One that answers wrongly is left to be asked; one that never ran is in nobody's way any more. */
  async function failed(id: string, { service, name, engine }: Failed, error: unknown): Promise<void> {
    const there = await engine.inspectContainer(name).catch(() => null);
    const problem = problemOf(there === null ? swept(name, error) : error);
    const told = await withoutValues(deps.vault.hiding().error(problem), engine, service);
    tell(id, { phase: 'failed', problem: told.toJSON() });
    if (problem.code !== 'WRONG_ANSWER') queueMicrotask(() => giveUp(id));
  }

  /** What goes wrong in closing one that nobody waits for is told to whoever asks for it. */
  function giveUp(id: string): void {
    close(id).catch((error: unknown) => tell(id, { problem: deps.vault.hiding().error(problemOf(error)).toJSON() }));
  }

  async function close(id: string): Promise<boolean> {
    const trial = running.get(id);
    if (!trial) return false;
    running.delete(id);
    trial.abort.abort(cancelled());
    await trial.ended;
    tell(id, { container: null });
    await remove({ name: names.try(trial.service, id), service: trial.service, host: trial.host }, trial.engine);
    return true;
  }

  /** What cannot be removed now is, when it is swept. */
  async function remove(it: { name: string; service: string; host: string }, engine: Engine): Promise<void> {
    try {
      await sweepTries(engine, it.service, undefined, it.name);
      open.remove(it.name);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      open.leave(it.name);
    }
  }

  async function sweep(): Promise<void> {
    await Promise.all(
      open.left().map(async (it) => {
        const host = await deps.hosts.open(it.host).catch(unlessProblem);
        if (host) await remove(it, host.engine);
      }),
    );
  }

  return {
    start,
    close,
    sweep,
    left: () => open.left().length > 0,
    async next({ id, after }) {
      const it = followed.get(id);
      if (!it) throw unknown(id);
      return it.next(after);
    },
    async closeAll() {
      clearInterval(watch);
      await Promise.all([...running.keys()].map(close));
    },
  };
}

const begun: Candidate = {
  n: 1,
  phase: 'starting',
  from: null,
  to: null,
  changes: [],
  answers: [],
  readyMs: null,
  container: null,
  problem: null,
};
