import { connect as connectTcp, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Problem } from '#contract/problem';
import { acceptedKeys, hostKeyProblem, keepKey, type Trust } from './accepted-keys.ts';
import { authentication } from './authenticate.ts';
import { Client, type ServerHostKeyAlgorithm, type SshClient } from './driver.ts';
import { noWay, unconnected, unspoken } from './failure.ts';
import { wantedAlgorithms } from './host-key.ts';
import { identitiesFor } from './identities.ts';
import type { Keyring } from './keyring.ts';
import { fingerprintOf, knownName, readKnownHosts } from './known-hosts.ts';
import type { SshSettings } from './settings.ts';

/** What a connection may use: who is known here, and keys that were unlocked here. */
export type Means = { readonly trust: Trust; readonly keyring: Keyring };

/** One machine that we are logged in to. `at` is how it is called for people. */
export type Session = { readonly client: SshClient; readonly at: string };

/** Milliseconds between two signs of life, and how many may be missing: a dead peer is seen after 15 to 20 s. */
const keepalive = { keepaliveInterval: 5_000, keepaliveCountMax: 3 };

/** A TCP connection without Nagle's delay, which costs 40 ms on every small answer. HOST_UNREACHABLE. */
export function dialMachine({ host, port }: SshSettings, signal: AbortSignal): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const socket = connectTcp({ host, port, noDelay: true });
  const stop = () => {
    socket.destroy();
    reject(late(`${nameOf(host, port)} did not answer`));
  };
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  socket.once('connect', () => resolve(socket));
  socket.on('error', (error) => reject(unconnected(nameOf(host, port), firstOf(error))));
  return promise.finally(() => signal.removeEventListener('abort', stop));
}

/**
 * Speaks SSH over a stream: the machine is recognised first, and only then told who we are. The signal ends the opening.
 * HOST_UNREACHABLE, with what is asked of a person where an answer would help.
 */
export async function openSession(
  settings: SshSettings,
  over: Duplex,
  means: Means,
  signal: AbortSignal,
): Promise<Session> {
  const { host, port, user, mayAsk } = settings;
  const at = nameOf(host, port);
  const name = settings.alias?.toLowerCase() ?? knownName(host, port);
  const [kept, files, identities] = await Promise.all([
    acceptedKeys(means.trust),
    readKnownHosts(settings.knownHosts),
    identitiesFor(settings, means.keyring),
  ]);
  const known = [...files, ...kept];
  const offering = authentication(user, identities);
  const { promise, resolve, reject } = Promise.withResolvers<SshClient>();
  const client = new Client();
  let step = 'greet';
  let refusal: Problem | null = null;
  let accepted: Buffer | null = null;

  const stop = () => {
    over.destroy();
    reject(late(`${at} answered, but did not ${step} in time`));
  };
  const fail = (error: Error & { level?: string }) =>
    reject(refusal ?? (error.level === 'client-authentication' ? offering.refusal(at) : unspoken(at, error)));
  // It stays: the driver tells of an error also after it was left.
  client.on('error', fail);
  client.on('close', () => fail(new Error('the connection was closed')));
  client.on('connect', () => {
    step = 'exchange keys';
  });
  client.on('handshake', () => {
    step = 'let us in';
  });
  client.once('ready', () => resolve(client));
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });

  const verify = (key: Buffer): boolean => {
    refusal = hostKeyProblem({ at, name, mayAsk }, known, key, means.trust.accepts);
    if (refusal === null && isNew(key)) accepted = key;
    return refusal === null;
  };
  const isNew = (key: Buffer) =>
    means.trust.accepts.includes(fingerprintOf(key)) && !known.some((it) => it.key.equals(key));
  try {
    client.connect({
      sock: over,
      username: user,
      readyTimeout: 0,
      hostVerifier: verify,
      algorithms: { serverHostKey: wantedAlgorithms(known, name) as ServerHostKeyAlgorithm[] },
      authHandler: offering.next as never,
      agentForward: false,
      ...keepalive,
    });
    await promise;
    if (accepted) await keepKey(means.trust, name, accepted);
    return { client, at };
  } catch (error) {
    client.end();
    over.destroy();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

export const nameOf = (host: string, port: number): string => {
  const plain = host.includes(':') ? `[${host}]` : host;
  return port === 22 ? plain : `${plain}:${port}`;
};

const late = (message: string): Problem =>
  noWay(message, 'Check the network, VPN and firewall to it, and the load of that machine.');

/** Where a name has several addresses, Node tells all their failures as one. */
function firstOf(error: Error & { errors?: Error[] }): Error {
  return error.errors?.[0] ?? error;
}
