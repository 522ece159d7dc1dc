import * as z from 'zod';
import { descriptions } from './descriptions.ts';
import { serviceFileSchema } from './schema.ts';

/** The part of JSON Schema that comes out of the service file's validation. */
export type JsonSchema = {
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  description?: string;
};

/** JSON Schema for editors (draft 7, which the YAML editors know), of the file as it is written. */
export function serviceFileJsonSchema(): JsonSchema {
  const schema = z.toJSONSchema(serviceFileSchema, { io: 'input', target: 'draft-7' }) as JsonSchema;
  for (const [path, description] of Object.entries(descriptions))
    for (const part of schemasAt(schema, path.split('.'))) part.description = description;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'urn:slipway:service-file',
    title: 'Slipway service file',
    description:
      'A model in a container image, and how it is put into service. `service` and `model.image` are enough.',
    ...schema,
  } as JsonSchema;
}

let known: JsonSchema | undefined;

/** The keys that may stand in the mapping at `path`; none where any key may. */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  known ??= serviceFileJsonSchema();
  return [
    ...new Set(
      schemasAt(known, path)
        .flatMap(formsOf)
        .flatMap((schema) => Object.keys(schema.properties ?? {})),
    ),
  ];
}

/** The section of the file, as "scale" or "model", in which a key of this name belongs; null where none or several have it. */
export function sectionOf(key: string): string | null {
  const sections = keysAt([]).filter((section) => keysAt([section]).includes(key));
  return sections.length === 1 ? (sections[0] ?? null) : null;
}

/** What stands at a path; a number or "*" stands for the entries of a list or of a mapping with free keys. */
function schemasAt(schema: JsonSchema, path: readonly PropertyKey[]): JsonSchema[] {
  const [step, ...rest] = path;
  if (step === undefined) return [schema];
  return formsOf(schema).flatMap((part) => {
    const next = part.properties && Object.hasOwn(part.properties, step) ? part.properties[String(step)] : undefined;
    const inside = next ?? part.items ?? part.additionalProperties;
    return typeof inside === 'object' ? schemasAt(inside, rest) : [];
  });
}

function formsOf(schema: JsonSchema): JsonSchema[] {
  return [schema, ...(schema.anyOf ?? []).flatMap(formsOf)];
}
