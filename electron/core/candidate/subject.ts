import type { CheckSubject } from '#contract/checklist';
import { Problem } from '#contract/problem';
import { findServices } from '../checklist/run.ts';
import type { Conductor } from '../deployment/conduct.ts';
import { observe } from '../deployment/observe.ts';
import { fileInForce } from '../draft/in-force.ts';
import type { Hosts, OpenHost } from '../host/hosts.ts';
import { folderOf, inlineFiles } from '../service/inline.ts';
import { parseServiceFile } from '../service/parse.ts';
import type { ServiceFile } from '../service/schema.ts';
import { type Askable, type OnceDeps, withCandidate } from './once.ts';
import { withServing } from './serving.ts';

export type ModelDeps = OnceDeps & {
  readonly hosts: Pick<Hosts, 'open' | 'known'>;
  readonly conductor: Pick<Conductor, 'lookAt'>;
};
/** A file, or a service by its name. */
export type Subject = { readonly subject: CheckSubject; readonly host?: string | undefined };

export type About = { readonly host: OpenHost; readonly file: ServiceFile };

/** The file, or the one in force, and its host. BAD_FILE, UNKNOWN_SERVICE, BAD_COMMAND where hosts share the name. */
export async function aboutOf(
  deps: Pick<ModelDeps, 'hosts'>,
  { subject, host: named }: Subject,
  signal: AbortSignal,
): Promise<About> {
  if (subject.kind === 'file') {
    const folder = folderOf(subject.file.name);
    const file = await inlineFiles(parseServiceFile(subject.file), folder);
    return { host: await deps.hosts.open(named ?? file.host, signal), file };
  }
  const { fronts } = await findServices(deps.hosts, subject.name, named);
  const [host, another] = fronts;
  if (!host)
    throw new Problem('UNKNOWN_SERVICE', `There is no service ${subject.name}`, {
      hint: '"slipway status" lists the services.',
    });
  if (another)
    throw new Problem('BAD_COMMAND', `There is a service ${subject.name} on more than one host.`, {
      hint: 'Say which one with --host.',
    });
  return { host, file: (await fileInForce(host, subject.name, signal)).file };
}

/**
 * Whom to ask: with `asks` a candidate that is made for it, or what serves where that is the file's release already;
 * without, what serves, or nobody. `apart` makes a candidate for a file in any case.
 */
export async function asking<T>(
  deps: ModelDeps,
  { subject, host: named, asks, apart = false }: Subject & { readonly asks: boolean; readonly apart?: boolean },
  { host, file }: About,
  work: (askable: Askable | null) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  if (subject.kind === 'file' && asks) {
    const act = { kind: 'deploy', file: subject.file } as const;
    const looked = await deps.conductor.lookAt(act, { host: named, allowGap: true }, signal);
    const isNew = looked.work.planned.steps.some((step) => step.do === 'create');
    if (isNew || apart) return withCandidate(deps, looked, work, signal);
  }
  const observed = await observe(host.engine, file.service, { info: host.info, reader: null, signal });
  const serves = observed.gateway?.running === true && observed.serving !== null;
  return serves || asks ? withServing(host.engine, observed, work) : work(null);
}
