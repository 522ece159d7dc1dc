/** How a field of a row is made: renamed, filled in, cast, then multiplied and added to; or left out. */
export type Field = {
  readonly from?: string | undefined;
  readonly default?: unknown;
  readonly cast?: 'number' | 'integer' | 'string' | 'boolean' | undefined;
  readonly factor?: number | undefined;
  readonly offset?: number | undefined;
  readonly drop?: boolean | undefined;
};
export type Cell = 'number' | 'integer' | 'string' | 'boolean' | 'list';

/**
 * All that makes a request of a row. `cells` says what the cells of a table of text become, null where rows have values of
 * their own; `wrap` is the list that rows travel in, "" where the body is that list, null where a row is the body.
 */
export type Spec = {
  readonly mapping: Readonly<Record<string, Field>>;
  readonly cells: Readonly<Record<string, Cell>> | null;
  readonly encoding: 'json' | 'oip-v2' | 'tf-predict' | 'mlflow';
  readonly wrap: string | null;
  readonly tensors: readonly { readonly name: string; readonly datatype: string; readonly shape: readonly number[] }[];
};

export type Row = Readonly<Record<string, unknown>>;

/** The request's body for a row, as it is sent as JSON. A row that is a whole request already stays as it is. */
export function adapt(row: Row, spec: Spec): unknown {
  return isWhole(row, spec) ? row : encoded(fieldsOf(row, spec), spec);
}

/** Whether a row is a request in the server's own form already. */
export function isWhole(row: Row, { encoding }: Spec): boolean {
  if (encoding === 'oip-v2') return Array.isArray(row.inputs);
  if (encoding === 'tf-predict') return Array.isArray(row.instances);
  if (encoding === 'mlflow') return 'dataframe_split' in row || 'dataframe_records' in row || 'inputs' in row;
  return false;
}

/** The row with its fields named and typed as the model wants them. */
export function fieldsOf(row: Row, { mapping, cells }: Spec): Record<string, unknown> {
  const fields = new Map(cells ? withLists(row, cells) : Object.entries(row));
  const taken = Object.entries(mapping).map(([name, how]) => [name, how, fields.get(how.from ?? name)] as const);
  for (const [name, { from, drop }] of taken) {
    if (from !== undefined) fields.delete(from);
    if (drop) fields.delete(name);
  }
  for (const [name, how, found] of taken) {
    if (how.drop) continue;
    const isThere = found !== undefined && found !== null && !(cells && found === '');
    const value = isThere
      ? scaled(cast(found, how.factor === undefined ? how.cast : (how.cast ?? 'number')), how)
      : how.default;
    if (value !== undefined) fields.set(name, value);
  }
  if (cells)
    for (const [name, value] of [...fields]) {
      const kind = cells[name];
      if (value === '' && kind !== undefined && kind !== 'string') fields.delete(name);
      else if (typeof value === 'string' && kind !== undefined)
        fields.set(name, kind === 'list' ? listOf(value) : cast(value, kind));
    }
  return Object.fromEntries(fields);
}

/** Columns name_0, name_1 … or name[0], name[1] … as the list that the model has by that name. */
function withLists(row: Row, cells: Readonly<Record<string, Cell>>): [string, unknown][] {
  const lists = new Map<string, unknown[]>();
  const rest: [string, unknown][] = [];
  for (const [column, value] of Object.entries(row)) {
    const [, name = '', under, bracket] = /^(.+?)(?:_([0-9]{1,6})|\[([0-9]{1,6})\])$/.exec(column) ?? [];
    if (cells[name] !== 'list' || column in cells) rest.push([column, value]);
    else {
      const list = lists.get(name) ?? [];
      list[Number(under ?? bracket)] = cast(value, 'number');
      lists.set(name, list);
    }
  }
  return [
    ...rest,
    ...[...lists].map(([name, list]): [string, unknown] => [name, Array.from(list, (it) => it ?? null)]),
  ];
}

const decimal = /^[ \t]*[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([eE][+-]?[0-9]+)?[ \t]*$/;

/** What cannot be cast stays as it is, for the check to name. */
function cast(value: unknown, kind: Field['cast']): unknown {
  if (Array.isArray(value)) return value.map((each) => cast(each, kind));
  switch (kind) {
    case undefined:
      return value;
    case 'number':
      return numberOf(value);
    case 'integer': {
      const number = numberOf(value);
      return Number.isInteger(number) ? number : value;
    }
    case 'string':
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
    case 'boolean':
      return booleans.get(typeof value === 'string' ? value.trim().toLowerCase() : value) ?? value;
  }
}

const booleans = new Map<unknown, boolean>([
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
  [1, true],
  [0, false],
]);

function numberOf(value: unknown): unknown {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || !decimal.test(value)) return value;
  const number = Number(value);
  return Number.isFinite(number) ? number : value;
}

function scaled(value: unknown, { factor = 1, offset = 0 }: Field): unknown {
  if (factor === 1 && offset === 0) return value;
  if (Array.isArray(value)) return value.map((each) => scaled(each, { factor, offset }));
  return typeof value === 'number' ? value * factor + offset : value;
}

function listOf(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : text;
  } catch {
    return text;
  }
}

function encoded(fields: Record<string, unknown>, { encoding, wrap, tensors }: Spec): unknown {
  switch (encoding) {
    case 'json':
      return wrap === null ? fields : wrap === '' ? [fields] : { [wrap]: [fields] };
    case 'oip-v2':
      return {
        inputs: tensors.filter(({ name }) => name in fields).map((tensor) => tensorOf(tensor, fields[tensor.name])),
      };
    case 'tf-predict':
      return { instances: [fields] };
    case 'mlflow':
      return { dataframe_split: { columns: Object.keys(fields), data: [Object.values(fields)] } };
  }
}

function tensorOf({ name, datatype, shape }: Spec['tensors'][number], value: unknown): unknown {
  const data = flat(value);
  return { name, shape: shapeFor(shape, value, data.length), datatype, data };
}

const flat = (value: unknown): unknown[] => (Array.isArray(value) ? value.flatMap(flat) : [value]);
const sizesOf = (value: unknown): number[] => (Array.isArray(value) ? [value.length, ...sizesOf(value[0])] : []);

/** The sizes that the model leaves open: as the value is nested, else what is left for the one that is open. */
function shapeFor(shape: readonly number[], value: unknown, count: number): number[] {
  const nested = sizesOf(value);
  if (nested.length === shape.length) return nested;
  if (nested.length === shape.length - 1 && nested.length > 1) return [1, ...nested];
  const known = shape.reduce((product, size) => (size < 0 ? product : product * size), 1);
  const open = shape.lastIndexOf(-1);
  const left = known > 0 ? Math.floor(count / known) : 0;
  return shape.map((size, at) => (size >= 0 ? size : at === open ? left : 1));
}
