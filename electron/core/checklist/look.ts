import * as z from 'zod';
import type { FindingEvidence } from '#contract/checklist';
import type { Fact, FactName, Facts, FactValues, RawName, Subject } from './facts.ts';
import type { Limits } from './limits.ts';

/** Thrown by a judgement that cannot be made: what it needs could not be had. Caught where findings are made. */
export class Unknown extends Error {
  override name = 'Unknown';
}

/** How a check reads facts. What is missing ends the judgement as unchecked; what is read becomes its evidence. */
export type Look = {
  readonly subject: Subject;
  readonly limits: Limits;
  /** When the facts were collected, in milliseconds. */
  readonly now: number;
  /** Whether a fact could be had, for what is judged without it too. */
  has(name: FactName): boolean;
  of<N extends FactName>(name: N): FactValues[N];
  /** A value of an engine's answer by its path there. */
  at<T>(name: RawName, path: string, schema: z.ZodType<T>): T;
  /** The same, of which the evidence keeps no value: it may hold secrets. */
  unseen<T>(name: RawName, path: string, schema: z.ZodType<T>): T;
};

type Read = { readonly name: FactName; readonly path: string | null; readonly value?: unknown };

export type Reads = {
  readonly look: Look;
  /** What was read so far as evidence, but for what was made of it; null where nothing was. */
  evidence(): Pick<FindingEvidence, 'from' | 'at' | 'request' | 'raw'> | null;
};

type Asked = { readonly id: string; readonly needs: readonly FactName[]; readonly fields: readonly string[] };

/** Pure: a look at the facts that the check named, and at no others. */
export function looking(check: Asked, facts: Facts, around: Pick<Look, 'subject' | 'limits' | 'now'>): Reads {
  const reads: Read[] = [];
  const named = (name: FactName): void => {
    if (!check.needs.includes(name)) throw new Error(`check ${check.id} reads ${name} and does not name it`);
  };
  const fact = <N extends FactName>(name: N): Fact<FactValues[N]> & { had: true } => {
    named(name);
    const found: Fact<FactValues[N]> = facts[name];
    if (!found.had) throw new Unknown(found.why);
    return found;
  };
  const value = <T>(name: RawName, path: string, schema: z.ZodType<T>, isSeen: boolean): T => {
    const { value: whole, gap } = fact(name);
    const found = valueAt(whole, path);
    const parsed = found.there ? schema.safeParse(found.value) : null;
    if (!parsed?.success) throw new Unknown(gap ?? `The engine's answer has no ${path} that can be understood.`);
    reads.push({ name, path, ...(isSeen ? { value: found.value } : {}) });
    return parsed.data;
  };
  return {
    look: {
      ...around,
      has: (name) => {
        named(name);
        return facts[name].had;
      },
      of: (name) => {
        const found = fact(name);
        reads.push({ name, path: null });
        return found.value as FactValues[typeof name];
      },
      at: (name, path, schema) => value(name, path, schema, true),
      unseen: (name, path, schema) => value(name, path, schema, false),
    },
    evidence: () => evidenceOf(reads, facts, check, around.subject),
  };
}

/** Text that a model's maker chose is bounded before it is kept or shown. */
const longest = 300;
const most = 20;

function evidenceOf(
  reads: readonly Read[],
  facts: Facts,
  { fields }: Asked,
  { kind }: Subject,
): ReturnType<Reads['evidence']> {
  const sources = [...new Set(reads.map(({ name }) => name))].flatMap((name) => {
    const found = facts[name];
    return found.had ? [found] : [];
  });
  const [first] = sources;
  if (!first) return null;
  const paths = [...new Set(reads.flatMap(({ path }) => path ?? []))];
  const raw = reads.flatMap(({ path, value }) =>
    path === null || value === undefined ? [] : [[path, bounded(value)] as const],
  );
  const inFile = kind === 'file' && fields.length > 0;
  return {
    from: inFile ? fields.join(', ') : paths.join(', ') || sources.map(({ request }) => request).join(', '),
    at: sources.map(({ at }) => at).sort()[0] ?? first.at,
    request: [...new Set(sources.map(({ request }) => request))].join(', '),
    ...(raw.length > 0 ? { raw: Object.fromEntries(raw) } : {}),
  };
}

function bounded(value: unknown): unknown {
  if (typeof value === 'string') return value.length > longest ? `${value.slice(0, longest)}…` : value;
  if (Array.isArray(value)) return value.slice(0, most).map(bounded);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, most)
      .map(([key, inner]) => [key, bounded(inner)]),
  );
}

/** An engine leaves out what is not set, but never the part that it would stand in. */
function valueAt(whole: unknown, path: string): { there: boolean; value: unknown } {
  const keys = path.split('.');
  let value: unknown = whole;
  for (const key of keys) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return { there: false, value: undefined };
    value = Object.hasOwn(value, key) ? (value as Record<string, unknown>)[key] : undefined;
  }
  return { there: true, value };
}

/** For an engine's lists, which it writes as null when they are empty. */
export const texts = z
  .array(z.string())
  .nullable()
  .transform((list) => list ?? []);
/** The same, where an engine may leave it out too. */
export const someTexts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
