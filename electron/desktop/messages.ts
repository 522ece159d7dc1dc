import type { Deployment } from '#contract/deployment';
import type { ProblemShape } from '#contract/problem';

/** From the main process to the core's; both are of one build. A `page` brings a port with it. */
export type ToCore = { readonly kind: 'page' } | { readonly kind: 'end' };

export type Ended = Pick<Deployment, 'id' | 'service' | 'host' | 'kind' | 'state' | 'to' | 'reason'>;

/** From the core's process to the main one. */
export type FromCore =
  /** It owns the data folder or is attached to its owner, and answers. */
  | { readonly kind: 'open'; readonly as: 'owner' | 'attached' }
  /** It could not be opened, and ends. */
  | { readonly kind: 'refused'; readonly problem: ProblemShape }
  /** How many deployments run, in its own process and in others'. */
  | { readonly kind: 'deployments'; readonly here: number; readonly elsewhere: number }
  | { readonly kind: 'ended'; readonly deployment: Ended };
