import type { Draft } from '#contract/draft';
import type { Inspection } from '#contract/model';
import { Problem, type ProblemCode } from '#contract/problem';
import { label, ofService } from '../docker/labels.ts';
import type { OpenHost } from '../host/hosts.ts';
import { type InspectDeps, inspectSubject } from '../model/inspect.ts';
import type { Vault } from '../secrets/vault.ts';
import { written } from '../service/written.ts';
import type { Store } from '../store/store.ts';
import { ulid } from '../store/ulid.ts';
import { firstFile } from './first-file.ts';
import { fileInForce } from './in-force.ts';
import { proposedName } from './service-name.ts';
import { isVisibleIn } from './visible.ts';

export type DraftDeps = InspectDeps & {
  readonly hosts: InspectDeps['hosts'];
  readonly store: Pick<Store, 'drafts'>;
  readonly vault: Vault;
};

type Begun = { readonly image: string; readonly service?: string | undefined; readonly host?: string | undefined };

/**
 * A draft for an image, filled in with what the image says; with `service`, the file that is in force for it with another
 * image. UNKNOWN_HOST, HOST_UNREACHABLE, UNKNOWN_SERVICE, UNKNOWN_RELEASE where that file is damaged, BAD_COMMAND where
 * there are too many drafts.
 */
export async function beginDraft(deps: DraftDeps, { image, service, host }: Begun): Promise<Draft> {
  const open = await deps.hosts.open(host);
  const text = service === undefined ? await fileFor(deps, image, open) : await nextFile(service, image, open);
  return keep(deps, { id: ulid(), of: service ?? 'new', host: open.name, text });
}

/** Drafts that are kept: none is dropped for another, since all of them are somebody's work. */
export const mostDrafts = 100;

type Saved = Pick<Draft, 'id' | 'host' | 'text'> & { readonly since: number };

/** Keeps a draft as it is now, where nobody else has changed it `since`. CHANGED_MEANWHILE, BAD_COMMAND, STOPPED `secret-visible`. */
export function saveDraft(deps: DraftDeps, { id, host, text, since }: Saved): Draft {
  const there = deps.store.drafts.get(id);
  // Somebody whose answer was lost asks again.
  if (there && there.host === host && there.text === text) return there;
  if ((there?.revision ?? 0) !== since) throw changed(there !== null);
  return keep(deps, { id, of: there?.of ?? 'new', host, text });
}

/** With `since` only as it was then. */
export function removeDraft(
  { store }: Pick<DraftDeps, 'store'>,
  { id, since }: { id: string; since?: number | undefined },
) {
  const there = store.drafts.get(id);
  if (there && since !== undefined && there.revision !== since) throw changed(true);
  store.drafts.remove(id);
  return { removed: id };
}

/** A value that somebody typed into it would stand in the data folder for all to read. */
function keep({ store, vault }: DraftDeps, draft: Omit<Draft, 'updatedAt' | 'revision'>): Draft {
  if (isVisibleIn(draft.text, vault.hiding())) {
    throw new Problem('STOPPED', 'The value of a secret stands in the draft, which is not kept like this', {
      stop: 'secret-visible',
      hint: 'Take it out and name the secret in model.secrets instead.',
    });
  }
  if (store.drafts.get(draft.id) === null && store.drafts.list().length >= mostDrafts) {
    throw new Problem('BAD_COMMAND', `${mostDrafts} drafts are left unfinished, and no more are kept`, {
      hint: 'Remove one that nobody needs: they are listed under Deploy. None is dropped by itself.',
    });
  }
  return store.drafts.save(draft);
}

const changed = (isThere: boolean): Problem =>
  isThere
    ? new Problem('CHANGED_MEANWHILE', 'This draft was changed in another window since it was opened in this one', {
        hint: 'Load what was written there, or overwrite it with what stands here.',
      })
    : new Problem('CHANGED_MEANWHILE', 'This draft is gone: it was deployed or removed in another window', {
        hint: 'Leave it, or keep what stands here as a draft again.',
      });

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
async function nextFile(service: string, image: string, host: OpenHost): Promise<string> {
  const { file } = await fileInForce(host, service);
  const { version: _, ...kept } = file.model;
  const text = written({ ...file, model: { ...kept, image } });
  return `# What is in force for ${service}, with another image. A note: says why, and stays in the history.\n${text}`;
}
