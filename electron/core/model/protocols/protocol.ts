import type { ProtocolName } from '#contract/model';
import type { ModelSchema } from '#contract/schema';
import type { ReadyCheck } from '../../release/release.ts';
import type { Golden } from '../../service/schema.ts';
import type { Reach } from '../reach.ts';

/** A version that a server tells, and whose it is: the model's or its own. */
export type ToldVersion = { readonly of: 'model' | 'server'; readonly version: string };

/**
 * A serving protocol as a value. `model` is the model's name inside the server, null where it is not known.
 * What asks a server fails with NO_ANSWER only; an answer that makes no sense is null or an empty list.
 */
export type Protocol = {
  readonly name: ProtocolName;
  /** The ports that its servers usually listen on, the most usual first. */
  readonly ports: readonly number[];
  readonly metricsPath: string | null;
  /** Where its metrics are on another port than the model. */
  readonly metricsPort?: number;
  /** False where a server has no models by name. */
  readonly named: boolean;
  ready(model: string | null): ReadyCheck;
  metadataPath(model: string | null): string | null;
  predictPath(model: string | null): string | null;
  /** The names of the models that the server lists; empty where it lists none or cannot. */
  models(reach: Reach, signal: AbortSignal): Promise<readonly string[]>;
  schema(reach: Reach, model: string | null, signal: AbortSignal): Promise<ModelSchema | null>;
  version(reach: Reach, model: string | null, signal: AbortSignal): Promise<ToldVersion | null>;
  /** A request made from the schema alone, which any healthy model answers; null where none can be made. */
  sample(model: string | null, schema: ModelSchema | null): Golden | null;
};
