import { Problem } from '#contract/problem';
import type { LogLine } from '#contract/service';
import { ofService } from '../docker/labels.ts';
import type { ContainerSummary } from '../docker/types.ts';
import type { Hosts } from '../host/hosts.ts';
import type { Store } from '../store/store.ts';
import { type LogPage, logBuffer, ownLine } from './log-buffer.ts';
import { keptLines, type LogFilter, type LogsWanted, logFilter, merged } from './log-filter.ts';
import { logSource } from './log-sources.ts';
import { readHosts } from './reading.ts';
import { inRole } from './standing.ts';
import { unanswered, unknownService } from './status.ts';

export type LogsDeps = { readonly hosts: Pick<Hosts, 'known' | 'open'>; readonly store: Pick<Store, 'deployments'> };

/** Open readings of logs, each with one reader that asks for the lines after the last that it saw. */
export type Logs = {
  /** UNKNOWN_SERVICE, UNKNOWN_CONTAINER, HOST_UNREACHABLE, or BAD_COMMAND for a wrong filter. */
  open(wanted: LogsWanted): Promise<{ id: string }>;
  /** Waits up to 20 s for something to say. BAD_COMMAND when there is no such reading (any more). */
  next(asked: { id: string; after: number; max: number }, signal?: AbortSignal): Promise<LogPage>;
  close(asked: { id: string }): Promise<{ closed: boolean }>;
  closeAll(): Promise<void>;
};

const longestWait = 20_000;
/** A reader that is away for so long does not come back: its reading costs the hosts a connection a container. */
const unreadFor = 60_000;
/** Deployments whose kept logs are looked through, the newest first. */
const looked = 100;

type Reading = {
  readonly buffer: ReturnType<typeof logBuffer>;
  readonly end: AbortController;
  readonly done: Promise<unknown>;
  reading: number;
  timer: NodeJS.Timeout | undefined;
};

export function openLogs(deps: LogsDeps): Logs {
  const open = new Map<string, Reading>();

  const close = async (id: string) => {
    const found = open.get(id);
    open.delete(id);
    clearTimeout(found?.timer);
    found?.end.abort();
    found?.buffer.end();
    await found?.done;
    return found !== undefined;
  };
  /** Counts the time that nobody reads. */
  const restart = (id: string, found: Reading) => {
    clearTimeout(found.timer);
    if (found.reading > 0 || !open.has(id)) return;
    found.timer = setTimeout(() => void close(id), unreadFor).unref();
  };

  return {
    async open(wanted) {
      const { lines, follow } = await begin(deps, wanted);
      const id = crypto.randomUUID();
      const buffer = logBuffer();
      const end = new AbortController();
      for (const line of lines) buffer.push(line);
      if (!wanted.follow) buffer.end();
      // A failure ends the reading and says so in it: nobody waits for this promise but close.
      const done = follow((line) => buffer.push(line), end.signal)
        .catch((error: unknown) => buffer.push(ownLine(`following ended: ${String(error)}`)))
        .finally(buffer.end);
      const found: Reading = { buffer, end, done, reading: 0, timer: undefined };
      open.set(id, found);
      restart(id, found);
      return { id };
    },
    async next({ id, after, max }, signal) {
      const found = open.get(id);
      if (!found) throw closed();
      const late = AbortSignal.timeout(longestWait);
      found.reading += 1;
      restart(id, found);
      try {
        return await found.buffer.read(after, max, signal ? AbortSignal.any([signal, late]) : late);
      } finally {
        found.reading -= 1;
        restart(id, found);
      }
    },
    close: async ({ id }) => ({ closed: await close(id) }),
    async closeAll() {
      await Promise.all([...open.keys()].map(close));
    },
  };
}

type Begun = {
  readonly lines: readonly LogLine[];
  follow(onLine: (line: LogLine) => void, signal: AbortSignal): Promise<unknown>;
};

async function begin({ hosts, store }: LogsDeps, wanted: LogsWanted): Promise<Begun> {
  const filter = logFilter(wanted);
  const { service } = wanted;
  const readings = await readHosts(hosts, async ({ engine, name: host }, signal) => {
    const containers = await engine.listContainers(ofService(service), signal);
    const source = logSource({ engine, host, service, filter, tail: wanted.grep === undefined ? 'all' : 'some' });
    return { containers, source };
  });
  const silent = readings.filter((it) => 'problem' in it);
  const there = readings.flatMap((it) => ('problem' in it ? [] : [{ host: it.host, ...it.found }]));
  const deployments = store.deployments.list({ service, limit: looked });
  const past = deployments.flatMap(({ evidence }) => Object.entries(evidence.logs));
  const containers = there.flatMap((it) => it.containers);
  if (containers.length === 0 && deployments.length === 0) {
    throw silent[0] ? unanswered(service, silent[0]) : unknownService(service);
  }
  if (!wanted.follow) refuseUnknown(wanted, filter, containers, past);

  const signal = AbortSignal.timeout(longestWait);
  const now = await Promise.all(
    there.map((it) => it.source.readBack(it.containers, signal).catch((error) => unread(it.host, error))),
  );
  const before = past.flatMap(([replica, text]) => keptLines(replica, text)).filter(filter.keeps);
  const said = silent.map(({ host, problem }) => ownLine(`host ${host}: ${problem.message}`));
  return {
    lines: merged([...before, ...now.flat(), ...said]),
    follow: async (onLine, ending) => {
      if (wanted.follow) await Promise.all(there.map(({ source }) => source.follow(onLine, ending)));
    },
  };
}

/** One host that stops answering must not hide the others' logs. */
function unread(host: string, error: unknown): LogLine[] {
  if (error instanceof Problem) return [ownLine(`host ${host}: ${error.message}`)];
  if ((error as Error).name === 'TimeoutError') return [ownLine(`host ${host}: its logs did not come in time`)];
  throw error;
}

function refuseUnknown(
  { service, replica }: LogsWanted,
  filter: LogFilter,
  containers: readonly ContainerSummary[],
  past: readonly (readonly [string, string])[],
): void {
  const present = [...inRole(containers, 'replica'), ...inRole(containers, 'gateway')].map(({ name }) => name);
  const known = [...new Set([...present, ...past.map(([name]) => name)])];
  if (replica === undefined || known.some(filter.named)) return;
  throw new Problem('UNKNOWN_CONTAINER', `${service} has no replica ${replica}, and none is kept`, {
    hint: known.length > 0 ? `There are: ${known.join(', ')}.` : '"slipway status" lists the replicas.',
  });
}

const closed = (): Problem =>
  new Problem('BAD_COMMAND', 'This reading of logs is over: it was closed, or not read for a minute', {
    hint: 'Open the logs again, with the time of the last line as since.',
  });
