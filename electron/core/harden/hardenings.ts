import type { CheckSubject } from '#contract/checklist';
import type { Hardening } from '#contract/harden';
import { refuseTakenGpus } from '../candidate/gpus.ts';
import type { OpenTries, OpenTry } from '../candidate/open-tries.ts';
import { refuseBeside } from '../candidate/try-container.ts';
import { withoutValues } from '../candidate/without-values.ts';
import { cancelled, problemOf } from '../candidate/wrong.ts';
import type { Conductor, Looked } from '../deployment/conduct.ts';
import { fileInForce } from '../draft/in-force.ts';
import { draftName } from '../draft/read.ts';
import { openFollowed } from '../followed.ts';
import type { Hosts } from '../host/hosts.ts';
import { refuseReadOnly } from '../host/permit.ts';
import type { Vault } from '../secrets/vault.ts';
import { written } from '../service/written.ts';
import type { Told } from '../told.ts';
import { harden } from './harden.ts';

export type HardenDeps = {
  readonly hosts: Pick<Hosts, 'open'>;
  readonly conductor: Pick<Conductor, 'lookAt'>;
  readonly tries: OpenTries;
  readonly vault: Vault;
};

/** A file, or what is in force for a service. */
export type HardenAsked = { readonly subject: CheckSubject; readonly host?: string | undefined };

/** Files whose tightest settings are looked for, on containers beside what serves. */
export type Hardenings = {
  start(asked: HardenAsked): Promise<{ id: string }>;
  /** What is known once that is more than `after`; the same again after 20 s. UNKNOWN_CONTAINER. */
  next(asked: { id: string; after: number }): Promise<Hardening>;
  /** Ends it and removes what it made; false when it was over. */
  close(id: string): Promise<boolean>;
  closeAll(): Promise<void>;
};

export function openHardenings(deps: HardenDeps): Hardenings {
  const followed = openFollowed<Hardening>();

  async function start({ subject, host: named }: HardenAsked): Promise<{ id: string }> {
    const file = subject.kind === 'file' ? subject.file : await inForce(subject.name, named);
    const act = { kind: 'deploy', file } as const;
    const looked = await deps.conductor.lookAt(act, { host: named, allowGap: true }, new AbortController().signal);
    const { host, work } = looked;
    refuseReadOnly(host, `Hardening ${work.wanted.service}`);
    refuseBeside(work);
    await refuseTakenGpus(host.engine, work, new AbortController().signal);
    const first = { ...begun, service: work.wanted.service, host: host.name };
    return { id: followed.begin(first, (state, signal) => carryOut(looked, file.text, state, signal)) };
  }

  async function inForce(service: string, named: string | undefined): Promise<{ name: string; text: string }> {
    const { file, image } = await fileInForce(await deps.hosts.open(named), service);
    return { name: draftName, text: written({ ...file, model: { ...file.model, image } }) };
  }

  async function carryOut({ host, work, helper }: Looked, text: string, state: Told<Hardening>, signal: AbortSignal) {
    const { service } = work.wanted;
    const of = (name: string): OpenTry => ({ name, service, host: host.name });
    const making = {
      engine: host.engine,
      work,
      helper,
      vault: deps.vault,
      register: (name: string) => deps.tries.add(of(name)),
      over: (name: string) => deps.tries.remove(name),
      left: (name: string) => deps.tries.leave(name),
    };
    try {
      await harden(making, text, state, signal);
    } catch (error) {
      const problem = deps.vault.hiding().error(problemOf(signal.aborted ? cancelled() : error));
      const clean = await withoutValues(problem, host.engine, service);
      state.tell({ phase: 'failed', problem: clean.toJSON() });
    }
  }

  return { start, next: followed.next, close: followed.close, closeAll: followed.closeAll };
}

const begun: Hardening = {
  n: 1,
  phase: 'starting',
  service: '',
  host: '',
  tried: [],
  security: null,
  measured: null,
  set: [],
  text: null,
  problem: null,
};
