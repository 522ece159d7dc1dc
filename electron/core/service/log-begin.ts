import { Problem } from '#contract/problem';
import type { LogLine } from '#contract/service';
import { ofService } from '../docker/labels.ts';
import type { ContainerSummary } from '../docker/types.ts';
import type { Hosts } from '../host/hosts.ts';
import type { Store } from '../store/store.ts';
import { type Patience, patience } from './expression.ts';
import { type HitLine, ownLine } from './log-buffer.ts';
import { withContext } from './log-context.ts';
import { keptLines, type LogFilter, type LogsWanted, logFilter, merged } from './log-filter.ts';
import { type Logged, logSource, type Sink, speaking } from './log-sources.ts';
import { readHosts } from './reading.ts';
import { inRole } from './standing.ts';
import { unanswered, unknownService } from './status.ts';

export type LogsDeps = { readonly hosts: Pick<Hosts, 'known' | 'open'>; readonly store: Pick<Store, 'deployments'> };

/** Deployments whose kept logs are looked through, the newest first. */
const looked = 100;
/** Milliseconds for what was written before. */
const longest = 20_000;

/** The lines that there are, and how those are followed that come. */
export type Begun = {
  readonly lines: readonly HitLine[];
  follow(sink: Sink, signal: AbortSignal): Promise<unknown>;
};

/** Lines at first where nobody says how many, and where it is said from when on. */
const tailOf = ({ tail, since }: LogsWanted): number => tail ?? (since === undefined ? 500 : 10_000);

/** UNKNOWN_SERVICE, UNKNOWN_CONTAINER, UNKNOWN_HOST, HOST_UNREACHABLE, or BAD_COMMAND for a wrong filter. */
export async function begin(deps: LogsDeps, wanted: LogsWanted): Promise<Begun> {
  const filter = logFilter(wanted);
  try {
    const { lines, follow } = await beginWith(deps, wanted, filter);
    const following: Begun['follow'] = async (sink, signal) => {
      using _ = filter;
      await follow(sink, signal);
    };
    return { lines, follow: following };
  } catch (error) {
    filter[Symbol.dispose]();
    throw error;
  }
}

async function beginWith(deps: LogsDeps, wanted: LogsWanted, filter: LogFilter): Promise<Begun> {
  if (wanted.container !== undefined) return beginContainer(deps, wanted, wanted.container, filter);
  if (wanted.service === undefined) throw neither();
  return beginService(deps, wanted, wanted.service, filter);
}

async function beginService(
  { hosts, store }: LogsDeps,
  wanted: LogsWanted,
  service: string,
  filter: LogFilter,
): Promise<Begun> {
  const tail = tailOf(wanted);
  // One that is not known is told before anything is read.
  if (wanted.host !== undefined && !hosts.known().some(isWanted(wanted))) await hosts.open(wanted.host);
  const asked = { known: () => hosts.known().filter(isWanted(wanted)), open: (name?: string) => hosts.open(name) };
  const readings = await readHosts(asked, async ({ engine, name: host }, signal) => {
    const list = async (ending: AbortSignal) =>
      speaking(await engine.listContainers(ofService(service), ending), filter);
    const containers = await engine.listContainers(ofService(service), signal);
    return { containers, source: logSource({ engine, host, filter, tail, list }) };
  });
  const silent = readings.filter((it) => 'problem' in it);
  const there = readings.flatMap((it) => ('problem' in it ? [] : [{ host: it.host, ...it.found }]));
  const past = store.deployments.logs(service, looked, wanted.host);
  const containers = there.flatMap((it) => it.containers);
  if (containers.length === 0 && store.deployments.list({ service, host: wanted.host, limit: 1 }).length === 0) {
    throw silent[0] ? unanswered(service, silent[0]) : unknownService(service);
  }
  if (!wanted.follow) refuseUnknown(service, wanted.replica, filter, containers, past);

  const signal = AbortSignal.timeout(longest);
  const searching = patience();
  const now = await Promise.all(
    there.map((it) =>
      it.source.readBack(speaking(it.containers, filter), searching, signal).catch((error) => unread(it.host, error)),
    ),
  );
  const before = await Promise.all(
    past.map(([replica, text]) => searched(keptLines(replica, text), filter, searching)),
  );
  const said = silent.map(({ host, problem }) => ownLine(`host ${host}: ${problem.message}`));
  return {
    lines: newest(merged([...before.flat(), ...now.flat(), ...said]), tail),
    follow: async (sink, ending) => {
      if (wanted.follow) await Promise.all(there.map(({ source }) => source.follow(sink, ending)));
    },
  };
}

const isWanted =
  ({ host }: LogsWanted) =>
  ({ name }: { readonly name: string }): boolean =>
    host === undefined || name === host;

/** One container of anybody's. UNKNOWN_CONTAINER, UNKNOWN_HOST, HOST_UNREACHABLE. */
async function beginContainer(
  { hosts }: LogsDeps,
  wanted: LogsWanted,
  container: string,
  filter: LogFilter,
): Promise<Begun> {
  const tail = tailOf(wanted);
  const { engine, name: host } = await hosts.open(wanted.host);
  const list = async (signal?: AbortSignal): Promise<Logged[]> => {
    const found = await engine.inspectContainer(container, signal);
    if (!found) return [];
    const { Id: id, Name, State, Config } = found;
    const name = Name.replace(/^\//, '').slice(0, 1_000);
    return [{ id, name, state: State.Status, labels: Config.Labels ?? {}, terminal: Config.Tty }];
  };
  const signal = AbortSignal.timeout(longest);
  const containers = await list(signal);
  if (containers.length === 0) throw noContainer(container, host);
  const source = logSource({ engine, host, filter, tail, list });
  const lines = await source.readBack(containers, patience(), signal).catch((error) => unread(host, error));
  return {
    lines: newest(lines, tail),
    follow: async (sink, ending) => {
      if (wanted.follow) await source.follow(sink, ending);
    },
  };
}

async function searched(lines: readonly LogLine[], filter: LogFilter, patience: Patience): Promise<HitLine[]> {
  const kept = lines.filter(filter.keeps);
  const hits = await filter.hits(kept, patience);
  const around = withContext<LogLine>(filter.context);
  return kept.flatMap((line, index) =>
    around(line, hits[index] ?? false).map((shown) => ({ ...shown.line, hit: shown.hit })),
  );
}

const newest = (lines: readonly HitLine[], tail: number): readonly HitLine[] =>
  lines.slice(Math.max(0, lines.length - tail));

/** One host that stops answering must not hide the others' logs. */
function unread(host: string, error: unknown): HitLine[] {
  if (error instanceof Problem && error.code !== 'BAD_COMMAND') return [ownLine(`host ${host}: ${error.message}`)];
  if ((error as Error).name === 'TimeoutError') return [ownLine(`host ${host}: its logs did not come in time`)];
  throw error;
}

function refuseUnknown(
  service: string,
  replica: string | undefined,
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

const neither = (): Problem =>
  new Problem('BAD_COMMAND', 'Logs are those of a service or of a container, and neither was named', {
    hint: 'Name one of them.',
  });

const noContainer = (container: string, host: string): Problem =>
  new Problem('UNKNOWN_CONTAINER', `There is no container ${container.slice(0, 200)} on ${host}`, {
    hint: 'It may have been removed: look at the list again.',
  });
