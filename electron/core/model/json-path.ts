/** "outputs[0].data" → ["outputs", 0, "data"]; a name with dots is written ["a.b"]. Null where it is no path. */
export function parsePath(text: string): readonly (string | number)[] | null {
  const keys: (string | number)[] = [];
  const part = /(?:^|(?<!^)\.)([^.[\]"]+)|\[(\d+)\]|\["((?:[^"\\]|\\.)*)"\]/y;
  while (part.lastIndex < text.length) {
    const found = part.exec(text);
    if (!found) return null;
    const [, name, index, quoted] = found;
    if (index !== undefined) keys.push(Number(index));
    else keys.push(name ?? (quoted ?? '').replace(/\\(.)/g, '$1'));
  }
  return keys;
}

/** What stands at a path; `undefined` where nothing does. */
export function at(value: unknown, path: readonly (string | number)[]): unknown {
  let here = value;
  for (const key of path) {
    if (typeof here !== 'object' || here === null) return undefined;
    if (Array.isArray(here) !== (typeof key === 'number') || !Object.hasOwn(here, key)) return undefined;
    here = (here as Record<string | number, unknown>)[key];
  }
  return here;
}

/**
 * Where `got` is not `wanted`, one sentence for each place: "outputs[0].data[0] is 3, wanted 7". `tolerance` is absolute,
 * for every number on its own, at any depth. A member that is not wanted is a difference too.
 */
export function differences(place: string, got: unknown, wanted: unknown, tolerance: number): string[] {
  if (typeof got === 'number' && typeof wanted === 'number') {
    return near(got, wanted, tolerance)
      ? []
      : [`${place || 'the body'} is ${got}, wanted ${wanted}${within(tolerance)}`];
  }
  if (Array.isArray(got) && Array.isArray(wanted)) {
    if (got.length !== wanted.length)
      return [`${place || 'the body'} has ${got.length} elements, wanted ${wanted.length}`];
    return wanted.flatMap((each, index) => differences(`${place}[${index}]`, got[index], each, tolerance));
  }
  if (isObject(got) && isObject(wanted)) {
    const names = [...new Set([...Object.keys(wanted), ...Object.keys(got)])];
    return names.flatMap((name) => differences(step(place, name), own(got, name), own(wanted, name), tolerance));
  }
  return got === wanted ? [] : [`${place || 'the body'} is ${shown(got)}, wanted ${shown(wanted)}`];
}

/** A value as a sentence shows it. */
export function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 117)}…` : text;
}

/** The rounding of the subtraction itself must not turn 0.4 against 0.3 ± 0.1 into a difference. */
function near(got: number, wanted: number, tolerance: number): boolean {
  if (got === wanted) return true;
  const rounding = tolerance > 0 ? 4 * Number.EPSILON * Math.max(Math.abs(got), Math.abs(wanted), tolerance) : 0;
  return Math.abs(got - wanted) <= tolerance + rounding;
}

const within = (tolerance: number) => (tolerance > 0 ? ` ± ${tolerance}` : '');
const own = (value: Record<string, unknown>, name: string) => (Object.hasOwn(value, name) ? value[name] : undefined);
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The path of a member: quoted where its name would read as something else. */
export function step(place: string, name: string): string {
  if (!/^[^.[\]"]+$/.test(name)) return `${place}[${JSON.stringify(name)}]`;
  return place === '' ? name : `${place}.${name}`;
}
