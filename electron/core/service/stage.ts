import { type ServiceStatus, stage } from '#contract/service';
import type { GatewayState } from '../gateway/types.ts';
import type { Store } from '../store/store.ts';

export type Stage = 'trial' | 'internal' | 'production';

/** The stage that is in force with what serves, as the host keeps it; null where nothing serves. */
export function stageServed(state: GatewayState | null | undefined): Stage | null {
  const kept = state?.releases.get(state.serving?.release ?? 0) as
    | { present?: { policy?: unknown } }
    | null
    | undefined;
  return stageIn(kept?.present?.policy);
}

/** The stage that the record knows of a service, from the newest deployment of it that succeeded; null for none. */
export function stageRecorded(
  store: Pick<Store, 'deployments'>,
  { service, host }: Pick<ServiceStatus, 'service' | 'host'>,
): Stage | null {
  const [newest] = store.deployments.list({ service, host, state: 'succeeded', limit: 1 });
  const file = newest && (store.deployments.record(newest.id).file as { policy?: unknown } | null);
  return stageIn(file?.policy);
}

function stageIn(policy: unknown): Stage | null {
  const read = stage.safeParse((policy as { stage?: unknown } | null | undefined)?.stage);
  return read.success ? read.data : null;
}
