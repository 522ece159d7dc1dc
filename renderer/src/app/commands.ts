import type { Inventory } from '#contract/inventory';

/** Something that the palette finds: where it leads, in words that a search meets. `keys` are pressed one after the other. */
export type Command = {
  readonly id: string;
  readonly group: 'Go to' | 'Services' | 'Hosts' | 'Containers' | 'Do' | 'Now';
  readonly label: string;
  readonly detail: string;
  readonly to: string;
  readonly keys?: string;
};

type Named = Pick<Command, 'label' | 'detail'>;

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
  const services = hosts.flatMap(({ name: host, served }) =>
    served.flatMap(({ service, state, release }): Command[] => {
      const at = `/service/${encodeURIComponent(host)}/${encodeURIComponent(service)}`;
      const id = `${host}/${service}`;
      return [
        {
          id,
          group: 'Services',
          label: service,
          detail: `${release?.version ?? ''} ${state} on ${host}`.trim(),
          to: at,
        },
        { id: `${id}/update`, group: 'Do', label: `Update ${service}`, detail: `on ${host}`, to: `${at}/update` },
        { id: `${id}/checks`, group: 'Do', label: `Checks of ${service}`, detail: `on ${host}`, to: `${at}/checks` },
        { id: `${id}/logs`, group: 'Do', label: `Logs of ${service}`, detail: `on ${host}`, to: `${at}/logs` },
      ];
    }),
  );
  const now = (inventory?.underway ?? []).flatMap(({ id, service, host }): Command[] =>
    id ? [{ id, group: 'Now', label: `Watch ${service} deploy`, detail: `on ${host}`, to: `/deployment/${id}` }] : [],
  );
  const engines = hosts.map(
    ({ name, url }): Command => ({
      id: `host/${name}`,
      group: 'Hosts',
      label: name,
      detail: url,
      to: `/host/${encodeURIComponent(name)}`,
    }),
  );
  const containers = hosts.flatMap(({ name: host, others }) =>
    others.flatMap(({ id, name, image }): Command[] =>
      /^[0-9a-f]{12,64}$/.test(id)
        ? [
            {
              id: `container/${host}/${id}`,
              group: 'Containers',
              label: name,
              detail: `${image} on ${host}: how good is it?`,
              to: `/host/${encodeURIComponent(host)}/container/${id.slice(0, 12)}`,
            },
          ]
        : [],
    ),
  );
  return [...now, ...services, ...places, ...engines, ...containers];
}

/** Those in which every word of the question occurs, the ones that begin with it first. Pure. */
export function found<C extends Named>(commands: readonly C[], question: string): readonly C[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  const text = ({ label, detail }: Named) => `${label} ${detail}`.toLowerCase();
  const hits = commands.filter((command) => words.every((word) => text(command).includes(word)));
  const [first] = words;
  const rank = ({ label }: Named) => (first && label.toLowerCase().startsWith(first) ? 0 : 1);
  return hits.toSorted((a, b) => rank(a) - rank(b));
}
