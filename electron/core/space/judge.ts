import type { AlsoFree, SpaceItem } from '#contract/space';
import { label, names } from '../docker/labels.ts';
import type { Usage } from '../docker/types.ts';

/** What is removed how; `item` is what is said of it. */
export type Removal = {
  readonly item: SpaceItem;
  readonly remove: { readonly what: 'image' | 'tag' | 'volume' | 'cache'; readonly name: string };
};

type Known = {
  readonly usage: Usage;
  /** Ids of images that a container is made of, running or not. */
  readonly used: ReadonlySet<string>;
  readonly also: readonly AlsoFree[];
};

type Judged = { readonly free: readonly Removal[]; readonly kept: readonly SpaceItem[] };

const pin = new RegExp(`^${names.pinRepository('([a-z0-9-]+)')}:r(\\d+)$`);

/**
 * Pure: what may go from a host's disk, and what stays although nothing runs of it. A release that a service of ours could
 * return to is pinned by a name of ours, for as long as the volume is there in which its host keeps that service's record.
 */
export function judgeSpace({ usage, used, also }: Known): Judged {
  const services = new Set(usage.volumes.filter(({ labels }) => labels[label.role] === 'state').map(serviceOf));
  const judged = [
    ...usage.images.map((image) => ofImage(image, { services, used, also })),
    ...usage.volumes.map((volume) => ofVolume(volume, { services, also })),
    ofCache(usage.cache),
  ];
  return { free: judged.flatMap(({ free }) => free), kept: judged.flatMap(({ kept }) => kept) };
}

const serviceOf = ({ labels }: { readonly labels: Readonly<Record<string, string>> }): string =>
  labels[label.service] ?? '';

type Around = {
  readonly services: ReadonlySet<string>;
  readonly used: ReadonlySet<string>;
  readonly also: readonly AlsoFree[];
};
const nothing: Judged = { free: [], kept: [] };

function ofImage(
  { id, tags, digests, labels, own }: Usage['images'][number],
  { services, used, also }: Around,
): Judged {
  const item = (name: string, why: string, bytes = own): SpaceItem => ({ kind: 'image', name, bytes, why });
  const pins = tags.flatMap((tag) => {
    const [, service = '', release = ''] = pin.exec(tag) ?? [];
    return service ? [{ tag, service, release }] : [];
  });
  const others = tags.filter((tag) => !pin.test(tag));
  const returns = pins.filter(({ service }) => services.has(service));
  const orphans = pins.filter(({ service }) => !services.has(service));
  const isOnlyOrphan = others.length === 0 && returns.length === 0;
  // A pin that is one name of several frees nothing by itself.
  const free = orphans.map(({ tag, service, release }): Removal => {
    const why = `kept as r${release} of ${service}, of which nothing is left on this host`;
    return { item: item(tag, why, isOnlyOrphan ? own : 0), remove: { what: 'tag', name: tag } };
  });
  if (used.has(id)) return { free: isOnlyOrphan ? [] : free, kept: [] };
  if (returns.length > 0) {
    const whose = returns.map(({ service, release }) => `r${release} of ${service}`).join(', ');
    return { free, kept: [item(returns[0]?.tag ?? id, `the way back to ${whose}`)] };
  }
  if (isOnlyOrphan && orphans.length > 0) return { free, kept: [] };
  if (label.gatewayImage in labels) return { free, kept: [item(others[0] ?? id, 'what gateways are made of')] };
  const name = others[0] ?? digests[0];
  if (name === undefined)
    return {
      free: [
        {
          item: item(short(id), 'without a name, and no container is made of it'),
          remove: { what: 'image', name: id },
        },
      ],
      kept: [],
    };
  if (!also.includes('images')) return { free, kept: [item(name, 'it has a name: who gave it may want it')] };
  const all = [...others, ...(others.length === 0 ? digests : [])];
  const removals = all.map(
    (tag, at): Removal => ({
      item: item(tag, 'no container is made of it', at === 0 ? own : 0),
      remove: { what: 'tag', name: tag },
    }),
  );
  return { free: [...free, ...removals], kept: [] };
}

function ofVolume(
  { name, labels, size, users }: Usage['volumes'][number],
  { services, also }: Pick<Around, 'services' | 'also'>,
): Judged {
  if (users !== 0) return nothing;
  const item = (why: string): SpaceItem => ({ kind: 'volume', name, bytes: size, why });
  const free = (why: string): Judged => ({ free: [{ item: item(why), remove: { what: 'volume', name } }], kept: [] });
  const service = labels[label.service];
  if (service !== undefined) {
    if (labels[label.role] === 'state') return { free: [], kept: [item(`the record of ${service} on this host`)] };
    return services.has(service)
      ? { free: [], kept: [item(`what ${service} needs to return to a release`)] }
      : free(`of ${service}, of which nothing is left on this host`);
  }
  if (!/^[0-9a-f]{64}$/.test(name)) return { free: [], kept: [item('it has a name: somebody’s data')] };
  if (also.includes('volumes')) return free('without a name, and no container has it');
  return { free: [], kept: [item('without a name, and no container has it; it may hold data')] };
}

const ofCache = (bytes: number): Judged =>
  bytes === 0
    ? nothing
    : {
        free: [
          {
            item: { kind: 'build cache', name: 'build cache', bytes, why: 'what builds left; they make it again' },
            remove: { what: 'cache', name: '' },
          },
        ],
        kept: [],
      };

const short = (id: string): string => id.replace('sha256:', '').slice(0, 12);
