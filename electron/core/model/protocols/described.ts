import type { ModelSchema } from '#contract/schema';
import { askJson } from '../ask-json.ts';
import type { Reach } from '../reach.ts';
import { schemaOfOpenApi } from '../schema/openapi.ts';

/** What an OpenAPI document of a server describes; null where there is none. */
export async function openApiAt(reach: Reach, path: string, signal: AbortSignal): Promise<ModelSchema | null> {
  return schemaOfOpenApi(await askJson(reach, { path }, signal), `GET ${path}`);
}
