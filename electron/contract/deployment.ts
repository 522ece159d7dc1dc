import * as z from 'zod';
import { apiChange, compared } from './compatibility.ts';
import { rate } from './live.ts';
import { goldenResult } from './model.ts';
import { problemShape } from './problem.ts';
import { releaseName, releaseRef } from './release.ts';
import { traffic } from './service.ts';

export const deploymentKind = z.enum([
  'deploy',
  'rollback',
  'scale',
  'restart',
  'retire',
  'front',
  'policy',
  'takeover',
]);
export type DeploymentKind = z.infer<typeof deploymentKind>;

export const deploymentState = z.enum([
  'planned',
  'running',
  'watching',
  'succeeded',
  'stopped',
  'taken-back',
  'failed',
  'interrupted',
]);
export type DeploymentState = z.infer<typeof deploymentState>;

const stepState = z.enum(['started', 'done', 'failed', 'undone']);

/** One step of a deployment as it stands: `n` of `of`, `do` what, to which `target`, `ms` how long it took so far. */
export const step = z.object({
  n: z.number().int(),
  of: z.number().int(),
  do: z.string(),
  target: z.string(),
  state: stepState,
  ms: z.number(),
});
export type Step = z.infer<typeof step>;

export const plannedStep = z.object({ do: z.string(), target: z.string() }).catchall(z.unknown());

/** A stop or a check's finding that somebody lives with: why, and until when, as a date or an ISO 8601 time. */
export const acceptance = z.object({ id: z.string(), reason: z.string(), until: z.string() });
export type Acceptance = z.infer<typeof acceptance>;

/** What would be done; `gap` is the time without service in seconds, `hash` is over the steps without ids and times. */
export const plan = z.object({
  service: z.string(),
  host: z.string(),
  kind: deploymentKind,
  from: releaseRef.nullable(),
  to: releaseRef.nullable(),
  steps: z.array(plannedStep),
  gap: z.number(),
  hash: z.string(),
  notes: z.array(z.string()),
  /** What would have stopped it and is lived with; absent where nothing is. */
  accepted: z.array(acceptance.extend({ by: z.string().optional(), what: z.string() })).optional(),
  /** Of the release that it brings about: the hash of all that makes its containers. */
  identity: z.string().optional(),
  /** What callers meet at another front, which the file alone tells; absent where nothing is another. */
  callers: z.array(apiChange).optional(),
});
export type Plan = z.infer<typeof plan>;

/** What the callers of a release got; latencies in milliseconds, of so many whole answers. */
export const figures = z.object({
  release: z.string(),
  requests: z.number().int(),
  errors: z.number().int(),
  latency: z
    .object({ answers: z.number().int(), p50: z.number(), p95: z.number(), p99: z.number(), max: z.number() })
    .nullable(),
});
export type Figures = z.infer<typeof figures>;

/** What was seen after the switch: `old` from before it, null on a first release; `reason` why it was taken back. */
export const watched = z.object({
  old: figures.nullable(),
  new: figures,
  /** Milliseconds that it was watched, and that nothing could be seen because the engine did not answer. */
  ms: z.number(),
  blindMs: z.number(),
  reason: z.string().nullable(),
});
export type Watched = z.infer<typeof watched>;

