import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#contract/problem';
import type { LogLine } from '#contract/service';
import { label } from '../docker/labels.ts';
import type { ContainerSummary, Engine, LogEntry, LogOptions } from '../docker/types.ts';
import { hiding } from '../secrets/hiding.ts';
import { type OnHost, secretsOnHost } from '../secrets/on-host.ts';
import { hiddenLines } from '../secrets/outgoing.ts';
import { type Patience, patience } from './expression.ts';
import { type HitLine, ownLine } from './log-buffer.ts';
import { withContext } from './log-context.ts';
import { type LogFilter, releaseIn } from './log-filter.ts';
import { inRole } from './standing.ts';

/** Milliseconds between two looks for containers that are new or started again. */
const lookEvery = 1_000;
/**
 * Lines that one container is read back at the most, and where most of them are filtered out. Always the last ones: from
 * a time on, an engine looks through the whole log, which takes seconds for a large one.
 */
const mostRead = 10_000;
const mostSearched = 100_000;

/** A container as far as its log goes; `terminal` where it has one. */
export type Logged = Pick<ContainerSummary, 'id' | 'name' | 'state' | 'labels'> & { readonly terminal?: boolean };

/** Where logs come from: `list` says which containers there are now, `tail` how many lines of each are wanted at first. */
export type Source = {
  readonly engine: Engine;
  readonly host: string;
  readonly filter: LogFilter;
  readonly tail: number;
  list(signal: AbortSignal): Promise<readonly Logged[]>;
};

/** Who takes lines; `room` is null, or kept when there is room again. */
export type Sink = { push(line: HitLine): void; room(): Promise<void> | null };

/** A container's log as far as it was read: the time of its last line, and how many lines bear it. */
type Position = {
  time: string;
  times: number;
  following: boolean;
  readonly around: ReturnType<typeof withContext<LogLine>>;
};

