import type { ProtocolName } from '#contract/model';
import type { ServerProfile } from '#contract/server';
import type { ImageSignals } from '../image-signals.ts';
import type { Sign } from './sign.ts';

/**
 * A model server as a value: what is known of it, by what its image is recognised, and by which answers it is when it
 * runs. Recognising takes signals of different kinds together; each of `signs` is asked with GET and runs no model.
 */
export type ModelServer = ServerProfile & {
  readonly protocol: ProtocolName;
  readonly image: ImageSignals;
  readonly signs: readonly Sign[];
  readonly signsTold: ServerProfile['doorsTold'];
  /** What others fulfil or are made with too: taken only where no server of its own is recognised, a contract first. */
  readonly fallback?: 'contract' | 'framework';
};

/** Nothing matches it. */
export const none = /(?!)/;

/** For servers without a signal that the gateway could not count as well. */
export const noMetrics = { requests: [], errors: [], duration: [], saturation: [], tokens: [] };

export const written = (from: string): ServerProfile['doorsTold'] => ({ from, proof: 'written' });
export const real = (from: string): ServerProfile['doorsTold'] => ({ from, proof: 'real' });

type Door = ServerProfile['sideDoors'][number];
type More = { readonly port?: number; readonly onlyWith?: string };

/** "POST /path" as a side door. */
export function door(route: string, kind: Door['kind'], does: string, { port, onlyWith }: More = {}): Door {
  const [method = '', path = ''] = route.split(' ');
  return { method, path, port: port ?? null, kind, does, onlyWith: onlyWith ?? null };
}
