import type { FieldEdit } from '#contract/checklist';

type Kind = 'text' | 'number' | 'list';
/** `whole` is what goes with it when it is emptied: a part of the file that says nothing without it. */
type FormField = { readonly path: FieldEdit['path']; readonly kind: Kind; readonly whole?: FieldEdit['path'] };

/** Where a field of the form stands in the service file, and what kind of value it writes there. */
export const formFields = {
  service: { path: ['service'], kind: 'text' },
  stage: { path: ['stage'], kind: 'text' },
  note: { path: ['note'], kind: 'text' },
  version: { path: ['model', 'version'], kind: 'text' },
  protocol: { path: ['model', 'protocol'], kind: 'text' },
  port: { path: ['model', 'port'], kind: 'number' },
  gpus: { path: ['model', 'gpus'], kind: 'number' },
  within: { path: ['model', 'ready', 'within'], kind: 'text' },
  metrics: { path: ['model', 'metrics', 'path'], kind: 'text', whole: ['model', 'metrics'] },
  replicas: { path: ['scale', 'replicas'], kind: 'number' },
  cpus: { path: ['scale', 'cpus'], kind: 'number' },
  memory: { path: ['scale', 'memory'], kind: 'text' },
  peak: { path: ['scale', 'peak'], kind: 'number' },
  p95: { path: ['scale', 'slo', 'p95'], kind: 'text' },
  errors: { path: ['scale', 'slo', 'errors'], kind: 'text' },
  concurrency: { path: ['scale', 'concurrency'], kind: 'number' },
  queue: { path: ['scale', 'queue'], kind: 'number' },
  callers: { path: ['front', 'callers'], kind: 'text' },
  address: { path: ['front', 'port'], kind: 'number' },
  keys: { path: ['front', 'keys'], kind: 'list' },
  certificate: { path: ['front', 'tls', 'certificate'], kind: 'text', whole: ['front', 'tls'] },
  certificateKey: { path: ['front', 'tls', 'key'], kind: 'text' },
  body: { path: ['front', 'limit', 'body'], kind: 'text' },
  timeout: { path: ['front', 'limit', 'timeout'], kind: 'text' },
  strategy: { path: ['strategy', 'kind'], kind: 'text' },
  drain: { path: ['strategy', 'drain'], kind: 'text' },
  watch: { path: ['strategy', 'watch'], kind: 'text' },
  restart: { path: ['reliability', 'restart'], kind: 'text' },
  stopGrace: { path: ['reliability', 'stopGrace'], kind: 'text' },
  user: { path: ['security', 'user'], kind: 'text' },
  tmpfs: { path: ['security', 'tmpfs'], kind: 'list' },
  capDrop: { path: ['security', 'capDrop'], kind: 'list' },
  capAdd: { path: ['security', 'capAdd'], kind: 'list' },
  tell: { path: ['monitoring', 'tell'], kind: 'list' },
  every: { path: ['monitoring', 'every'], kind: 'text' },
  owner: { path: ['integration', 'owner'], kind: 'text' },
  deputy: { path: ['integration', 'deputy'], kind: 'text' },
  sample: { path: ['integration', 'sample'], kind: 'text' },
  consumers: { path: ['integration', 'consumers'], kind: 'list' },
  review: { path: ['review', 'every'], kind: 'text', whole: ['review'] },
} as const satisfies Record<string, FormField>;

export type FieldName = keyof typeof formFields;

/** What was typed, as an edit of the file. An empty field leaves it out; what is no number stays as typed and is told. */
export function editOf(name: FieldName, typed: string): FieldEdit {
  const { path, kind, whole }: FormField = formFields[name];
  const text = typed.trim();
  if (kind === 'list') {
    const words = text.split(',').map((word) => word.trim());
    const list = words.filter((word) => word !== '');
    return { path: [...path], value: list.length === 0 ? null : list };
  }
  if (text === '') return { path: [...(whole ?? path)], value: null };
  const number = kind === 'number' && /^\d+(\.\d+)?$/.test(text);
  return { path: [...path], value: number ? Number(text) : text };
}

/** What a form shows for a field, whatever stands there in the file. */
export function shownIn(fields: unknown, name: FieldName): string {
  const value = valueAt(fields, formFields[name].path);
  if (Array.isArray(value)) return value.map(entryWords).join(', ');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Whether a list holds more than words: then it is written as text only, so that nothing of it is lost. */
export function isDetailed(fields: unknown, name: FieldName): boolean {
  const value = valueAt(fields, formFields[name].path);
  return Array.isArray(value) && value.some((one) => typeof one !== 'string');
}

/** An entry by its name. */
function entryWords(entry: unknown): string {
  const name = isIndexed(entry) ? entry.name : entry;
  return typeof name === 'string' ? name : JSON.stringify(entry);
}

export function valueAt(fields: unknown, path: FieldEdit['path']): unknown {
  return path.reduce<unknown>((value, key) => (isIndexed(value) ? value[key] : undefined), fields);
}

const isIndexed = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null;

/** The fields as they will be once the edits are written: what was typed is on screen before the text is. */
export function withEdits(fields: unknown, edits: readonly FieldEdit[]): unknown {
  return edits.reduce((value, { path, value: set }) => withValue(value, path, set), fields);
}

function withValue(within: unknown, path: FieldEdit['path'], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value ?? undefined;
  const copy: Record<string | number, unknown> | unknown[] = Array.isArray(within)
    ? [...within]
    : { ...(isIndexed(within) ? within : {}) };
  const inner = withValue(valueAt(within, [key]), rest, value);
  if (Array.isArray(copy)) copy[Number(key)] = inner;
  else copy[key] = inner;
  return copy;
}

/** The service and the image that a text names, without reading it as a whole: for the list of drafts. */
export function namesIn(text: string): { readonly service: string | null; readonly image: string | null } {
  const scalar = (key: RegExp) =>
    key
      .exec(text)?.[1]
      ?.replace(/\s+#.*$/, '')
      .replace(/^(["'])(.*)\1$/, '$2') ?? null;
  return { service: scalar(/^service:[ \t]*(\S.*)$/m), image: scalar(/^[ \t]+image:[ \t]*(\S.*)$/m) };
}

type GoldenName = { readonly name: string; readonly asks: string; readonly wants: string };

/** The golden requests of a file in words, also where some of it is wrong. */
export function goldenIn(fields: unknown): readonly GoldenName[] {
  const all = valueAt(fields, ['golden']);
  if (!Array.isArray(all)) return [];
  return all.map((one, at) => {
    const text = (path: FieldEdit['path']) => {
      const value = valueAt(one, path);
      return typeof value === 'string' ? value : '';
    };
    return {
      name: text(['name']) || `request ${at + 1}`,
      asks: `${text(['request', 'method']) || 'POST'} ${text(['request', 'path'])}`.trim(),
      wants: wantedIn(valueAt(one, ['expect'])),
    };
  });
}

function wantedIn(expect: unknown): string {
  if (!isIndexed(expect)) return 'any answer';
  const json = isIndexed(expect.json) ? Object.entries(expect.json) : [];
  const parts = [
    ...json.map(([path, value]) => `${json.length === 1 ? '' : `${path} `}= ${JSON.stringify(value)}`),
    ...(typeof expect.contains === 'string' ? [`contains “${expect.contains}”`] : []),
    ...(typeof expect.matches === 'string' ? [`matches ${expect.matches}`] : []),
    ...(expect.status === undefined || json.length > 0 ? [] : [`status ${String(expect.status)}`]),
    ...(typeof expect.within === 'string' ? [`within ${expect.within}`] : []),
  ];
  return parts.join(', ') || 'any answer';
}
