import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { Problem } from '#contract/problem';
import type { SshAddress } from './address.ts';
import { ChannelSocket } from './channel-socket.ts';
import { type EngineWay, findEngineSocket } from './engine-socket.ts';
import { lost, noWay } from './failure.ts';
import { routeTo } from './route.ts';
import { dialMachine, type Means, nameOf, openSession, type Session } from './session.ts';
import type { SshSettings } from './settings.ts';

/** A machine that was reached: logged in to it and to those before it, the last being it, and how its engine is spoken to. */
export type Up = { readonly sessions: readonly Session[]; readonly way: EngineWay; end(): void };

export type Reaching = {
  readonly env: NodeJS.ProcessEnv;
  readonly means: Means;
  readonly patience: number;
  readonly signal: AbortSignal;
};

/** Goes over every machine on the way and looks for the engine, within `patience` milliseconds. HOST_UNREACHABLE. */
export async function reachMachine(address: SshAddress, { env, means, patience, signal }: Reaching): Promise<Up> {
  const ends = new AbortController();
  const limit = ends.signal;
  const stop = () => ends.abort();
  const timer = setTimeout(stop, patience);
  signal.addEventListener('abort', stop, { once: true });
  const sessions: Session[] = [];
  let raw: Socket | null = null;
  try {
    const [nearest, ...others] = await routeTo(address, env);
    raw = await dialMachine(nearest, limit);
    sessions.push(await openSession(nearest, raw, means, limit));
    for (const settings of others) {
      const over = await jump(sessions.at(-1) as Session, settings, patience);
      sessions.push(await openSession(settings, over, means, limit));
    }
    const target = sessions.at(-1) as Session;
    const way = await inTime(findEngineSocket(target, address.socket, patience), target.at, patience);
    const carrier = raw;
    return { sessions, way, end: () => end(carrier, sessions) };
  } catch (error) {
    if (raw) end(raw, sessions);
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

/** From the far end to the near one, so that each still has what carries it; a peer that is dead is not waited for. */
function end(raw: Socket, sessions: readonly Session[]): void {
  for (const { client } of sessions.toReversed()) client.end();
  raw.destroySoon();
}

async function jump({ client, at }: Session, { host, port }: SshSettings, patience: number): Promise<Duplex> {
  const opening = new Promise<ChannelSocket>((resolve, reject) => {
    client.forwardOut('127.0.0.1', 0, host, port, (error, it) =>
      error ? reject(error) : resolve(new ChannelSocket(it)),
    );
  });
  const channel = await inTime(opening, at, patience, (late) => late.destroy()).catch((error: Error) => {
    if (error instanceof Problem) throw error;
    throw noWay(
      `${at} has no way to ${nameOf(host, port)}: ${error.message.replace('(SSH) ', '')}`,
      'The jump host has to reach it, and its sshd has to allow AllowTcpForwarding.',
      { cause: error },
    );
  });
  client.on('close', () => channel.destroy(lost(at)));
  return channel;
}

/** A machine that does not answer a channel any more is not there, whatever its connection says. What comes late is let go. */
export function inTime<T>(
  work: Promise<T>,
  at: string,
  patience: number,
  letGo: (it: T) => void = () => {},
): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    work.then(letGo, () => {});
    reject(noWay(`${at} does not answer any more`, 'Check the network to it and its load.'));
  }, patience);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
