import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveSample } from '#contract/live';
import { Problem } from '#contract/problem';
import type { Engine } from '../docker/types.ts';
import { serverName } from '../gateway/models.ts';
import { look } from '../gateway/switch.ts';
import { type AccessLine, accessLine } from '../gateway/traffic.ts';
import type { GatewayLook } from '../gateway/types.ts';
import {
  beyondCounters,
  carriedSince,
  countedBetween,
  fell,
  ratesOf,
  type Totals,
  together,
  totalsOf,
} from './sample.ts';

/** A gateway by its name: a change of its address makes another container of the same name. */
export type Looking = { readonly engine: Engine; readonly gateway: string };

const every = 1_000;
/** Milliseconds that one look may take. */
const patience = 5_000;
/** Lines of one second that are kept: above 200 a second the gateway writes a sample of them. */
const mostLines = 5_000;
/** Milliseconds between two readings of memory, and after one that took longer than that. */
const memoryEvery = 5_000;
const memorySlow = 60_000;

/** Hands on a sample a second until the signal fires; a second in which the gateway did not answer has none. */
export async function sampleUntil(
  looking: Looking,
  onSample: (sample: Omit<LiveSample, 'n'>) => void,
  signal: AbortSignal,
): Promise<void> {
  // What goes wrong beside the samples ends them, and is told to whoever asks for them.
  const beside = new AbortController();
  const ending = AbortSignal.any([signal, beside.signal]);
  const log = followLines(looking, ending, (error) => beside.abort(error));
  const memory = readMemory(looking.engine, signal);
  let before: Before | null = null;
  while (!signal.aborted) {
    if (beside.signal.aborted) throw beside.signal.reason;
    const began = performance.now();
    const now = await lookOnce(looking, signal);
    if (now?.running) before = sampled(before, now, now.running.epoch);
    await sleep(Math.max(50, every - (performance.now() - began)), undefined, { signal }).catch(() => {});
  }

  function sampled(last: Before | null, now: GatewayLook, epoch: number): Before {
    const at = performance.now();
    const totals = totalsOf(now);
    // While it reloads, the old and the new worker answer side by side, even to one look: two must agree.
    const agrees = (other: Counted | null) => other !== null && other.epoch === epoch && !fell(other.totals, totals);
    if (last && !agrees(last) && !agrees(last.doubted)) return { ...last, doubted: { totals, epoch } };
    const lines = log.take();
    let due: Totals = last?.due ?? new Map();
    if (last) {
      const serving = new Set(now.servers.map(({ replica: name, release }) => serverName({ name, release })));
      // A gateway that was killed counts from 0 again.
      const from = last.doubted && fell(last.totals, totals) ? last.doubted : last;
      if (last.epoch !== epoch) due = carriedSince(from.totals, now);
      const [beyond, rest] = beyondCounters(lines, epoch, due);
      due = rest;
      const counted = together(countedBetween(from.totals, totals), beyond);
      onSample({
        at: new Date().toISOString(),
        ms: Math.round(at - last.at),
        ...ratesOf({ counted, lines, serving }),
        memory: memory.of(now.servers.map(({ replica }) => replica)),
      });
    }
    return { totals, at, epoch, due, doubted: null };
  }
}

type Counted = { readonly totals: Totals; readonly epoch: number };

/** The last look that was believed and the one since then that was not; `due` are counted requests whose lines may still come. */
type Before = Counted & { readonly at: number; readonly due: Totals; readonly doubted: Counted | null };

/** Null while its gateway, or its host, does not answer: the next second may be better. */
async function lookOnce({ engine, gateway }: Looking, signal: AbortSignal): Promise<GatewayLook | null> {
  try {
    const now = await look(engine, gateway, AbortSignal.any([signal, AbortSignal.timeout(patience)]));
    return now.running ? now : null;
  } catch (error) {
    if (signal.aborted || error instanceof Problem || (error as Error).name === 'TimeoutError') return null;
    throw error;
  }
}

/** The gateway's access log as it is written, followed anew when the gateway was restarted or replaced. */
function followLines(
  { engine, gateway }: Looking,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): { take(): AccessLine[] } {
  let lines: AccessLine[] = [];
  const follow = async () => {
    while (!signal.aborted) {
      await engine
        .followLogs(gateway, { tail: 0 }, ({ line }) => add(line), signal)
        .catch((error: unknown) => {
          if (!signal.aborted && !(error instanceof Problem)) throw error;
        });
      await sleep(every, undefined, { signal }).catch(() => {});
    }
  };
  const add = (text: string) => {
    const line = lines.length < mostLines ? accessLine(text) : null;
    if (line?.replica) lines.push(line);
  };
  follow().catch(failed);
  return {
    take: () => {
      const taken = lines;
      lines = [];
      return taken;
    },
  };
}

/** Read beside the samples, never waited for: some engines take a second for each. */
function readMemory(engine: Engine, signal: AbortSignal): { of(replicas: readonly string[]): LiveSample['memory'] } {
  const known = new Map<string, LiveSample['memory'][number]>();
  let due = 0;
  let reading = false;
  const read = async (replicas: readonly string[]) => {
    const began = performance.now();
    const ending = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
    const found = await Promise.all(
      replicas.map((name) =>
        engine.memoryOf(name, ending).then(
          (it) => it && { name, ...it },
          () => null,
        ),
      ),
    );
    known.clear();
    for (const it of found) if (it) known.set(it.name, it);
    const took = performance.now() - began;
    due = performance.now() + (took > memoryEvery ? memorySlow : memoryEvery - took);
    reading = false;
  };
  return {
    of(replicas) {
      if (!reading && performance.now() >= due) {
        reading = true;
        void read(replicas);
      }
      return replicas.flatMap((name) => known.get(name) ?? []);
    },
  };
}
