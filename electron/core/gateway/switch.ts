import { Problem } from '#contract/problem';
import type { Traffic } from '#contract/service';
import type { Engine, ExecResult } from '../docker/types.ts';
import { hashOf, servingOf } from './config.ts';
import { lookOf } from './look.ts';
import { stateFolder } from './places.ts';
import { stateOf } from './state.ts';
import { countersFrom, trafficOf } from './traffic.ts';
import type { GatewayLook, GatewayState, Switched } from './types.ts';

/** Lines of the gateway's log that latencies are read from: some 6 MB. */
const logTail = 50_000;
const script = `${stateFolder}/switch.sh`;

/** A file of the state folder to write, fenced by `epoch`: refused with BUSY once a newer one is in force. */
export type Kept = { readonly epoch: number; readonly name: string; readonly content: string };

/**
 * Puts a configuration of `renderConfig` in force, fenced by its epoch, and returns once it is seen to serve.
 * BUSY: a newer epoch or another switch came first, nothing changed. GATEWAY_FAILED: refused, nothing changed.
 * TIMED_OUT: unknown; look again and switch with a new epoch.
 */
export async function performSwitch(
  engine: Engine,
  gatewayId: string,
  config: string,
  epoch: number,
  signal?: AbortSignal,
): Promise<Switched> {
  const hash = hashOf(config);
  if (servingOf(config)?.epoch !== epoch || hash === null) throw new Error(`Not a configuration of epoch ${epoch}`);
  const options = { input: config, ...(signal ? { signal } : {}) };
  const result = await engine
    .exec(gatewayId, ['sh', script, 'switch', `${epoch}`, hash], options)
    .catch((error: unknown) => unfinished(error, signal));
  if (result.code === 0) return switchedOf(result.stdout, epoch, hash);
  refuseKnown(result);
  const now = await look(engine, gatewayId, signal);
  if (now.running?.epoch === epoch && now.running.hash === hash)
    return { epoch, hash, stateSaved: false, workers: now.workers };
  if (result.code > 0 && now.epoch < epoch) throw failed(`the switch was not carried out (${words(result)})`);
  throw new Problem('TIMED_OUT', `The gateway was not seen to take up its new configuration (epoch ${epoch})`, {
    hint: 'Look at the gateway with "slipway status", then run the command again.',
  });
}

/** Replaces one kept file, whole or not at all. */
export async function keepFile(engine: Engine, gatewayId: string, kept: Kept, signal?: AbortSignal): Promise<void> {
  await run(engine, gatewayId, ['keep', `${kept.epoch}`, kept.name], kept.content, signal);
}

/** Adds to the end of a kept file, whole or not at all; `content` ends with a line break. */
export async function appendLine(engine: Engine, gatewayId: string, kept: Kept, signal?: AbortSignal): Promise<void> {
  await run(engine, gatewayId, ['append', `${kept.epoch}`, kept.name], kept.content, signal);
}

/** Removes one kept file; not there is done. */
export async function dropFile(
  engine: Engine,
  gatewayId: string,
  kept: Omit<Kept, 'content'>,
  signal?: AbortSignal,
): Promise<void> {
  await run(engine, gatewayId, ['drop', `${kept.epoch}`, kept.name], '', signal);
}

/** What the volume says, also of a gateway that is stopped; null when there is nothing of ours on it. */
export async function readState(engine: Engine, gatewayId: string, signal?: AbortSignal): Promise<GatewayState | null> {
  const files = await engine.getFiles(gatewayId, stateFolder, signal);
  return files && stateOf(files);
}

/** What runs now, in one exec; the gateway must run. */
export async function look(engine: Engine, gatewayId: string, signal?: AbortSignal): Promise<GatewayLook> {
  return lookOf(await run(engine, gatewayId, ['show'], '', signal));
}

/**
 * Traffic by release since the switch of `epoch`, by default the last one, with exact counts; the gateway must run.
 * From `since` on (unix seconds by the host's clock) it is counted in the log alone.
 */
export async function readTraffic(
  engine: Engine,
  gatewayId: string,
  options: { epoch?: number; since?: number; signal?: AbortSignal } = {},
): Promise<Traffic[]> {
  const { signal, since } = options;
  const read = async (from?: number) =>
    (await engine.logs(gatewayId, { ...(from === undefined ? {} : { since: from }), tail: logTail }, signal)).map(
      ({ line }) => line,
    );
  if (since !== undefined) return trafficOf(await read(since), { since });
  const now = await look(engine, gatewayId, signal);
  const epoch = options.epoch ?? now.running?.epoch ?? now.epoch;
  const lines = await read(epoch === now.running?.epoch ? now.running.since : undefined);
  return trafficOf(lines, { epoch, counters: countersFrom(now, epoch) });
}

async function run(
  engine: Engine,
  gatewayId: string,
  command: readonly string[],
  input: string,
  signal?: AbortSignal,
): Promise<string> {
  const result = await engine.exec(gatewayId, ['sh', script, ...command], { input, ...(signal ? { signal } : {}) });
  if (result.code === 0) return result.stdout;
  refuseKnown(result);
  throw failed(`"${command[0]}" was not carried out (${words(result)})`);
}

/** A call that ran out of time may still be carried out in the gateway: what runs decides, not its outcome. */
function unfinished(error: unknown, signal: AbortSignal | undefined): ExecResult {
  signal?.throwIfAborted();
  if (error instanceof Problem && error.code === 'TIMED_OUT') return { code: -1, stdout: '', stderr: error.message };
  throw error;
}

function switchedOf(printed: string, epoch: number, hash: string): Switched {
  const workers = Number(/ workers=(\d+)/.exec(printed)?.[1] ?? 1);
  return { epoch, hash, stateSaved: printed.includes(' state=saved '), workers };
}

/** The exit codes that promise that nothing was changed; they stand at the head of the script. */
function refuseKnown(result: ExecResult): void {
  switch (result.code) {
    case 73:
    case 75:
      throw new Problem('BUSY', `Somebody else is changing this gateway: ${words(result)}`, {
        hint: 'Look at the service with "slipway status", then run the command again.',
      });
    case 64:
    case 65:
    case 66:
      throw failed(words(result));
  }
}

const failed = (what: string): Problem =>
  new Problem('GATEWAY_FAILED', `The gateway refused the change, and nothing was changed: ${what}`, {
    hint: 'Look at the gateway\'s log with "slipway logs SERVICE --replica gateway" and at the host\'s free disk space.',
  });

const words = (result: ExecResult): string => result.stderr.trim().slice(0, 2000) || `exit ${result.code}`;
