import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourcesFolder } from '../resources.ts';

/** The script that changes a gateway from inside; it travels to every volume that this console makes. */
export const switchScript = (): Buffer => readFileSync(join(resourcesFolder(), 'gateway', 'switch.sh'));
