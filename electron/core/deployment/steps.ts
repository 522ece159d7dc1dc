/**
 * What a deployment does, as data: shown by `plan`, journalled, performed and taken back. `target` is what it is done to.
 * The order is the promise: nothing that serves is touched before everything new has answered, and nothing that cannot be
 * taken back comes before the first of `final`.
 */
export type Step =
  | { readonly do: 'network'; readonly target: string }
  | { readonly do: 'gateway'; readonly target: string; readonly image: string; readonly address: string }
  | { readonly do: 'start-gateway'; readonly target: string }
  | { readonly do: 'replace-gateway'; readonly target: string; readonly image: string; readonly address: string }
  | { readonly do: 'connect'; readonly target: string; readonly alias: string | null }
  | { readonly do: 'pull'; readonly target: string }
  /** `digest` of what is pinned, so that a tag which moved makes another plan; absent in journals of before. */
  | { readonly do: 'pin'; readonly target: string; readonly digest?: string }
  | { readonly do: 'weights'; readonly target: string }
  | { readonly do: 'secrets'; readonly target: string }
  | { readonly do: 'create'; readonly target: string; readonly release: string }
  | { readonly do: 'pause'; readonly target: string }
  | { readonly do: 'stop'; readonly target: string }
  | { readonly do: 'start'; readonly target: string }
  | { readonly do: 'verify'; readonly target: string }
  /** The API of what is new with that of the release that serves. */
  | { readonly do: 'compare'; readonly target: string }
  | { readonly do: 'way-back'; readonly target: string }
  /** What lets callers in: their keys, by name, and the certificate. */
  | { readonly do: 'access'; readonly target: string; readonly files: readonly string[] }
  /** `instead` stands for what was in force, so that a change of that makes another plan; absent in a first release. */
  | { readonly do: 'keep'; readonly target: string; readonly instead?: string }
  | {
      readonly do: 'switch';
      readonly target: string;
      readonly to: readonly string[];
      readonly from: readonly string[];
      /** The old replicas are stopped: taking it back refuses requests until they serve again. */
      readonly inPlace?: true;
      /** Nothing after it would see what is new end or go: it is looked at once more before the switch counts as done. */
      readonly lookedAfter?: true;
    }
  /** A request as callers make it, from a container on that network, or from another address of this host. */
  | { readonly do: 'call'; readonly target: string; readonly to: string }
  | { readonly do: 'watch'; readonly target: string; readonly seconds: number }
  | { readonly do: 'disconnect'; readonly target: string }
  | { readonly do: 'drain'; readonly target: string; readonly seconds: number }
  | { readonly do: 'remove'; readonly target: string }
  | { readonly do: 'remove-gateway'; readonly target: string }
  | { readonly do: 'remove-secrets'; readonly target: string }
  | { readonly do: 'remove-network'; readonly target: string }
  | { readonly do: 'note'; readonly target: string };

/** Steps that act on one replica each and do not wait for one another. */
export const side: ReadonlySet<Step['do']> = new Set(['create', 'start', 'verify', 'stop', 'remove']);

/** Of these, all replicas have to be through before anything else is begun: what is stopped makes room for what starts. */
export const apart: ReadonlySet<Step['do']> = new Set(['stop', 'remove']);

/** From the first of these on there is no way back within the deployment. */
export const final: ReadonlySet<Step['do']> = new Set([
  'remove',
  'remove-gateway',
  'remove-secrets',
  'remove-network',
  'note',
]);
