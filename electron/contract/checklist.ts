import * as z from 'zod';
import { plan } from './deployment.ts';
import { protocolName } from './model.ts';
import { problemShape, type StopId } from './problem.ts';
import { releaseRef } from './release.ts';
import { stage } from './service.ts';

export const areas = [
  'scalability',
  'reliability',
  'monitoring',
  'versioning',
  'security',
  'integration',
  'evolution',
] as const;
export const area = z.enum(areas);
export type Area = z.infer<typeof area>;

export const verdict = z.enum(['pass', 'warn', 'fail', 'unchecked', 'not-applicable', 'accepted']);
export type Verdict = z.infer<typeof verdict>;
export const severity = z.enum(['blocker', 'warning', 'advice']);
export type Severity = z.infer<typeof severity>;

/** The check whose failure a stop is, by which findings name it. */
export const checkOfStop: Readonly<Record<StopId, string>> = {
  'wrong-architecture': 'SCA-22',
  'does-not-fit': 'SCA-04',
  'taken-by-another': 'taken-by-another',
  'no-right-answer': 'VER-11',
  'not-resolvable': 'not-resolvable',
  'no-way-back': 'VER-10',
  'breaking-change': 'INT-03',
  privileged: 'SEC-01',
  'open-without-key': 'SEC-20',
  'administration-open': 'SEC-12',
  'secret-visible': 'SEC-19',
  'gpu-absent': 'SCA-17',
};

/** One field of the service file set to a value: the change that a remedy makes to a draft. */
export const fieldEdit = z.object({
  path: z
    .array(z.union([z.string().max(200), z.number().int().min(0)]))
    .min(1)
    .max(12),
  value: z.unknown(),
});
export type FieldEdit = z.infer<typeof fieldEdit>;

/** What a change takes: `live` touches no container, `recreate` makes new ones. */
export const change = z.enum(['live', 'recreate']);
export type Change = z.infer<typeof change>;

/**
 * What to do, in how many minutes, and which fields of a service file it would set, if any, and what that takes; `change` is
 * absent where nothing of ours changes it. `command` does it on a container that is no service's while it runs, once the
 * container's name is put behind it.
 */
export const remedy = z.object({
  text: z.string(),
  minutes: z.number().nullable(),
  set: z.array(fieldEdit),
  change: change.optional(),
  command: z.string().optional(),
});
export type Remedy = z.infer<typeof remedy>;

/** What a piece of evidence was taken from: the fields of the service file by their hashes. Null where it is not known. */
export const takenFrom = z.object({
  host: z.string(),
  digest: z.string().nullable(),
  fields: z.record(z.string(), z.string()),
});
export type TakenFrom = z.infer<typeof takenFrom>;

/**
 * What was measured against which threshold, where it was read and when. `request` is what was asked, `raw` the values as
 * they came, by their names there, without what may be secret.
 */
export const findingEvidence = z.object({
  value: z.string(),
  threshold: z.string().nullable(),
  from: z.string(),
  at: z.string(),
  request: z.string().optional(),
  raw: z.record(z.string(), z.unknown()).optional(),
});
export type FindingEvidence = z.infer<typeof findingEvidence>;

/** A finding that somebody lives with: of which service, why, who, since when and until when (ISO 8601 in UTC). */
export const acceptedFinding = z.object({
  service: z.string(),
  host: z.string(),
  /** Of a check, or of a stop. */
  id: z.string(),
  reason: z.string(),
  by: z.string(),
  at: z.string(),
  until: z.string(),
  /** By whom it was taken back before its date, and when; null where it was not. */
  withdrawn: z.object({ by: z.string(), at: z.string() }).nullable(),
});
export type AcceptedFinding = z.infer<typeof acceptedFinding>;

/** A person's short answer to a question that no program can decide. */
export const answered = z.object({
  service: z.string(),
  host: z.string(),
  id: z.string(),
  text: z.string(),
  by: z.string(),
  at: z.string(),
  until: z.string(),
});
export type Answered = z.infer<typeof answered>;

/**
 * What a check found. `stop` keeps a deployment from going ahead. Without evidence it is `unchecked`, and `detail` says why.
 * `accepted` is there where it is `accepted`, `answer` where somebody answered what the check asks, also one that is over.
 */
export const finding = z.object({
  id: z.string(),
  area: area,
  verdict: verdict,
  severity: severity,
  /** The stage from which on it matters. */
  since: stage,
  stop: z.boolean(),
  title: z.string(),
  detail: z.string(),
  evidence: findingEvidence.nullable(),
  remedy: remedy.nullable(),
  /** Why it no longer holds of what is there now; null while it does. */
  stale: z.string().nullable(),
  accepted: acceptedFinding.pick({ reason: true, by: true, until: true }).nullable(),
  answer: answered.pick({ text: true, by: true, at: true, until: true }).nullable(),
  /** What a person is asked, since no program can tell; null where the check asks nothing. */
  question: z.string().nullable(),
});
export type Finding = z.infer<typeof finding>;

