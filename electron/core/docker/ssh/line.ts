import { Problem } from '#contract/problem';
import { sshAddress } from './address.ts';
import { ChannelSocket } from './channel-socket.ts';
import { type EngineWay, openWay } from './engine-socket.ts';
import { lost, noWay } from './failure.ts';
import { inTime, reachMachine, type Up } from './reach-machine.ts';
import type { Means, Session } from './session.ts';

/** The one SSH connection to a host, made when it is needed and again when it was lost. */
export type Line = {
  /** A stream to the engine. HOST_UNREACHABLE. */
  open(): Promise<ChannelSocket>;
  /** Channels that are open now, and how many one connection may have (null for any number). */
  channels(): number;
  readonly most: number | null;
  /** Told when a channel is wanted and none is left. */
  onFull: () => void;
  wanted(): number;
  close(): void;
};

/** Milliseconds after a failed attempt in which no other is made: the first time, the second and so on; up to as much again by chance. */
const pauses = [0, 200, 500, 1_000, 2_500] as const;
/** sshd's MaxSessions is 10 unless somebody changed it, and others may want one. */
const mostCommands = 8;

/**
 * `patience` is milliseconds for a whole connection, every machine on the way and the engine's socket, and then for each
 * channel: below the deadline of a call, so that what is said is why, and not that it took too long.
 */
export function openLine(url: string, env: NodeJS.ProcessEnv, means: Means, patience: number): Line {
  const address = sshAddress(url);
  const closing = new AbortController();
  const open = new Set<ChannelSocket>();
  const waiting: (() => void)[] = [];
  let up: Promise<Up> | null = null;
  let current: Up | null = null;
  let most: number | null = null;
  let failures = 0;
  let failed: { readonly problem: Problem; readonly until: number } | null = null;
  let taken = 0;

  const line: Line = {
    async open() {
      if (closing.signal.aborted) throw closed(url);
      const { sessions, way } = await connected();
      const { client, at } = sessions.at(-1) as Session;
      await takeRoom(way, at);
      const channel = await inTime(openWay(client, way), at, patience, (late) => late.destroy()).catch((error) => {
        release();
        throw error instanceof Problem ? error : unopened(at, way, error);
      });
      // The other side counts it until both have closed it.
      channel.on('close', release);
      const socket = new ChannelSocket(channel);
      open.add(socket);
      socket.once('close', () => open.delete(socket));
      return socket;
    },
    channels: () => taken,
    get most() {
      return most;
    },
    onFull: () => {},
    wanted: () => waiting.length,
    close() {
      closing.abort();
      for (const socket of open) socket.destroy();
      current?.end();
      for (const go of waiting.splice(0)) go();
    },
  };
  return line;

  function connected(): Promise<Up> {
    if (up) return up;
    if (failed && performance.now() < failed.until) throw failed.problem;
    const opening = connect();
    up = opening;
    opening.then(
      () => {
        failures = 0;
        failed = null;
      },
      (problem: unknown) => {
        if (up === opening) up = null;
        if (!(problem instanceof Problem)) return;
        const pause = pauses[Math.min(failures, pauses.length - 1)] ?? 0;
        failures += 1;
        failed = { problem, until: performance.now() + pause * (1 + Math.random()) };
      },
    );
    return opening;
  }

  async function connect(): Promise<Up> {
    const it = await reachMachine(address, { env, means, patience, signal: closing.signal });
    if (closing.signal.aborted) {
      it.end();
      throw closed(url);
    }
    most = it.way.by === 'command' ? mostCommands : null;
    current = it;
    for (const { client, at } of it.sessions) client.on('close', () => fell(it, at));
    return it;
  }

  /** Whoever has a stream hears of the loss before the driver ends it in order. */
  function fell(it: Up, at: string): void {
    if (current !== it) return;
    current = null;
    up = null;
    for (const socket of open) socket.destroy(lost(at));
    it.end();
  }

  /** Looked for and taken at once: between the two nobody else may. */
  async function takeRoom({ by }: EngineWay, at: string): Promise<void> {
    const end = performance.now() + patience;
    while (by === 'command' && taken >= mostCommands && !closing.signal.aborted) {
      line.onFull();
      if (taken < mostCommands) break;
      const { promise, resolve } = Promise.withResolvers<void>();
      waiting.push(resolve);
      const timer = setTimeout(resolve, Math.max(0, end - performance.now()));
      await promise.finally(() => clearTimeout(timer));
      const index = waiting.indexOf(resolve);
      if (index >= 0) waiting.splice(index, 1);
      if (performance.now() >= end) throw crowded(at);
    }
    taken += 1;
  }

  function release(): void {
    taken -= 1;
    waiting.shift()?.();
  }
}

function unopened(at: string, way: EngineWay, error: Error): Problem {
  const what = way.by === 'socket' ? `The engine's socket ${way.path}` : 'The docker command';
  return noWay(
    `${what} on ${at} takes no connection: ${error.message.replace('(SSH) ', '')}`,
    'Is Docker running there?',
    {
      cause: error,
    },
  );
}

const crowded = (at: string): Problem =>
  noWay(
    `All ${mostCommands} sessions that Slipway opens on ${at} are in use`,
    'Allow AllowStreamLocalForwarding in its sshd_config: then there is no such limit.',
  );

const closed = (url: string): Problem => noWay(`The connection to ${url} was closed`, 'Run the command again.');
