import type { ServiceFile } from './schema.ts';

/** What makes the containers: a change here, and only here, is a new release. */
export type Run = {
  readonly model: ServiceFile['model'];
  readonly cpus: number | null;
  readonly memory: number | null;
  readonly reliability: ServiceFile['reliability'];
  readonly security: ServiceFile['security'];
};
/** What the gateway does: changed live, touches no replica. */
export type Front = ServiceFile['front'] & { readonly concurrency: number | null; readonly queue: number | null };
/** What touches nothing that runs. */
export type Policy = {
  readonly stage: ServiceFile['stage'];
  readonly note: string | null;
  readonly golden: ServiceFile['golden'];
  readonly strategy: ServiceFile['strategy'];
  readonly monitoring: ServiceFile['monitoring'];
  readonly integration: ServiceFile['integration'];
  readonly review: ServiceFile['review'] | null;
  readonly peak: number | null;
  readonly slo: ServiceFile['scale']['slo'] | null;
};
