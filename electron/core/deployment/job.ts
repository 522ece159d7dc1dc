import type { OpenHost } from '../host/hosts.ts';
import type { Vault } from '../secrets/vault.ts';
import type { Store } from '../store/store.ts';
import type { Lock } from './lock.ts';
import type { WorkedOut } from './work-out.ts';

/** A recorded plan and all that it takes to carry it out. */
export type CarryingOut = {
  readonly id: string;
  readonly host: OpenHost;
  readonly store: Store;
  readonly vault: Vault;
  readonly operator: string;
  readonly lock: Lock;
  readonly work: WorkedOut;
  readonly startedAt: number;
  /** What is to be told with it from the beginning. */
  readonly findings: readonly string[];
  readonly cancelled: AbortSignal;
  /** Called after every change of the record. */
  readonly told: () => void;
};
