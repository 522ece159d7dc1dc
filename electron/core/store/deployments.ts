import type { Deployment, DeploymentEvent } from '#contract/deployment';
import type { HistoryFilter, HistoryRecord } from '#contract/history';
import type { Connection } from './connection.ts';
import { findingIn } from './find.ts';
import { type EndState, isEnd, journalIn, type LiveState, type NewEvent } from './journal.ts';
import { type Recorded, recordedIn } from './recorded.ts';
import { type DeploymentRow, deploymentOf, type ListedRow } from './rows.ts';
import { recordHash } from './seal.ts';
import { type Change, changed, insert, nothingYet, update } from './write.ts';

/** What is known before anything happens. `id` is a ULID of the caller's; `file` and `plan` hold no secret value. */
export type Beginning = Pick<
  Deployment,
  'id' | 'service' | 'host' | 'engine' | 'kind' | 'from' | 'to' | 'operator' | 'console' | 'note'
> & {
  readonly file: unknown;
  readonly plan: readonly unknown[];
  readonly number?: number | null;
  /** What another process needs to settle it, as JSON; kept until the record is sealed. */
  readonly undertaking?: unknown;
};

/** What the runner meant: the resolved file, the planned steps, the release number that it took and its undertaking (null once sealed). */
export type Intent = {
  readonly file: unknown;
  readonly plan: readonly unknown[];
  readonly number: number | null;
  readonly undertaking: unknown;
};

/** What may change while it goes on. */
export type LiveChange = Change & { readonly state?: LiveState };

/**
 * Deployments and their journals. What is asked by `id` and not there is Problem UNKNOWN_DEPLOYMENT; `get` and `record`
 * also take the first six or more characters of an id where only one begins so. A finished one refuses every change.
 */
export type Deployments = Recorded & {
  /** Writes the deployment as `planned`; on disk when it returns. */
  begin(beginning: Beginning): Deployment;
  /** Appends to the journal, on disk when it returns; a state becomes the deployment's. End states are for `finish`. */
  append(id: string, event: NewEvent): DeploymentEvent;
  /** The same for several at once, with what changes by them, all or none. */
  appendAll(id: string, events: readonly NewEvent[], change?: LiveChange): DeploymentEvent[];
  /** Changes what is given; another state is journalled too. */
  update(id: string, change: LiveChange): Deployment;
  /** Journals the end, also of every step that was begun and never said to be over, stamps the time and seals the record into the chain, in one transaction. */
  finish(id: string, ending: Change & { readonly state: EndState; readonly reason: string | null }): Deployment;
  get(id: string): Deployment;
  record(id: string): HistoryRecord;
  intent(id: string): Intent;
  /** Newest first, without the logs and the series in their evidence. */
  list(filter: HistoryFilter): Deployment[];
  /** The last lines of containers that a service's newest deployments kept: replica and text, newest first. */
  logs(service: string, limit: number, host?: string): [string, string][];
  /** Oldest first. */
  unfinished(): Deployment[];
  /** At most `max` events numbered above `after`. */
  events(id: string, after: number, max: number): DeploymentEvent[];
};

/** Why a step failed that was still under way when its deployment was over. */
const unseen = 'Its end was not seen.';

