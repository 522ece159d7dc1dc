// Writes resources/service.schema.json, for editors, from the service file's validation: npx node resources/setup/schema.mjs
import { writeFile } from 'node:fs/promises';
import { serviceFileJsonSchema } from '#core/service/jsonschema';

const target = new URL('../service.schema.json', import.meta.url);
await writeFile(target, `${JSON.stringify(serviceFileJsonSchema(), null, 2)}\n`);
