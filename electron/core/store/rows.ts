import type { Deployment, DeploymentEvent, Evidence, Step } from '#contract/deployment';
import type { Said } from '#contract/history';
import type { ReleaseRef } from '#contract/release';

/** A deployment as it is stored; file, plan, evidence and both releases are canonical JSON. */
export type DeploymentRow = {
  readonly ordinal: number;
  readonly id: string;
  readonly service: string;
  readonly host: string;
  readonly engine: string;
  readonly kind: Deployment['kind'];
  readonly state: Deployment['state'];
  readonly number: number | null;
  readonly from_release: string | null;
  readonly to_release: string | null;
  readonly started_at: string;
  readonly serving_at: string | null;
  readonly finished_at: string | null;
  readonly reason: string | null;
  readonly operator: string;
  readonly console: string;
  readonly note: string | null;
  readonly file: string;
  readonly plan: string;
  readonly evidence: string;
  readonly seq: number | null;
  readonly prev_hash: string | null;
  readonly hash: string | null;
};

/** What a list shows of it: all but what is large, with the evidence without its logs. */
export type ListedRow = Omit<DeploymentRow, 'file' | 'plan' | 'seq' | 'prev_hash' | 'hash'>;

/** `event` is the contract's event without `n` and `at`, as canonical JSON; `hash` covers the row before it too. */
export type JournalRow = {
  readonly deployment: string;
  readonly n: number;
  readonly at: string;
  readonly event: string;
  readonly hash: string;
};

/** What a person said of a finding; `after_seq` and `after_hash` are the newest sealed deployment of that time. */
export type SaidRow = {
  readonly seq: number;
  readonly at: string;
  readonly kind: Said['kind'];
  readonly service: string;
  readonly host: string;
  readonly id: string;
  readonly text: string | null;
  readonly until: string | null;
  readonly operator: string;
  readonly console: string;
  readonly after_seq: number;
  readonly after_hash: string;
  readonly prev_hash: string;
  readonly hash: string;
};

export const deploymentOf = (row: ListedRow, events: readonly DeploymentEvent[]): Deployment => ({
  id: row.id,
  service: row.service,
  host: row.host,
  kind: row.kind,
  state: row.state,
  from: releaseOf(row.from_release),
  to: releaseOf(row.to_release),
  startedAt: row.started_at,
  servingAt: row.serving_at,
  finishedAt: row.finished_at,
  steps: stepsOf(events),
  reason: row.reason,
  operator: row.operator,
  console: row.console,
  engine: row.engine,
  note: row.note,
  evidence: { logs: {}, ...(JSON.parse(row.evidence) as Omit<Evidence, 'logs'>) },
});

export const eventOf = (row: JournalRow): DeploymentEvent =>
  ({ ...(JSON.parse(row.event) as object), n: row.n, at: row.at }) as DeploymentEvent;

/** Each step as the journal last said it, in the plan's order, since replicas go side by side; a plan made again after an interruption may use a number twice. */
const stepsOf = (events: readonly DeploymentEvent[]): Step[] => {
  const steps = new Map<string, Step>();
  for (const event of events) {
    if (event.type === 'step') steps.set(`${event.step.n} ${event.step.do} ${event.step.target}`, event.step);
  }
  return [...steps.values()].sort((a, b) => a.n - b.n);
};

const releaseOf = (text: string | null): ReleaseRef | null => (text === null ? null : (JSON.parse(text) as ReleaseRef));
