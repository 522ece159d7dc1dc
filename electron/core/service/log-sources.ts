import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#contract/problem';
import type { LogLine } from '#contract/service';
import { label, ofService } from '../docker/labels.ts';
import type { ContainerSummary, Engine, LogEntry } from '../docker/types.ts';
import { ownLine } from './log-buffer.ts';
import { type LogFilter, releaseIn } from './log-filter.ts';
import { inRole } from './standing.ts';

/** Milliseconds between two looks for containers that are new or started again. */
const lookEvery = 1_000;
/** Lines read back from one container; more where most of them will be filtered out. */
const tails = { all: 10_000, some: 100_000 } as const;

export type Tail = keyof typeof tails;

/** A container's log as far as it was read: the time of its last line, and how many lines bear it. */
type Position = { time: string; times: number; following: boolean };

/** The logs of one service's replicas and gateway on one host, read once and then followed. Its `Position`s live here. */
export function logSource(source: { engine: Engine; host: string; service: string; filter: LogFilter; tail: Tail }) {
  const { engine, service, filter } = source;
  const positions = new Map<string, Position>();
  const tail = tails[source.tail];

  return {
    /** All lines so far, filtered but not yet in order. */
    async readBack(containers: readonly ContainerSummary[], signal: AbortSignal): Promise<LogLine[]> {
      const logs = await Promise.all(wanted(containers).map((it) => readOne(it, signal)));
      return logs.flat();
    },
    /** Hands on every new line until the signal fires; a host that stops answering is said once and tried again. */
    async follow(onLine: (line: LogLine) => void, signal: AbortSignal): Promise<void> {
      const following = new Set<Promise<void>>();
      const ends = new AbortController();
      const ending = AbortSignal.any([signal, ends.signal]);
      let silent = false;
      try {
        while (!signal.aborted) {
          try {
            const containers = wanted(await engine.listContainers(ofService(service), signal));
            for (const it of containers.filter(isToFollow)) {
              const task = followOne(it, onLine, ending);
              following.add(task);
              task
                .catch((error: unknown) => onLine(ownLine(`${it.name}: ${String(error)}`)))
                .finally(() => following.delete(task));
            }
            silent = false;
          } catch (error) {
            if (signal.aborted) break;
            if (!(error instanceof Problem)) throw error;
            if (!silent) onLine(ownLine(`host ${source.host}: ${error.message}`));
            silent = true;
          }
          await sleep(lookEvery, undefined, { signal }).catch(() => {});
        }
      } finally {
        ends.abort();
        await Promise.allSettled(following);
      }
    },
  };

  function wanted(containers: readonly ContainerSummary[]): ContainerSummary[] {
    const ours = [...inRole(containers, 'replica'), ...inRole(containers, 'gateway')];
    return ours.filter(({ name }) => filter.named(name));
  }

  function isToFollow({ id, state }: ContainerSummary): boolean {
    const position = positions.get(id);
    return !position || (!position.following && state === 'running');
  }

  async function readOne(it: ContainerSummary, signal: AbortSignal): Promise<LogLine[]> {
    const since = filter.since === null ? {} : { since: Math.floor(filter.since / 1000) };
    const entries = await engine.logs(it.id, { ...since, tail }, signal).catch(gone);
    const position = positionOf(it.id);
    for (const entry of entries) advance(position, entry);
    return entries.map((entry) => lineOf(it, entry)).filter(filter.keeps);
  }

  async function followOne(it: ContainerSummary, onLine: (line: LogLine) => void, signal: AbortSignal): Promise<void> {
    const position = positionOf(it.id);
    position.following = true;
    const before = { ...position };
    let seenAgain = 0;
    const from = before.time === '' ? filter.since : Date.parse(before.time);
    const onEntry = (entry: LogEntry) => {
      // The engine starts again at a whole second, so what was read of it is told apart by time and count.
      if (entry.time < before.time) return;
      if (entry.time === before.time && ++seenAgain <= before.times) return;
      advance(position, entry);
      const line = lineOf(it, entry);
      if (filter.keeps(line)) onLine(line);
    };
    try {
      const since = from === null ? {} : { since: Math.floor(from / 1000) };
      await engine.followLogs(it.id, since, onEntry, signal);
    } catch (error) {
      if (!signal.aborted && !(error instanceof Problem)) throw error;
    } finally {
      position.following = false;
    }
  }

  function positionOf(id: string): Position {
    const position = positions.get(id) ?? { time: '', times: 0, following: false };
    positions.set(id, position);
    return position;
  }
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

function lineOf({ name, labels }: ContainerSummary, { time, stream, line }: LogEntry): LogLine {
  const release = labels[label.role] === 'gateway' ? '' : releaseIn(name);
  return { time, replica: name, release, stream, line };
}