/** A container that was made for this deployment and removed again, as the engine last knew it. */
const containerEnd = z.object({
  name: z.string(),
  release: z.string(),
  /** Null while its process never ended by itself. */
  exitCode: z.number().int().nullable(),
  /** The first process was killed for memory; `oomEvents` counts that of any process in it, as far as the engine remembers. */
  oomKilled: z.boolean(),
  oomEvents: z.number().int(),
  /** Bytes, null for no limit. */
  memory: z.number().nullable(),
  restarts: z.number().int(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  /** What the engine says went wrong when it was started; "" for nothing. */
  error: z.string(),
  /** It did not heed SIGTERM within its grace and was killed. */
  killed: z.boolean(),
});
export type ContainerEnd = z.infer<typeof containerEnd>;
/**
 * The proof that the release that served before can return, made before the switch. `weights` is their hash, null in the
 * image; `secrets` are volumes. `warmMs` is a switch and the asking while its replicas run, `coldMs` from start to verified
 * when it was made; null where not measured. `why` says why going back would not help: then nothing is proven.
 */
export const wayBack = z.object({
  release: releaseRef,
  image: z.string(),
  weights: z.string().nullable(),
  secrets: z.array(z.string()),
  golden: z.array(goldenResult.extend({ replica: z.string() })),
  warmMs: z.number().nullable(),
  coldMs: z.number().nullable(),
  provenAt: z.string().nullable(),
  why: z.string().nullable(),
});
export type WayBack = z.infer<typeof wayBack>;

/** As it is recorded: by whom, until when in UTC, and `what` would have stopped it; null when nothing did. */
export const accepted = acceptance.extend({ by: z.string(), what: z.string().nullable() });
export type Accepted = z.infer<typeof accepted>;

/** What callers got by release in `ms` milliseconds that ended `at`, by the console's clock. */
const pointInTime = z.object({
  at: z.string(),
  ms: z.number(),
  releases: z.array(rate.pick({ release: true, requests: true, errors: true, p95: true })),
});

/** What was measured while it was done, kept with the deployment. */
export const evidence = z.object({
  golden: z.array(goldenResult.extend({ replica: z.string(), release: z.string() })),
  traffic: z.array(traffic),
  /** Milliseconds from the start to all requests on the new release; null when nothing was switched. */
  switchedMs: z.number().nullable(),
  /** Milliseconds in which requests were refused because old and new may not run side by side; null when none were. */
  gapMs: z.number().nullable().default(null),
  findings: z.array(z.string()),
  /** The last lines of containers that failed or were removed: replica name to text; only `history.show` has them. */
  logs: z.record(z.string(), z.string()),
  containers: z.array(containerEnd).default([]),
  watch: watched.nullable().default(null),
  /** Null where no other release served, and in records of before there was such a proof. */
  wayBack: wayBack.nullable().default(null),
  /** Absent where nothing was accepted. */
  accepted: z.array(accepted).optional(),
  /** What callers of what served meet at the new release; absent where no other release served. */
  compared: compared.optional(),
  /**
   * From shortly before its start to its end, oldest first, at most 120; only `history.show` has them. Absent where nothing
   * was switched, where nobody asked, and in records of before there were any.
   */
  series: z.array(pointInTime).optional(),
});
export type Evidence = z.infer<typeof evidence>;

/** Times are ISO 8601 in UTC. */
export const deployment = z.object({
  id: z.string(),
  service: z.string(),
  host: z.string(),
  kind: deploymentKind,
  state: deploymentState,
  from: releaseRef.nullable(),
  to: releaseRef.nullable(),
  startedAt: z.string(),
  servingAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  steps: z.array(step),
  reason: z.string().nullable(),
  operator: z.string(),
  console: z.string(),
  engine: z.string(),
  note: z.string().nullable(),
  evidence: evidence,
});
export type Deployment = z.infer<typeof deployment>;

/** A deployment whose console ended in the middle, and what became of it; `left` when it could not be settled now. */
export const settled = z.object({
  id: z.string(),
  service: z.string(),
  host: z.string(),
  kind: deploymentKind,
  operator: z.string(),
  startedAt: z.string(),
  outcome: z.enum(['completed', 'taken-back', 'failed', 'left']),
  reason: z.string(),
});
export type Settled = z.infer<typeof settled>;

/** What somebody asks for. A file's text travels with its name, so that errors can point into it. */
export const act = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('deploy'),
    file: z.object({ name: z.string(), text: z.string() }),
    accept: z.array(acceptance).optional(),
  }),
  z.object({
    kind: z.literal('rollback'),
    service: z.string(),
    to: releaseName.optional(),
    exact: z.boolean().default(false),
  }),
  z.object({ kind: z.literal('scale'), service: z.string(), replicas: z.number().int().min(1).max(100) }),
  z.object({ kind: z.literal('restart'), service: z.string() }),
  z.object({ kind: z.literal('retire'), service: z.string() }),
]);
export type Act = z.output<typeof act>;
/** `expect` is the hash of the plan that somebody looked at: anything else is refused with CHANGED_MEANWHILE. */
export const actOptions = z.object({
  host: z.string().optional(),
  allowGap: z.boolean().default(false),
  expect: z.string().max(100).optional(),
  /** The host's name, where it wants a yes and somebody gave it. */
  agreed: z.string().max(63).optional(),
});

/** What happens to a deployment, numbered from 1 within it; the reader resumes after the last number it saw. */
const deploymentEvent = z.discriminatedUnion('type', [
  z.object({ n: z.number().int(), at: z.string(), type: z.literal('step'), step: step, reason: z.string().optional() }),
  z.object({
    n: z.number().int(),
    at: z.string(),
    type: z.literal('state'),
    state: deploymentState,
    reason: z.string().optional(),
  }),
  z.object({ n: z.number().int(), at: z.string(), type: z.literal('said'), text: z.string() }),
]);
export type DeploymentEvent = z.infer<typeof deploymentEvent>;

/** `ended` is there once nothing more will come: the deployment, and the problem if there was one. */
export const following = z.object({
  events: z.array(deploymentEvent),
  ended: z.object({ deployment: deployment, problem: problemShape.nullable() }).nullable(),
});
export type Following = z.infer<typeof following>;
