import type { HistoryFilter } from '#contract/history';
import { Problem } from '#contract/problem';
import type { Connection } from './connection.ts';
import type { DeploymentRow, ListedRow } from './rows.ts';

/** The shortest beginning of an id that may stand for it. */
const shortest = 6;

export type Finding = {
  exactly(id: string): DeploymentRow;
  /** By the whole id or by a beginning of it that only one has. */
  byPrefix(text: string): DeploymentRow;
  /** Newest first. */
  matching(filter: HistoryFilter): ListedRow[];
  /** The logs in the evidence of a service's newest deployments, newest first, as JSON. */
  logs(service: string, limit: number, host?: string): string[];
  /** Oldest first. */
  unfinished(): DeploymentRow[];
};

/** The queries for deployment rows; what is not there is Problem UNKNOWN_DEPLOYMENT. */
export const findingIn = (connection: Connection): Finding => {
  const exactly = connection.prepare<DeploymentRow>('SELECT * FROM deployment WHERE id = @id');
  const beginning = connection.prepare<DeploymentRow>(
    `SELECT * FROM deployment WHERE id BETWEEN @prefix AND @prefix || '~' ORDER BY ordinal DESC LIMIT 6`,
  );
  // Order is the order of beginning, never a clock's.
  // The logs of one may be hundreds of kilobytes, of ten thousand gigabytes: they are left out before they are read.
  const matching = connection.prepare<ListedRow>(`
    SELECT ordinal, id, service, host, engine, kind, state, number, from_release, to_release, started_at, serving_at,
      finished_at, reason, operator, console, note, json_remove(evidence, '$.logs', '$.series') AS evidence
    FROM deployment
    WHERE (@service IS NULL OR service = @service)
      AND (@host IS NULL OR host = @host)
      AND (@kind IS NULL OR kind = @kind)
      AND (@state IS NULL OR state = @state)
      AND (@since IS NULL OR started_at >= @since)
      AND (@text IS NULL OR INSTR(LOWER(CONCAT_WS(' ',
        id, service, host, kind, state, operator, note, reason, from_release, to_release)), LOWER(@text)) > 0)
    ORDER BY ordinal DESC
    LIMIT @limit`);
  const logs = connection.prepare<{ logs: string }>(`
    SELECT evidence ->> '$.logs' AS logs FROM deployment
    WHERE service = @service AND (@host IS NULL OR host = @host) ORDER BY ordinal DESC LIMIT @limit`);
  const unfinished = connection.prepare<DeploymentRow>('SELECT * FROM deployment WHERE hash IS NULL ORDER BY ordinal');

  return {
    exactly: (id) => exactly.one({ id }) ?? unknown(id, []),
    byPrefix(text) {
      const whole = exactly.one({ id: text });
      if (whole !== undefined) return whole;
      // ULIDs are written in capitals, people type as they like.
      const candidates = text.length < shortest ? [] : beginning.all({ prefix: text.toUpperCase() });
      const [only, ...others] = candidates;
      return only !== undefined && others.length === 0 ? only : unknown(text, candidates);
    },
    matching: ({ service = null, host = null, kind = null, state = null, since, text = null, limit }) =>
      matching.all({ service, host, kind, state, since: since === undefined ? null : instant(since), text, limit }),
    logs: (service, limit, host = undefined) => logs.all({ service, limit, host: host ?? null }).map((row) => row.logs),
    unfinished: () => unfinished.all(),
  };
};

const unknown = (text: string, candidates: readonly DeploymentRow[]): never => {
  if (candidates.length === 0) {
    throw new Problem('UNKNOWN_DEPLOYMENT', `There is no deployment ${text}.`, {
      hint: `slipway history lists them; an id may be shortened to its first ${shortest} characters or more.`,
    });
  }
  const named = candidates.map(({ id, service, started_at }) => `${id} (${service}, ${started_at})`);
  throw new Problem('UNKNOWN_DEPLOYMENT', `More than one deployment begins with ${text}.`, {
    hint: `Give more of the id. The newest are: ${named.join(', ')}`,
  });
};

const instant = (since: string): string => {
  const date = new Date(since);
  if (!Number.isNaN(date.getTime())) return date.toISOString();
  throw new Problem('BAD_COMMAND', `"${since}" is not a date.`, {
    hint: 'Write it like 2030-01-31 or 2030-01-31T12:00:00Z.',
  });
};
