import type { ListedImage } from '#contract/inventory';

/** One image and the hosts that have it. */
export type Choice = ListedImage & { readonly hosts: readonly string[] };

type OnHost = { readonly host: string; readonly images: readonly ListedImage[] };

/** The images of all hosts, newest first; one that several hosts have under one name is one. Our own tags are no choice. */
export function choicesOf(lists: readonly OnHost[]): readonly Choice[] {
  const choices = new Map<string, Choice>();
  for (const { host, images } of lists)
    for (const image of images) {
      if (!isChoice(image)) continue;
      const key = `${image.name} ${image.id}`;
      const known = choices.get(key);
      choices.set(key, { ...image, hosts: [...(known?.hosts ?? []), host] });
    }
  return [...choices.values()].toSorted(
    (a, b) =>
      Date.parse(b.createdAt) - Date.parse(a.createdAt) || b.name.localeCompare(a.name, 'en', { numeric: true }),
  );
}

/** What keeps a release's image on its host, and the gateway's, are called slipway/…; what has no name cannot be asked for. */
const isChoice = ({ name }: ListedImage): boolean =>
  name !== '' && !name.includes('<none>') && !/^slipway\//.test(name);

/** Those in whose name, title or version every word occurs. */
export function matching(choices: readonly Choice[], question: string): readonly Choice[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  return choices.filter(({ name, title, version }) => {
    const text = `${name} ${title ?? ''} ${version ?? ''}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** "ghcr.io/acme/digits" of "ghcr.io/acme/digits:1.4.0@sha256:…". */
export function repositoryOf(reference: string): string {
  const [name = ''] = reference.split('@');
  const tag = name.indexOf(':', name.lastIndexOf('/') + 1);
  return tag < 0 ? name : name.slice(0, tag);
}

/** "1.4.0" of "ghcr.io/acme/digits:1.4.0"; "" without a tag. */
export const tagOf = (reference: string): string =>
  (reference.split('@')[0] ?? '').slice(repositoryOf(reference).length + 1);

/** A typed text that an engine would take for an image, and that is none of those listed; null else. */
export function typedReference(typed: string, choices: readonly Choice[]): string | null {
  const text = typed.trim();
  if (!/^[a-z0-9][\w.\-/:@]{1,511}$/i.test(text) || /[A-Z]/.test(repositoryOf(text).split('/').slice(1).join('/')))
    return null;
  const full = /[:@]/.test(text.slice(text.lastIndexOf('/') + 1)) ? text : `${text}:latest`;
  return choices.some(({ name }) => name === text || name === full) ? null : text;
}

/** For the next release of a service: the tags of the image that it runs, then all others. */
export function nextOf(
  choices: readonly Choice[],
  present: string,
): { same: readonly Choice[]; others: readonly Choice[] } {
  const repository = repositoryOf(present);
  return {
    same: choices.filter(({ name }) => repositoryOf(name) === repository),
    others: choices.filter(({ name }) => repositoryOf(name) !== repository),
  };
}
