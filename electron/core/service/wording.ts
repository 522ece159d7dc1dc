import type * as z from 'zod';

type Issue = z.core.$ZodIssue;

/** What a schema wants where it has no words of its own, given to the parse as its `error`. */
export function wantedBy(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return typeWords[issue.expected as keyof typeof typeWords] ?? `${issue.expected}`;
    case 'invalid_value':
      return oneOf(issue.values as unknown[]);
    case 'invalid_union': {
      const values = allowedBy(issue.errors as Issue[][]);
      return values ? oneOf(values) : 'something else';
    }
    case 'too_small':
      if (issue.origin === 'string') return 'text that is not empty';
      return issue.inclusive === false ? `more than ${issue.minimum}` : `at least ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `text of at most ${issue.maximum} characters`;
      return `at most ${issue.maximum}${issue.origin === 'array' ? ' entries' : ''}`;
    default:
      return undefined;
  }
}

/** The values that a union of fixed values allows; null where it allows anything else. */
export function allowedBy(branches: readonly (readonly Issue[])[]): unknown[] | null {
  const values = branches.map(([first]) =>
    first?.code === 'invalid_value' && first.path.length === 0 ? first.values : null,
  );
  return values.every((some) => some !== null) ? values.flat() : null;
}

/** "golden[0].request.path"; the file itself is "the service file". */
export function named(path: readonly PropertyKey[]): string {
  const text = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return text === '' ? 'the service file' : text.replace(/^\./, '');
}

/** What was found, short enough for a line. */
export function shown(value: unknown): string {
  if (value === null) return 'empty';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 76)}…"` : text;
}

/** What was found without saying it. */
export function kindOf(value: unknown): string {
  if (value === null || typeof value === 'object') return shown(value);
  return typeof value === 'string' ? 'text' : `a ${typeof value}`;
}

const typeWords = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys',
  record: 'a mapping of keys',
} as const;

function oneOf(values: readonly unknown[]): string {
  const words = values.map(String);
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