const counts = {
  pass: z.number().int(),
  warn: z.number().int(),
  fail: z.number().int(),
  unchecked: z.number().int(),
  notApplicable: z.number().int(),
  accepted: z.number().int(),
};

/** What is checked: a file before it is deployed, a service of ours, or anybody's container, which is only read. */
export const checkSubject = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('file'), file: z.object({ name: z.string(), text: z.string().max(8_000_000) }) }),
  z.object({ kind: z.literal('running'), name: z.string() }),
]);
export type CheckSubject = z.infer<typeof checkSubject>;

/** A finding worth mending, the worthiest first. `worth` has no unit. */
export const nextStep = remedy.extend({
  id: z.string(),
  area: area,
  title: z.string(),
  severity: severity,
  stop: z.boolean(),
  worth: z.number(),
});
export type NextStep = z.infer<typeof nextStep>;

/** One question that was asked of what runs, and its answer: `body` the first 400 characters of it. Milliseconds. */
export const exchange = z.object({ request: z.string(), status: z.number().int(), ms: z.number(), body: z.string() });
export type Exchange = z.infer<typeof exchange>;

/** What runs was found to serve, and why that is thought. It was only asked what changes nothing, without credentials. */
export const serving = z.object({
  address: z.string(),
  protocol: protocolName,
  confidence: z.string(),
  reasons: z.array(z.string()),
  models: z.array(z.string()),
  hasSchema: z.boolean(),
  metrics: z.string().nullable(),
  asked: z.array(exchange),
});
export type Serving = z.infer<typeof serving>;

/** The whole checklist of one subject. `problem` is what kept some of it from being looked at, such as a silent host. */
export const report = z.object({
  subject: z.object({
    kind: z.enum(['file', 'service', 'container']),
    name: z.string(),
    host: z.string(),
    stage: stage,
    release: releaseRef.nullable(),
    /** Of the image, where it is known. */
    digest: z.string().nullable(),
  }),
  summary: z.object({ ...counts, stale: z.number().int(), stops: z.number().int() }),
  areas: z.array(z.object({ area: area, ...counts })),
  next: z.array(nextStep),
  findings: z.array(finding),
  /** Null where it was not asked or did not answer: `unasked` says why. */
  serves: serving.nullable(),
  unasked: z.string().nullable(),
  problem: problemShape.nullable(),
  /** Milliseconds. */
  tookMs: z.number(),
});
export type Report = z.infer<typeof report>;

/**
 * What remedies that set fields make of a file, or of the one in force for a service; nothing is changed yet. `text` is all
 * of it with the fields set, "" for a container that no service file makes. `left` is what was asked for and not brought
 * about, with the reason: a field may be set and its check still find something, so an id can stand in both. `plan` is
 * what deploying the text would do, null where that cannot be planned, and then `problem` may say why. `after` is the
 * checklist of the text, `stops` the ids of what would keep it from going ahead; `change` the most that any of it takes.
 */
export const fix = z.object({
  subject: report.shape.subject.pick({ kind: true, name: true, host: true }),
  text: z.string(),
  applied: z.array(
    z.object({ id: z.string(), title: z.string(), text: z.string(), change: change, set: z.array(fieldEdit) }),
  ),
  left: z.array(z.object({ id: z.string(), title: z.string(), why: z.string() })),
  plan: plan.nullable(),
  problem: problemShape.nullable(),
  after: z.object({ summary: report.shape.summary, stops: z.array(z.string()) }),
  change: z.enum(['none', ...change.options]),
});
export type Fix = z.infer<typeof fix>;

/** A check by itself: from which stage on it matters, why, and whose rule it is. */
export const explanation = z.object({
  id: z.string(),
  name: z.string(),
  area: area,
  severity: severity,
  since: stage,
  stop: z.boolean(),
  source: z.string(),
  text: z.string(),
  question: z.string().nullable(),
});
export type Explanation = z.infer<typeof explanation>;

/** What is thought of a service file before it is deployed: what is wrong with it, what was found, what would be done. */
export const judgement = z.object({
  problem: problemShape.nullable(),
  findings: z.array(finding),
  plan: plan.nullable(),
  /** Milliseconds until it serves, from earlier deployments of the service or its kind; null when nothing is known. */
  aboutMs: z.number().nullable(),
});
export type Judgement = z.infer<typeof judgement>;
