import * as z from 'zod';

/** What became of a part of an API. */
export const changeKind = z.enum([
  'path-gone',
  'path-new',
  'removed',
  'new-required',
  'new-optional',
  'now-required',
  'now-optional',
  'type',
  'shape',
  'enum-narrowed',
  'enum-widened',
  'limit-tightened',
  'limit-loosened',
  'null-refused',
  'null-allowed',
  'encoding',
  'order',
  'default',
  'front',
]);
export type ChangeKind = z.infer<typeof changeKind>;

/**
 * One difference between the API that serves and the one that would. `path` is where, as "POST /predict request.rows[].age"
 * or "front.limit.body"; `verdict` is what it means to who calls now, and `why` says it in a sentence.
 */
export const apiChange = z.object({
  path: z.string(),
  what: changeKind,
  verdict: z.enum(['breaking', 'safe']),
  why: z.string(),
});
export type ApiChange = z.infer<typeof apiChange>;

/** Changes that are kept of a comparison, the breaking ones first. */
export const mostChanges = 100;

/**
 * The API of what serves, compared with that of what would. `changes` are at most `mostChanges` of `breaking` and `safe`
 * together; `unknown` names what could not be compared, in a sentence each.
 */
export const comparison = z.object({
  changes: z.array(apiChange),
  breaking: z.number().int(),
  safe: z.number().int(),
  unknown: z.array(z.string()),
});
export type Comparison = z.infer<typeof comparison>;

/**
 * The same as a deployment found it. `why` says why the APIs were not compared; null where they were. `identity` is that of
 * the release that would have served: the hash of all that makes its containers.
 */
export const compared = comparison.extend({ why: z.string().nullable(), identity: z.string() });
export type Compared = z.infer<typeof compared>;
