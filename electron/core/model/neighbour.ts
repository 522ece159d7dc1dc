import type { Engine } from '../docker/types.ts';
import { type Helper, helperOptions } from './beside.ts';
import { type Reach, reachThrough } from './reach.ts';
import { securedDial } from './secured.ts';

/** A container of ours on a network, from which others there are asked as by anybody on it. */
export type Neighbour = AsyncDisposable & {
  /** The way to a name or an address there. Its values travel in the stream: none is in a command. */
  reach(host: string, port: number, how: { readonly tls: boolean }): Reach & AsyncDisposable;
  /** Where what is for other networks goes: the host, as this network sees it. Null where it has no way out. */
  wayOut(signal: AbortSignal): Promise<string | null>;
};

/** Starts it; disposing removes it, and should nobody be left to do so it ends by itself. */
export async function neighbourOn(
  engine: Engine,
  network: string,
  helper: Helper,
  signal: AbortSignal,
): Promise<Neighbour> {
  // Without the signal: a create that is cut off may still be carried out, and would leave what we do not know.
  const id = await engine.createContainer(helperOptions(network, helper));
  const remove = () => engine.removeContainer(id);
  try {
    await engine.startContainer(id, signal);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    reach(host, port, { tls }) {
      const dial = (ending: AbortSignal) => engine.dial(id, ['nc', host, `${port}`], ending);
      return reachThrough(tls ? securedDial(dial) : dial);
    },
    async wayOut(ending) {
      return defaultRoute((await engine.exec(id, ['cat', '/proc/net/route'], { signal: ending })).stdout);
    },
    [Symbol.asyncDispose]: remove,
  };
}

/** Pure: the gateway of the default route in the kernel's /proc/net/route (hexadecimal, in the machine's byte order). */
export function defaultRoute(table: string): string | null {
  const [, hex = ''] = /^\S+\t00000000\t([0-9A-F]{8})\t/m.exec(table) ?? [];
  const bytes = (hex.match(/../g) ?? []).map((byte) => Number.parseInt(byte, 16)).reverse();
  return bytes.length === 4 && bytes.some((byte) => byte !== 0) ? bytes.join('.') : null;
}
