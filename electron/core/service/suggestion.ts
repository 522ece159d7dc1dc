import type * as z from 'zod';
import { nearest, nearestDuration, nearestRatio, nearestServiceName, nearestSize } from './nearest.ts';
import { duration, ratio, size, wanted } from './units.ts';
import { allowedBy } from './wording.ts';

type Issue = z.core.$ZodIssue;

/** The nearest right way to write what stands at `path`, as YAML, or null. `written` is the value as the file has it. */
export function suggestion(issue: Issue, path: readonly PropertyKey[], found: unknown, written: string): string | null {
  if (typeof found === 'object') return null;
  if (issue.message === wanted.duration) return checked(duration, nearestDuration(written));
  if (issue.message === wanted.size) return checked(size, nearestSize(written));
  if (issue.message === wanted.ratio) return checked(ratio, nearestRatio(written));
  if (path.length === 1 && path[0] === 'service') {
    const name = nearestServiceName(written);
    return name === null || typeof found === 'string' ? name : JSON.stringify(name);
  }
  if (issue.code === 'invalid_type') return otherType(issue.expected, found, written);
  if (issue.code === 'invalid_value') return nearest(written, issue.values.map(String));
  if (issue.code === 'invalid_union') return nearest(written, (allowedBy(issue.errors) ?? []).map(String));
  return null;
}

function otherType(expected: string, found: unknown, written: string): string | null {
  if (expected === 'string') return JSON.stringify(written);
  if (expected === 'array') return JSON.stringify(typeof found === 'string' ? found.split(/\s+/) : [found]);
  if (expected === 'number') return typeof found === 'string' && /^\d+(\.\d+)?$/.test(found) ? found : null;
  if (expected !== 'boolean') return null;
  if (/^(yes|on|true|1)$/i.test(written)) return 'true';
  return /^(no|off|false|0)$/i.test(written) ? 'false' : null;
}

const checked = (schema: z.ZodType, text: string | null): string | null =>
  text !== null && schema.safeParse(text).success ? text : null;
