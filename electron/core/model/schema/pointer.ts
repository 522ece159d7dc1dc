export type Json = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a reference like "#/components/schemas/Row" points to (RFC 6901); undefined where it is elsewhere or nothing is there. */
export function resolve(document: Json, ref: string): unknown {
  if (ref !== '#' && !ref.startsWith('#/')) return undefined;
  let here: unknown = document;
  for (const step of ref.split('/').slice(1).map(unescaped)) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined;
    here = (here as Json)[step];
  }
  return here;
}

function unescaped(step: string): string {
  const plain = step.replaceAll('~1', '/').replaceAll('~0', '~');
  try {
    return decodeURIComponent(plain);
  } catch {
    return plain;
  }
}