/** The logs of some containers on one host, read once and then followed. Its `Position`s live here. */
export function logSource({ engine, host, filter, tail, list }: Source) {
  const positions = new Map<string, Position>();
  const withheld = new Set<string>();
  let secrets: OnHost | null = null;
  let hidden = { count: 0, hiding: hiding([]) };

  return {
    /** The newest lines so far, filtered but not yet in order; all are searched with the same patience. */
    async readBack(containers: readonly Logged[], patience: Patience, signal: AbortSignal): Promise<HitLine[]> {
      const logs = await Promise.all(containers.map((it) => readOne(it, patience, signal)));
      return logs.flat();
    },
    /** Hands on every new line until the signal fires; a host that stops answering is said once and tried again. */
    async follow(sink: Sink, signal: AbortSignal): Promise<void> {
      const following = new Set<Promise<void>>();
      const ends = new AbortController();
      const ending = AbortSignal.any([signal, ends.signal]);
      let failure: unknown = null;
      let silent = false;
      try {
        while (!signal.aborted && failure === null) {
          try {
            for (const it of (await list(signal)).filter(isToFollow)) {
              const task = followOne(it, sink, ending).catch((error: unknown) => {
                failure = error;
              });
              following.add(task);
              void task.finally(() => following.delete(task));
            }
            silent = false;
          } catch (error) {
            if (signal.aborted) break;
            if (!(error instanceof Problem)) throw error;
            if (!silent) sink.push(ownLine(`host ${host}: ${error.message}`));
            silent = true;
          }
          await sleep(lookEvery, undefined, { signal }).catch(() => {});
        }
      } finally {
        ends.abort();
        await Promise.allSettled(following);
      }
      if (failure !== null) throw failure;
    },
  };

  function isToFollow({ id, state }: Logged): boolean {
    const position = positions.get(id);
    return !position || (!position.following && state === 'running');
  }

  async function readOne(it: Logged, patience: Patience, signal: AbortSignal): Promise<HitLine[]> {
    const instead = await withholding(it, signal);
    if (instead) return [instead];
    const since = filter.since === null ? {} : { since: Math.floor(filter.since / 1000) };
    const most = filter.searches ? mostSearched : isGateway(it) ? mostRead : Math.min(tail, mostRead);
    const options = { ...since, tail: most, ...terminalOf(it) };
    const entries = await engine.logs(it.id, options, signal).catch(gone);
    const position = positionOf(it.id);
    for (const entry of entries) advance(position, entry);
    return (await shownOf(position, it, entries, patience)).slice(-tail || entries.length);
  }

  async function followOne(it: Logged, sink: Sink, signal: AbortSignal): Promise<void> {
    const instead = await withholding(it, signal);
    if (instead) {
      if (!withheld.has(it.id)) sink.push(instead);
      withheld.add(it.id);
      return;
    }
    const position = positionOf(it.id);
    position.following = true;
    const before = { ...position };
    let seenAgain = 0;
    let fresh: LogEntry[] = [];
    const from = before.time === '' ? filter.since : Date.parse(before.time);
    const onEntry = (entry: LogEntry) => {
      // The engine starts again at a whole second, so what was read of it is told apart by time and count.
      if (entry.time < before.time) return;
      if (entry.time === before.time && ++seenAgain <= before.times) return;
      advance(position, entry);
      fresh.push(entry);
    };
    const failed = Promise.withResolvers<never>();
    failed.promise.catch(() => {});
    let turn = Promise.resolve();
    const handOn = async () => {
      const entries = fresh;
      fresh = [];
      try {
        for (const line of await shownOf(position, it, entries, patience())) sink.push(line);
      } catch (error) {
        failed.reject(error);
      }
      await sink.room();
    };
    const onRead = () => {
      turn = turn.then(handOn);
      return turn;
    };
    try {
      const since = from === null ? {} : { since: Math.floor(from / 1000) };
      const options: LogOptions = { ...since, tail: mostRead, ...terminalOf(it) };
      await Promise.race([engine.followLogs(it.id, { ...options, onRead }, onEntry, signal), failed.promise]);
    } catch (error) {
      if (!signal.aborted && (!(error instanceof Problem) || error.code === 'BAD_COMMAND')) throw error;
    } finally {
      position.following = false;
    }
  }

  /** All at once, since an expression is run on many lines at a time. */
  async function shownOf(
    position: Position,
    it: Logged,
    entries: readonly LogEntry[],
    patience: Patience,
  ): Promise<HitLine[]> {
    const lines = cleaned(entries.map((entry) => lineOf(it, entry)).filter(filter.keeps));
    const hits = await filter.hits(lines, patience);
    return lines.flatMap((line, index) =>
      position.around(line, hits[index] ?? false).map((shown) => ({ ...shown.line, hit: shown.hit })),
    );
  }

  /** Null where its lines may be shown; else what is said in their place, since what is to be hidden is not known. */
  async function withholding(it: Logged, signal: AbortSignal): Promise<HitLine | null> {
    try {
      secrets ??= secretsOnHost(engine, it.labels[label.service] ?? '');
      await secrets.of(it, signal);
      return null;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return ownLine(
        `the lines of ${it.name} are withheld: its secrets could not be read from the host to take them out (${error.message})`,
      );
    }
  }

  /** Also the gateway's lines: they may quote what a replica got. What this console itself knows is taken out later. */
  function cleaned(lines: readonly LogLine[]): LogLine[] {
    const values = secrets?.values() ?? [];
    if (values.length !== hidden.count) hidden = { count: values.length, hiding: hiding(values) };
    return hiddenLines(lines, hidden.hiding);
  }

  function positionOf(id: string): Position {
    const around = withContext<LogLine>(filter.context);
    const position = positions.get(id) ?? { time: '', times: 0, following: false, around };
    positions.set(id, position);
    return position;
  }
}

const isGateway = ({ labels }: Logged): boolean => labels[label.role] === 'gateway';
const terminalOf = ({ terminal = false }: Logged): { terminal?: boolean } => (terminal ? { terminal } : {});

/** Of a service's containers those that have something to say. */
export function speaking(containers: readonly ContainerSummary[], filter: LogFilter): ContainerSummary[] {
  const ours = [...inRole(containers, 'replica'), ...inRole(containers, 'gateway')];
  return ours.filter(({ name }) => filter.named(name));
}

function advance(position: Position, { time }: LogEntry): void {
  position.times = time === position.time ? position.times + 1 : 1;
  position.time = time;
}

/** A container that is removed while it is read has no log any more. */
function gone(error: unknown): LogEntry[] {
  if (error instanceof Problem && error.code !== 'HOST_UNREACHABLE') return [];
  throw error;
}

function lineOf(it: Logged, { time, stream, line }: LogEntry): LogLine {
  const isReplica = it.labels[label.role] === 'replica';
  return { time, replica: it.name, release: isReplica ? releaseIn(it.name) : '', stream, line };
}
