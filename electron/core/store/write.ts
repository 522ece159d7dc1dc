import type { Deployment } from '#contract/deployment';
import { canonicalJson } from '../service/hash.ts';
import type { DeploymentRow } from './rows.ts';

/** What may still change while a deployment is unfinished; what is left out stays. */
export type Change = Partial<
  Pick<Deployment, 'from' | 'to' | 'servingAt' | 'evidence' | 'engine' | 'note'> & {
    readonly plan: readonly unknown[];
    /** The release number that this deployment took, null when it makes no release. */
    readonly number: number | null;
    readonly file: unknown;
  }
>;

export const insert = `
  INSERT INTO deployment (
    id, service, host, engine, kind, state, number, from_release, to_release, started_at, serving_at, finished_at,
    reason, operator, console, note, file, plan, evidence
  ) VALUES (
    @id, @service, @host, @engine, @kind, @state, @number, @from_release, @to_release, @started_at, @serving_at,
    @finished_at, @reason, @operator, @console, @note, @file, @plan, @evidence
  )`;

export const update = `
  UPDATE deployment SET
    state = @state, number = @number, from_release = @from_release, to_release = @to_release,
    serving_at = @serving_at, finished_at = @finished_at, reason = @reason, engine = @engine, note = @note,
    file = @file, plan = @plan, evidence = @evidence
  WHERE id = @id`;

/** The columns of a deployment of which nothing has happened. */
export const nothingYet = {
  state: 'planned',
  serving_at: null,
  finished_at: null,
  reason: null,
  evidence: canonicalJson({
    golden: [],
    traffic: [],
    switchedMs: null,
    gapMs: null,
    findings: [],
    logs: {},
    containers: [],
    watch: null,
    wayBack: null,
  }),
} as const;

/** A change in the contract's words as columns; JSON is stored canonical, so that the text is as good as the value. */
export const changed = (change: Change): Partial<DeploymentRow> => ({
  ...(change.from === undefined ? {} : { from_release: jsonOrNull(change.from) }),
  ...(change.to === undefined ? {} : { to_release: jsonOrNull(change.to) }),
  ...(change.servingAt === undefined ? {} : { serving_at: change.servingAt }),
  ...(change.evidence === undefined ? {} : { evidence: canonicalJson(change.evidence) }),
  ...(change.engine === undefined ? {} : { engine: change.engine }),
  ...(change.note === undefined ? {} : { note: change.note }),
  ...(change.plan === undefined ? {} : { plan: canonicalJson(change.plan) }),
  ...(change.number === undefined ? {} : { number: change.number }),
  ...(change.file === undefined ? {} : { file: canonicalJson(change.file) }),
});

const jsonOrNull = (value: unknown): string | null => (value === null ? null : canonicalJson(value));
