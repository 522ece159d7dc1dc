import type { TLSSocket } from 'node:tls';
import type { Observed } from '../deployment/observed.ts';
import type { Engine } from '../docker/types.ts';
import { dialPublic } from '../gateway/places.ts';
import { question } from '../model/ask-json.ts';
import { noAnswerCause } from '../model/no-answer.ts';
import { reachThrough } from '../model/reach.ts';
import { securedDial } from '../model/secured.ts';
import { knownServers } from '../model/servers/known.ts';
import { type EntranceFact, type Fact, had, missing } from './facts.ts';

/** A key that nobody has. */
const wrongKey = { 'x-api-key': 'nobody-has-this-key', Authorization: 'Bearer nobody-has-this-key' };

/** The paths of every known server, its side doors among them. */
const doors = [...new Set(knownServers.flatMap(({ sideDoors }) => sideDoors.map(({ path }) => path)).filter(isPlain))];

/**
 * What callers meet at the public side of a gateway that asks for a key or speaks TLS, from inside it: the model's own
 * paths and the side doors of all servers that are known, without a key and with a wrong one, and the certificate. GET alone,
 * which changes nothing should it be let through.
 */
export async function entranceOf(
  engine: Pick<Engine, 'dial'>,
  { gateway, present, releases, serving }: Pick<Observed, 'gateway' | 'present' | 'releases' | 'serving'>,
  signal: AbortSignal,
): Promise<Fact<EntranceFact>> {
  if (!gateway?.running) return missing('Its gateway does not run.');
  if (!present || (present.front.keys.length === 0 && !present.front.tls))
    return missing('It asks callers for no key and has no certificate.');
  let tls: EntranceFact['tls'] = null;
  const plain = (ending: AbortSignal) => engine.dial(gateway.id, dialPublic, ending);
  const secured = securedDial(plain, (socket) => {
    tls = shownBy(socket);
  });
  await using reach = reachThrough(present.front.tls ? secured : plain);
  const own = releases.get(serving?.release ?? 0)?.served?.ready.path ?? '/';
  const asked: EntranceFact['asked'][number][] = [];
  try {
    for (const path of new Set([own, '/', '/metrics', ...doors])) {
      const { status } = await question(reach, { path }, signal);
      asked.push({ path, key: 'none', status });
    }
    const { status } = await reach({ method: 'GET', path: own, headers: wrongKey, deadline: 5_000 }, signal);
    asked.push({ path: own, key: 'wrong', status });
  } catch (error) {
    if (noAnswerCause(error)) return missing('Its gateway did not answer where callers ask.');
    throw error;
  }
  return had({ asked, tls }, 'requests to the public side of its gateway', new Date().toISOString());
}

function shownBy(socket: TLSSocket): EntranceFact['tls'] {
  const { valid_to, subject, subjectaltname } = socket.getPeerCertificate();
  const names = (subjectaltname ?? '').split(', ').map((it) => it.replace(/^(DNS|IP Address):/, ''));
  return {
    version: socket.getProtocol() ?? 'unknown',
    until: new Date(valid_to).toISOString(),
    names: [...new Set([String(subject?.CN ?? ''), ...names])].filter((it) => it !== ''),
    trusted: socket.authorized,
  };
}

/** One that can be asked for as it stands: not a pattern of paths. */
function isPlain(path: string): boolean {
  return /^\/[\w./-]*$/.test(path);
}
