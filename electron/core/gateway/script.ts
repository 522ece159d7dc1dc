import { existsSync, readFileSync } from 'node:fs';

/** Beside the sources, and beside the folder that a bundle lies in. */
const places = ['../../../resources/gateway/switch.sh', '../resources/gateway/switch.sh'];

/** The script that changes a gateway from inside; it travels to every volume that this console makes. */
export function switchScript(): Buffer {
  const found = places.map((place) => new URL(place, import.meta.url)).find((place) => existsSync(place));
  if (!found) throw new Error('resources/gateway/switch.sh is missing from this installation');
  return readFileSync(found);
}
