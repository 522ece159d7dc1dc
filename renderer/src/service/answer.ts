/** A value in an answer and where it stands, as golden requests write places: outputs[0].data[0]. */
export type Leaf = { readonly path: string; readonly value: string | number | boolean };

/** What an answer comes down to: one number or label, and beside it what is said about it. */
type Headline = { readonly value: string; readonly aside: string | null; readonly leaf: Leaf };

type Json = Readonly<Record<string, unknown>>;
/** Longer than this is no label. */
const longest = 40;

/** The one number or label of an answer in the usual shapes; null where it says more than one thing. Pure. */
export function headline(body: unknown): Headline | null {
  if (isObject(body) && Array.isArray(body.outputs)) return ofOutputs(body.outputs);
  if (isObject(body)) return ofFields(body);
  if (Array.isArray(body) && body.length === 1) {
    const [only] = body;
    if (isObject(only)) return prefixed(ofFields(only), '[0].');
    return labelled(only, '[0]', null);
  }
  return labelled(body, '', null);
}

/** The Open Inference Protocol: the first output with one value; of the others, the likeliest of probabilities is said. */
function ofOutputs(outputs: readonly unknown[]): Headline | null {
  const data = outputs.map((output) => (isObject(output) && Array.isArray(output.data) ? output.data.flat() : []));
  const place = data.findIndex((values) => values.length === 1 && isLabel(values[0]));
  if (place < 0) return null;
  const likely = data.find((values, at) => at !== place && isDistribution(values));
  const aside = likely ? `p ${Math.max(...likely.map(Number)).toFixed(3)}` : null;
  return labelled(data[place]?.[0], `outputs[${place}].data[0]`, aside);
}

const names = ['prediction', 'predictions', 'label', 'class', 'result', 'output', 'answer', 'value', 'score'];
const certainties = ['probability', 'confidence', 'score', 'p'];

function ofFields(body: Json): Headline | null {
  for (const name of names) {
    const held = body[name];
    const value = Array.isArray(held) && held.length === 1 ? held[0] : held;
    if (!isLabel(value)) continue;
    const sure = certainties.find((one) => one !== name && typeof body[one] === 'number');
    const aside = sure ? `${sure} ${Number(body[sure]).toFixed(3)}` : null;
    return labelled(value, value === held ? name : `${name}[0]`, aside);
  }
  const fields = Object.entries(body);
  const [only] = fields;
  return fields.length === 1 && only ? labelled(only[1], step('', only[0]), null) : null;
}

const prefixed = (found: Headline | null, prefix: string): Headline | null =>
  found && { ...found, leaf: { ...found.leaf, path: prefix + found.leaf.path } };

function labelled(value: unknown, path: string, aside: string | null): Headline | null {
  if (!isLabel(value)) return null;
  const text =
    typeof value === 'number' && !Number.isInteger(value) ? String(Number(value.toPrecision(4))) : String(value);
  return { value: text, aside, leaf: { path, value } };
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isLabel = (value: unknown): value is string | number | boolean =>
  typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value.length <= longest);

function isDistribution(values: readonly unknown[]): boolean {
  if (values.length < 2 || !values.every((value) => typeof value === 'number' && value >= 0 && value <= 1))
    return false;
  return Math.abs(values.reduce<number>((sum, value) => sum + Number(value), 0) - 1) < 0.05;
}

/** The first values of an answer, in order, to choose from what must come back; what changes every time is left out. Pure. */
export function leaves(body: unknown, most: number): readonly Leaf[] {
  const found: Leaf[] = [];
  const walk = (value: unknown, path: string): void => {
    if (found.length >= most) return;
    if (Array.isArray(value)) for (const [at, one] of value.entries()) walk(one, `${path}[${at}]`);
    else if (isObject(value))
      for (const [name, one] of Object.entries(value)) !volatile.test(name) && walk(one, step(path, name));
    else if (path !== '' && (typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string')) {
      found.push({ path, value });
    }
  };
  walk(body, '');
  return found;
}

const volatile = /^(id|created|timestamp|time|date|request_?id|usage|.*_ms|.*duration|system_fingerprint)$/i;

function step(path: string, name: string): string {
  if (!/^[^.[\]"]+$/.test(name)) return `${path}["${name.replace(/["\\]/g, '\\$&')}"]`;
  return path === '' ? name : `${path}.${name}`;
}

/** JSON spread out, lists of plain values on one line as people write them; what is no JSON stays as it came. Pure. */
export function pretty(body: unknown): string {
  if (typeof body === 'string') return body;
  const text = JSON.stringify(body, null, 2) ?? '';
  return text.replace(
    /\[\n\s+(?:-?[\d.eE+-]+|"(?:[^"\\]|\\.)*"|true|false|null)(?:,\n\s+(?:-?[\d.eE+-]+|"(?:[^"\\]|\\.)*"|true|false|null))*\n\s*\]/g,
    (list) =>
      list
        .replace(/\n\s+/g, ' ')
        .replace('[ ', '[')
        .replace(/\s+\]$/, ']'),
  );
}

/** A body as it is typed: JSON gets spread out, anything else stays. */
export function spreadOut(body: string): string {
  try {
    return pretty(JSON.parse(body));
  } catch {
    return body;
  }
}
