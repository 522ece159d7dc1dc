import type { Deployment } from '#contract/deployment';
import type { Draft } from '#contract/draft';
import type { Container, Inventory, ListedService } from '#contract/inventory';
import { changeWords, deploymentWord } from '../ui/words.ts';

/** Something that the palette finds: where it leads, in words that a search meets. `keys` are pressed one after the other. */
export type Command = {
  readonly id: string;
  readonly group: 'Now' | 'Services' | 'Go to' | 'Do' | 'Hosts' | 'Containers' | 'Drafts' | 'Deployments';
  readonly label: string;
  readonly detail: string;
  readonly to: string;
  readonly keys?: string;
  /** There is too much of it to be listed before somebody asks for it. */
  readonly asked?: true;
};

type Named = Pick<Command, 'label' | 'detail' | 'asked'>;

const places: readonly Command[] = [
  { id: 'go-services', group: 'Go to', label: 'Services', detail: 'all hosts', to: '/', keys: 'g s' },
  { id: 'go-history', group: 'Go to', label: 'History', detail: 'every deployment', to: '/history', keys: 'g h' },
  {
    id: 'go-settings',
    group: 'Go to',
    label: 'Settings and doctor',
    detail: 'hosts, secrets, what is wrong',
    to: '/settings',
    keys: 'g ,',
  },
  {
    id: 'go-start',
    group: 'Go to',
    label: 'Hosts on this machine',
    detail: 'add one, try the sample',
    to: '/start',
    keys: 'g f',
  },
  { id: 'go-doctor', group: 'Go to', label: 'Doctor', detail: 'what is wrong and what to do', to: '/settings' },
  { id: 'go-secrets', group: 'Go to', label: 'Secrets', detail: 'set or remove one', to: '/settings' },
  { id: 'go-drafts', group: 'Go to', label: 'Drafts', detail: 'left unfinished', to: '/deploy' },
  { id: 'do-sample', group: 'Do', label: 'Try the sample model', detail: 'or break it on purpose', to: '/start' },
  { id: 'do-host', group: 'Do', label: 'Add a host', detail: 'by socket, SSH or TLS', to: '/start' },
  {
    id: 'do-deploy',
    group: 'Do',
    label: 'Deploy a model',
    detail: 'from an image on a host',
    to: '/deploy',
    keys: 'n',
  },
];

/** Everything that can be gone to or begun from where the console is now. Pure. */
export function commandsOf(inventory: Inventory | null): readonly Command[] {
  const hosts = inventory?.hosts ?? [];
  const services = hosts.flatMap(({ name, served }) => served.flatMap((one) => actsOn(name, one)));
  const now = (inventory?.underway ?? []).flatMap(({ id, service, host }): Command[] =>
    id ? [{ id, group: 'Now', label: `Watch ${service} deploy`, detail: `on ${host}`, to: `/deployment/${id}` }] : [],
  );
  const engines = hosts.map(({ name, url }): Command => {
    return { id: `host/${name}`, group: 'Hosts', label: name, detail: url, to: `/host/${encodeURIComponent(name)}` };
  });
  const containers = hosts.flatMap(({ name, others }) => others.flatMap((one) => lookAt(name, one)));
  return [...now, ...services, ...places, ...engines, ...containers];
}

/** What an engine gives its containers as an id is an address of ours; anything else is none. */
function lookAt(host: string, { id, name, image }: Container): readonly Command[] {
  if (!/^[0-9a-f]{12,64}$/.test(id)) return [];
  const to = `/host/${encodeURIComponent(host)}/container/${id.slice(0, 12)}`;
  const detail = `${image} on ${host}: how good is it?`;
  return [{ id: `container/${host}/${id}`, group: 'Containers', label: name, detail, to, asked: true }];
}

/** A service's page, and what is done there; what changes something is only opened. */
function actsOn(host: string, { service, state, release }: ListedService): readonly Command[] {
  const at = `/service/${encodeURIComponent(host)}/${encodeURIComponent(service)}`;
  const id = `${host}/${service}`;
  const detail = `${release?.version ?? ''} ${state} on ${host}`.trim();
  const act = (name: string, label: string, to: string): Command => {
    return { id: `${id}/${name}`, group: 'Do', label, detail: `on ${host}`, to, asked: true };
  };
  const page: Command = { id, group: 'Services', label: service, detail, to: at };
  if (state === 'retired') return [{ ...page, asked: true }];
  return [
    page,
    act('update', `Update ${service}`, `${at}/update`),
    act('checks', `Checks of ${service}`, `${at}/checks`),
    act('logs', `Logs of ${service}`, `${at}/logs`),
    act('try', `Try ${service}`, at),
    act('scale', `Scale ${service}`, `${at}?do=scale`),
    act('go-back', `Go back to an earlier release of ${service}`, `${at}?do=go-back`),
    act('restart', `Restart ${service}`, `${at}?do=more`),
    act('retire', `Retire ${service}`, `${at}?do=retire`),
  ];
}

/** What was recorded: found by service, version, host, how it went and why it was done. Pure. */
export const deploymentsAs = (deployments: readonly Deployment[]): readonly Command[] =>
  deployments.map((one) => ({
    id: one.id,
    group: 'Deployments',
    label: `${one.service} ${changeWords(one)}`,
    detail: [one.kind, deploymentWord[one.state], `on ${one.host}`, one.note].filter(Boolean).join(', '),
    to: `/deployment/${one.id}`,
    asked: true,
  }));

export const draftsAs = (drafts: readonly Draft[]): readonly Command[] =>
  drafts.map(({ id, of, host, text }) => ({
    id,
    group: 'Drafts',
    label: of === 'new' ? `New service ${/^service: *(\S+)/m.exec(text)?.[1] ?? ''}`.trim() : `Update of ${of}`,
    detail: `left unfinished, on ${host}`,
    to: of === 'new' ? `/deploy/${id}` : `/service/${encodeURIComponent(host)}/${encodeURIComponent(of)}/update`,
  }));

/** Those in which every word of the question occurs, the ones that begin with it first; without one, what is not only asked for. Pure. */
export function found<C extends Named>(commands: readonly C[], question: string): readonly C[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  const text = ({ label, detail }: Named) => `${label} ${detail}`.toLowerCase();
  if (words.length === 0) return commands.filter(({ asked }) => !asked);
  const hits = commands.filter((command) => words.every((word) => text(command).includes(word)));
  const [first] = words;
  const rank = ({ label }: Named) => (first && label.toLowerCase().startsWith(first) ? 0 : 1);
  return hits.toSorted((a, b) => rank(a) - rank(b));
}
