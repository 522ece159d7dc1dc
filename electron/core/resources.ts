import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of shipped files: beside the sources in a checkout, beside the bundle once built. */
export function resourcesFolder(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); folder !== dirname(folder); folder = dirname(folder)) {
    if (existsSync(join(folder, 'resources', 'migrations'))) return join(folder, 'resources');
  }
  throw new Error('the folder "resources" is not beside the program');
}
