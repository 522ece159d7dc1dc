import { setTimeout as sleep } from 'node:timers/promises';
import type { LiveSample } from '#contract/live';
import { Problem } from '#contract/problem';
import type { Engine } from '../docker/types.ts';
import { serverName } from '../gateway/models.ts';
import { look } from '../gateway/switch.ts';
import { type AccessLine, accessLine } from '../gateway/traffic.ts';
import type { GatewayLook } from '../gateway/types.ts';
import { fell, type Reckoning, ratesOf, reckoned, reckoningOf } from './sample.ts';

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
    if (now) before = sampled(before, now);
    await sleep(Math.max(50, every - (performance.now() - began)), undefined, { signal }).catch(() => {});
  }

  function sampled(last: Before | null, now: RunningLook): Before {
    const at = performance.now();
    const fresh = reckoningOf(now);
    // While it reloads, the old and the new worker answer side by side, even to one look: two must agree.
    const agrees = (it: Reckoning | null) => it !== null && it.epoch === fresh.epoch && !fell(it.totals, fresh.totals);
    if (last && !agrees(last.reckoning) && !agrees(last.doubted)) return { ...last, doubted: fresh };
    const { lines, whole } = log.take();
    if (!last) return { at, reckoning: fresh, doubted: null };
    // A gateway that was killed counts from 0 again.
    const from = last.doubted && fell(last.reckoning.totals, fresh.totals) ? last.doubted : last.reckoning;
    const { counted, reckoning } = reckoned(from, now, lines, whole);
    const serving = new Set(now.servers.map(({ replica: name, release }) => serverName({ name, release })));
    onSample({
      at: new Date().toISOString(),
      ms: Math.round(at - last.at),
      ...ratesOf({ counted, lines, serving }),
      memory: memory.of(now.servers.map(({ replica }) => replica)),
    });
    return { at, reckoning, doubted: null };
  }
}

type RunningLook = GatewayLook & { readonly running: NonNullable<GatewayLook['running']> };

/** The last look that was believed and the one since then that was not. */
type Before = { readonly at: number; readonly reckoning: Reckoning; readonly doubted: Reckoning | null };

/** Null while its gateway, or its host, does not answer: the next second may be better. */
async function lookOnce({ engine, gateway }: Looking, signal: AbortSignal): Promise<RunningLook | null> {
  try {
    const now = await look(engine, gateway, AbortSignal.any([signal, AbortSignal.timeout(patience)]));
    return now.running ? { ...now, running: now.running } : null;
  } catch (error) {
    if (signal.aborted || error instanceof Problem || (error as Error).name === 'TimeoutError') return null;
    throw error;
  }
}

/**
 * The gateway's access log as it is written, followed anew when the gateway was restarted or replaced: what was taken is
 * not `whole` then, nor where there were too many lines to keep.
 */
function followLines(
  { engine, gateway }: Looking,
  signal: AbortSignal,
  failed: (error: unknown) => void,
): { take(): { lines: AccessLine[]; whole: boolean } } {
  let lines: AccessLine[] = [];
  let whole = true;
  const follow = async () => {
    while (!signal.aborted) {
      whole = false;
      await engine
        .followLogs(gateway, { tail: 0 }, ({ line }) => add(line), signal)
        .catch((error: unknown) => {
          if (!signal.aborted && !(error instanceof Problem)) throw error;
        });
      await sleep(every, undefined, { signal }).catch(() => {});
    }
  };
  const add = (text: string) => {
    const line = accessLine(text);
    if (!line?.replica) return;
    if (lines.length < mostLines) lines.push(line);
    else whole = false;
  };
  follow().catch(failed);
  return {
    take: () => {
      const taken = { lines, whole };
      lines = [];
      whole = true;
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
