import type { DeploymentEvent, DeploymentState } from '#contract/deployment';
import { canonicalJson } from '../service/hash.ts';
import type { Connection } from './connection.ts';
import { eventOf, type JournalRow } from './rows.ts';
import { journalHash } from './seal.ts';

const endStates = ['succeeded', 'stopped', 'taken-back', 'failed', 'interrupted'] as const;
/** How a deployment ends. Only `finish` says so, together with the seal, so that no reader sees an end undone. */
export type EndState = (typeof endStates)[number];
export type LiveState = Exclude<DeploymentState, EndState>;
export const isEnd = (state: DeploymentState): state is EndState => (endStates as readonly string[]).includes(state);

type Unnumbered<Event> = Event extends unknown ? Omit<Event, 'n' | 'at'> : never;
/** The contract's event before it has its number and time. */
export type NewEvent = Unnumbered<DeploymentEvent>;

export type Journal = {
  /** On disk when it returns, unless a transaction is open around it. */
  append(deployment: string, event: NewEvent): DeploymentEvent;
  /** At most `max` events numbered above `after`, in order. */
  events(deployment: string, after: number, max: number): DeploymentEvent[];
  /** Only the steps' events, in order. */
  steps(deployment: string): DeploymentEvent[];
  rows(deployment: string): JournalRow[];
  /** Deployments that journal rows name and that are not there. */
  orphans(): string[];
};

export const journalIn = (connection: Connection, now: () => Date): Journal => {
  const last = connection.prepare<{ n: number; hash: string }>(
    'SELECT n, hash FROM journal WHERE deployment = @deployment ORDER BY n DESC LIMIT 1',
  );
  const append = connection.prepare(
    'INSERT INTO journal (deployment, n, at, event, hash) VALUES (@deployment, @n, @at, @event, @hash)',
  );
  const after = connection.prepare<JournalRow>(
    'SELECT * FROM journal WHERE deployment = @deployment AND n > @after ORDER BY n LIMIT @max',
  );
  const steps = connection.prepare<JournalRow>(
    `SELECT * FROM journal WHERE deployment = @deployment AND event ->> '$.type' = 'step' ORDER BY n`,
  );
  const orphans = connection.prepare<{ deployment: string }>(
    'SELECT DISTINCT deployment FROM journal WHERE deployment NOT IN (SELECT id FROM deployment)',
  );
  const rows = (deployment: string, from: number, max: number) => after.all({ deployment, after: from, max });

  return {
    append: (deployment, event) =>
      connection.atomically(() => {
        const before = last.one({ deployment });
        const row = {
          deployment,
          n: (before?.n ?? 0) + 1,
          at: now().toISOString(),
          event: canonicalJson(event),
        };
        const sealed = { ...row, hash: journalHash(row, before?.hash ?? '') };
        append.run(sealed);
        return eventOf(sealed);
      }),
    events: (deployment, from, max) => rows(deployment, from, max).map(eventOf),
    steps: (deployment) => steps.all({ deployment }).map(eventOf),
    rows: (deployment) => rows(deployment, 0, -1),
    orphans: () => orphans.all().map(({ deployment }) => deployment),
  };
};
