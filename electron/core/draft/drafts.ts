import type { Draft } from '#contract/draft';
import type { Inspection } from '#contract/model';
import { Problem, type ProblemCode } from '#contract/problem';
import { observe } from '../deployment/observe.ts';
import { notServing } from '../deployment/want.ts';
import { presentRelease } from '../deployment/work-out.ts';
import { label, ofService } from '../docker/labels.ts';
import type { OpenHost } from '../host/hosts.ts';
import { type InspectDeps, inspectSubject } from '../model/inspect.ts';
import type { Vault } from '../secrets/vault.ts';
import { fileOf, written } from '../service/written.ts';
import type { Store } from '../store/store.ts';
import { ulid } from '../store/ulid.ts';
import { firstFile } from './first-file.ts';
import { proposedName } from './service-name.ts';

export type DraftDeps = InspectDeps & {
  readonly hosts: InspectDeps['hosts'];
  readonly store: Pick<Store, 'drafts'>;
  readonly vault: Vault;
};

type Begun = { readonly image: string; readonly service?: string | undefined; readonly host?: string | undefined };

/**
 * A draft for an image, filled in with what the image says; with `service`, the file that is in force for it with another
 * image. UNKNOWN_HOST, HOST_UNREACHABLE, UNKNOWN_SERVICE.
 */
export async function beginDraft(deps: DraftDeps, { image, service, host }: Begun): Promise<Draft> {
  const open = await deps.hosts.open(host);
  const text = service === undefined ? await fileFor(deps, image, open) : await nextFile(service, image, open);
  return keep(deps, { id: ulid(), of: service ?? 'new', host: open.name, text });
}

/** Keeps a draft as it is now; one that was removed meanwhile is there again. STOPPED `secret-visible`. */
export function saveDraft(deps: DraftDeps, { id, host, text }: Pick<Draft, 'id' | 'host' | 'text'>): Draft {
  return keep(deps, { id, of: deps.store.drafts.get(id)?.of ?? 'new', host, text });
}

/** A value that somebody typed into it would stand in the data folder for all to read. */
function keep({ store, vault }: DraftDeps, draft: Omit<Draft, 'updatedAt'>): Draft {
  if (!vault.hiding().finds(draft.text)) return store.drafts.save(draft);
  throw new Problem('STOPPED', 'The value of a secret stands in the draft, which is not kept like this', {
    stop: 'secret-visible',
    hint: 'Take it out and name the secret in model.secrets instead.',
  });
}

async function fileFor(deps: DraftDeps, image: string, { engine, name }: OpenHost): Promise<string> {
  const [found, there] = await Promise.all([
    inspected(deps, /[:@]/.test(image) ? image : `${image}:latest`, name),
    engine.listContainers(ofService()),
  ]);
  const taken = new Set(there.map(({ labels }) => labels[label.service] ?? ''));
  return firstFile({ service: proposedName(image, taken), image, found });
}

/** What the image says; null while it is not on the host. With its tag it is never taken for a container of that name. */
async function inspected(deps: DraftDeps, subject: string, host: string): Promise<Inspection | null> {
  try {
    return await inspectSubject(deps, { subject, host });
  } catch (error) {
    if (error instanceof Problem && unread.has(error.code)) return null;
    throw error;
  }
}

/** Not there, or a name that no image can have: the judgement of the draft says so. */
const unread: ReadonlySet<ProblemCode> = new Set(['UNKNOWN_CONTAINER', 'ENGINE_REFUSED']);

/** Of the version only the next image knows, and of the note only who writes it. */
async function nextFile(service: string, image: string, { engine, info }: OpenHost): Promise<string> {
  const observed = await observe(engine, service, { info, reader: null, signal: new AbortController().signal });
  const release = presentRelease(observed);
  if (!release || !observed.present) throw notServing(service);
  const { front, policy, declared } = observed.present;
  const parts = { service, replicas: declared, run: release.run, front, policy: { ...policy, note: null } };
  const { model, ...file } = fileOf(parts);
  const { version: _, ...kept } = model;
  const text = written({ ...file, model: { ...kept, image } });
  return `# What is in force for ${service}, with another image. A note: says why, and stays in the history.\n${text}`;
}
