import { Problem } from '#contract/problem';
import { label, labelsOf } from '../docker/labels.ts';
import type { ContainerDetails, CreateOptions, Engine } from '../docker/types.ts';
import { defaultGatewayImage } from '../gateway/image.ts';
import { type Reach, reachThrough } from './reach.ts';

/** A port that something listens on inside a container; `loopback` when only the container itself reaches it. */
export type Listening = { readonly port: number; readonly loopback: boolean };

/** A container of ours in another's network: it sees that one's ports and nothing else of it. */
export type Beside = AsyncDisposable & {
  /** `address` is the container's own where only what others reach counts; else its loopback. */
  reach(port: number, address?: string): Reach;
  /** Null where the system does not tell. */
  listening(signal: AbortSignal): Promise<readonly Listening[] | null>;
};

/** Seconds after which it ends by itself, should nobody be left to remove it: longer than any question takes. */
const usualLife = 300;
const role = 'probe' as const;

/**
 * What a helper is made of: `image` is a gateway image, for its `nc`; `life` the seconds that it lives where they are more.
 * One that belongs to a service's candidate has a name and that service, by which it is found should nobody remove it.
 */
export type Helper = {
  readonly image: string;
  readonly life?: number;
  readonly of?: { readonly service: string; readonly name: string };
};

/** Starts the helper. The target itself is not touched. Disposing removes the helper. NO_ANSWER when the target does not run. */
export async function besideContainer(
  engine: Engine,
  target: ContainerDetails,
  image: string | Helper,
  signal: AbortSignal,
): Promise<Beside> {
  if (!target.State.Running) throw notRunning(target);
  const helper = typeof image === 'string' ? { image } : image;
  const id = await engine.createContainer(helperOptions(`container:${target.Id}`, helper), signal);
  const reaches = new Map<string, Reach & AsyncDisposable>();
  const close = async () => {
    await Promise.all([...reaches.values()].map((reach) => reach[Symbol.asyncDispose]()));
    await engine.removeContainer(id);
  };
  try {
    await engine.startContainer(id, signal);
  } catch (error) {
    await close();
    // One that ended in between has no network left to be in.
    const now = await engine.inspectContainer(target.Id, signal);
    throw now && !now.State.Running ? notRunning(now) : error;
  }
  return {
    reach(port, address = '127.0.0.1') {
      const dial = (ending: AbortSignal) => engine.dial(id, ['nc', address, `${port}`], ending);
      const key = `${address} ${port}`;
      const reach = reaches.get(key) ?? reachThrough(dial);
      reaches.set(key, reach);
      return reach;
    },
    async listening(ending) {
      const read = await engine.exec(id, ['cat', '/proc/net/tcp', '/proc/net/tcp6'], { signal: ending });
      return read.stdout === '' ? null : listeningIn(read.stdout);
    },
    [Symbol.asyncDispose]: close,
  };
}

/** The id of a gateway image that is on the host; null when one would have to be pulled. */
export async function gatewayImageThere(
  engine: Engine,
  setting: string | null,
  signal?: AbortSignal,
): Promise<string | null> {
  const named = await engine.inspectImage(setting ?? defaultGatewayImage, signal);
  if (named || setting) return named?.Id ?? null;
  const [labelled] = await engine.listImages({ label: label.gatewayImage }, signal);
  return labelled?.id ?? null;
}

export function notRunning({ Name, State }: ContainerDetails): Problem {
  const name = Name.replace(/^\//, '');
  return new Problem('NO_ANSWER', `The container ${name} does not run (${State.Status}, exit code ${State.ExitCode})`, {
    hint: `Start it, or read why it ended: docker logs ${name}`,
  });
}

/**
 * Pure: the listening TCP ports in the kernel's /proc/net/tcp and tcp6 (proc(5): address in hexadecimal, IPv4 in the
 * machine's byte order; state 0A is LISTEN), without Docker's own resolver at 127.0.0.11.
 */
export function listeningIn(table: string): Listening[] {
  const reachable = new Map<number, boolean>();
  for (const [, address = '', hexPort = ''] of table.matchAll(/^\s*\d+: ([0-9A-F]+):([0-9A-F]{4}) \S+ 0A /gm)) {
    if (address === '0B00007F') continue;
    const loopback = /^(0{16}FFFF0{4})?[0-9A-F]{6}7F$/.test(address) || address === `${'0'.repeat(24)}01000000`;
    const port = Number.parseInt(hexPort, 16);
    reachable.set(port, reachable.get(port) || !loopback);
  }
  return [...reachable].map(([port, open]) => ({ port, loopback: !open })).sort((a, b) => a.port - b.port);
}

/** Pure: a helper in that network mode; it has nothing but its network. */
export function helperOptions(network: string, { image, life = usualLife, of }: Helper): CreateOptions {
  return {
    ...(of ? { name: of.name } : {}),
    Image: image,
    Entrypoint: ['sleep', `${life}`],
    Cmd: [],
    User: '99:99',
    // Beside what is somebody else's it is part of no service, and must not be counted as one.
    Labels: of ? labelsOf(of.service, role) : { [label.format]: '1', [label.role]: role },
    HostConfig: {
      AutoRemove: true,
      NetworkMode: network,
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges'],
      PidsLimit: 64,
    },
  };
}
