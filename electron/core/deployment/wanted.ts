import type { ApiChange } from '#contract/compatibility';
import type { Acceptance, DeploymentKind } from '#contract/deployment';
import type { Access } from '../gateway/access.ts';
import type { GpusByReplica } from '../host/gpu-users.ts';
import type { Release } from '../release/release.ts';
import type { Front, Policy } from '../service/parts.ts';
import type { Address } from './observed.ts';
import type { Filling } from './secrets.ts';
import type { Weighed } from './weigh.ts';

export type LivedWith = Acceptance & { readonly by?: string; readonly what: string | null };

/** What somebody asks for, worked out against what runs: everything a plan and its steps need to know. */
export type Wanted = {
  readonly kind: DeploymentKind;
  readonly service: string;
  readonly release: Release;
  readonly replicas: number;
  /** The replicas that the file last asked for; what was scaled since stays until the file says something else. */
  readonly declared: number | null;
  readonly front: Front;
  /** What lets callers in, by the names of its files. */
  readonly access: Access;
  /** Of the front and of what lets callers in: another value of a key is another front. */
  readonly frontHash: string;
  readonly policy: Policy;
  /** True when front, policy or the declared replicas differ from what the host keeps. */
  readonly presentChanged: boolean;
  readonly address: Address;
  readonly gateway: { readonly reference: string; readonly id: string; readonly replace: boolean };
  /** True makes replicas anew although the release already runs: a restart. */
  readonly fresh: boolean;
  /** True when the golden requests are others than those that what runs was asked. */
  readonly asksAnew: boolean;
  /** True for a release that the host does not know yet. */
  readonly isNew: boolean;
  /** What to pull, by digest, or null when the image is on the host. */
  readonly pull: string | null;
  /** Weights in volumes that were hashed when this was worked out; absent where nothing may be changed. */
  readonly weights?: readonly Weighed[];
  /** Volumes of secrets to fill before replicas are created. */
  readonly secrets: readonly Filling[];
  /** Which replica gets which GPUs; absent where none are asked for, and in journals of before. */
  readonly gpus?: GpusByReplica;
  /** What somebody lives with; `what` would have stopped it, null when nothing did. `by` is absent for who asks for this. */
  readonly accepted?: readonly LivedWith[];
  /** What it costs or clears up beside what was asked for: said beforehand and kept with the record. */
  readonly told?: readonly string[];
  /** What callers meet at another front; absent where that is as it was. */
  readonly callers?: readonly ApiChange[];
  /** Milliseconds. */
  readonly watch: number;
  readonly drain: number;
};