export const deploymentsIn = (connection: Connection, now: () => Date): Deployments => {
  const journal = journalIn(connection, now);
  const find = findingIn(connection);
  const insertRow = connection.prepare(insert);
  const updateRow = connection.prepare(update);
  const seal = connection.prepare(
    'UPDATE deployment SET seq = @seq, prev_hash = @prev_hash, hash = @hash WHERE id = @id',
  );
  const undertake = connection.prepare('INSERT INTO undertaking (deployment, content) VALUES (@id, @content)');
  const undertaken = connection.prepare<{ content: string }>('SELECT content FROM undertaking WHERE deployment = @id');
  const settle = connection.prepare('DELETE FROM undertaking WHERE deployment = @id');
  const recorded = recordedIn(connection, journal);
  const served = (row: ListedRow): Deployment => deploymentOf(row, journal.steps(row.id));

  const unsealed = (id: string): DeploymentRow => {
    const row = find.exactly(id);
    if (row.hash !== null) throw new Error(`deployment ${id} is finished; nothing is added to it`);
    return row;
  };
  const append = (id: string, event: NewEvent): DeploymentEvent => {
    const row = unsealed(id);
    if (event.type === 'state') {
      if (isEnd(event.state)) throw new Error(`${event.state} is an end: finish(${id}) says so`);
      updateRow.run({ ...row, state: event.state });
    }
    return journal.append(id, event);
  };
  const change = (row: DeploymentRow, columns: Partial<DeploymentRow>): Deployment => {
    if (columns.state !== undefined && columns.state !== row.state) {
      const reason = columns.reason ?? null;
      journal.append(row.id, { type: 'state', state: columns.state, ...(reason === null ? {} : { reason }) });
    }
    updateRow.run({ ...row, ...columns });
    return served(find.exactly(row.id));
  };

  const columnsOf = ({ state, ...rest }: LiveChange) => ({
    ...changed(rest),
    ...(state === undefined ? {} : { state }),
  });

  return {
    ...recorded,
    begin: (beginning) =>
      connection.atomically(() => {
        const { id, service, host, engine, kind, operator, console, note } = beginning;
        const { from, to, file, plan, number = null } = beginning;
        const columns = changed({ from, to, plan, number, note, file });
        const row = { id, service, host, engine, kind, operator, console, started_at: now().toISOString() };
        insertRow.run({ ...nothingYet, ...columns, ...row });
        if (beginning.undertaking !== undefined) undertake.run({ id, content: JSON.stringify(beginning.undertaking) });
        return served(find.exactly(id));
      }),
    append: (id, event) => connection.atomically(() => append(id, event)),
    appendAll: (id, events, given = {}) =>
      connection.atomically(() => {
        const appended = events.map((event) => append(id, event));
        if (Object.keys(given).length > 0) change(unsealed(id), columnsOf(given));
        return appended;
      }),
    update: (id, given) => connection.atomically(() => change(unsealed(id), columnsOf(given))),
    finish: (id, { state, reason, ...rest }) =>
      connection.atomically(() => {
        const begun = served(unsealed(id)).steps.filter((step) => step.state === 'started');
        for (const step of begun)
          journal.append(id, { type: 'step', step: { ...step, state: 'failed' }, reason: unseen });
        change(unsealed(id), { ...changed(rest), state, reason, finished_at: now().toISOString() });
        settle.run({ id });
        const newest = recorded.head();
        if (newest === null) throw new Error('the record has lost its head row');
        const row = { ...find.exactly(id), seq: newest.seq + 1, prev_hash: newest.hash };
        seal.run({ id, seq: row.seq, prev_hash: row.prev_hash, hash: recordHash(row, journal.rows(id)) });
        return served(find.exactly(id));
      }),
    get: (id) => served(find.byPrefix(id)),
    record: (id) => {
      const row = find.byPrefix(id);
      const { file, plan, seq, hash } = row;
      return { deployment: served(row), file: JSON.parse(file), plan: JSON.parse(plan), seq, hash };
    },
    intent: (id) => {
      const { file, plan, number } = find.exactly(id);
      const undertaking: unknown = JSON.parse(undertaken.one({ id })?.content ?? 'null');
      return { file: JSON.parse(file), plan: JSON.parse(plan) as unknown[], number, undertaking };
    },
    list: (filter) => find.matching(filter).map(served),
    logs: (service, limit, host) =>
      find.logs(service, limit, host).flatMap((text) => Object.entries(JSON.parse(text) as Record<string, string>)),
    unfinished: () => find.unfinished().map(served),
    events: (id, after, max) => journal.events(find.exactly(id).id, after, max),
  };
};
