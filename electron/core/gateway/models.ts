import type { ReadyCheck } from '../release/release.ts';
import { ports } from './places.ts';
import { fitName, quoted, quotedPath, whole } from './quote.ts';
import type { GatewayInput, GatewayReplica } from './types.ts';

/** A replica's name as a server that serves; its release goes into every log line and counter with it. */
export const serverName = ({ name, release }: Pick<GatewayReplica, 'name' | 'release'>): string =>
  `r${release}.${name}`;

/** The server name's two parts; null for what is none of ours (HAProxy writes <NOSRV> where it chose none). */
export function serverOf(text: string): { replica: string; release: string } | null {
  const [, release, replica] = /^(r\d+)\.([a-z0-9-]+)$/.exec(text) ?? [];
  return release && replica ? { replica, release } : null;
}

/** The replicas that get requests. Each follows the health of its twin in a section made by `readiness`. */
export function models(input: GatewayInput): string[] {
  const { front, replicas } = input;
  const most = front.concurrency === null ? '' : ` maxconn ${whole(front.concurrency, 1)}`;
  const checks = distinctChecks(replicas);
  return [
    'backend models',
    `balance ${balance(replicas)}`,
    'option abortonclose',
    'option redispatch 1',
    'retries 3',
    // A model may not be asked the same twice without harm: only what never reached a replica, or only reads, is repeated.
    'retry-on conn-failure empty-response',
    'http-request disable-l7-retry unless { method GET HEAD OPTIONS }',
    'http-response set-header X-Slipway-Release %[srv_name,field(1,.)]',
    // Let go before a server does, most after 5 s: a request that is not repeated would be cut off with its connection.
    `default-server pool-purge-delay 1s resolvers docker resolve-prefer ipv4 init-addr last,libc,none${most}`,
    ...replicas.map((replica) => {
      const track = `ready-${checks.indexOf(checkOf(replica)) + 1}/${fitName(replica.name)}`;
      const address = `${replica.name}:${whole(replica.port, 1, 65_535)}`;
      return `server ${serverName(replica)} ${address} track ${track} weight ${whole(replica.weight, 0, 256)}`;
    }),
  ];
}

/**
 * One section for each way to be ready. The checks go through the private port, which resolves the alias each time:
 * a replica whose address now belongs to another container is asked for by name, and so is found to be away.
 * Refused twice is down within half a second; a model that is busy and answers late is given ten.
 */
export function readiness({ replicas }: GatewayInput): string[][] {
  return distinctChecks(replicas).map((check, index) => {
    const members = replicas.filter((replica) => checkOf(replica) === check);
    const [{ port, ready }] = members as [GatewayReplica];
    return [
      `backend ready-${index + 1}`,
      'option httpchk',
      'timeout check 5s',
      `http-check send meth GET uri ${quotedPath(ready.path)} ver HTTP/1.1 hdr Host gateway hdr X-Slipway-Check 1 ` +
        `hdr X-Slipway-Replica "%[srv_name]:${whole(port, 1, 65_535)}"`,
      ...expectations(ready),
      'default-server check inter 500ms fastinter 200ms downinter 500ms rise 2 fall 2',
      ...members.map(({ name }) => `server ${name} 127.0.0.1:${ports.private}`),
    ];
  });
}

function expectations({ least, most, contains }: ReadyCheck): string[] {
  const status = `http-check expect status ${whole(least, 100, 599)}-${whole(most, 100, 599)}`;
  return contains === null ? [status] : [status, `http-check expect string ${quoted(contains)}`];
}

/** Fewest open requests first; but that shares evenly among idle replicas, whatever their weights, so unequal ones take turns. */
function balance(replicas: readonly GatewayReplica[]): string {
  const weights = new Set(replicas.map(({ weight }) => weight).filter((weight) => weight > 0));
  return weights.size > 1 ? 'roundrobin' : 'leastconn';
}

const checkOf = ({ port, ready }: GatewayReplica): string =>
  JSON.stringify([port, ready.path, ready.least, ready.most, ready.contains]);

const distinctChecks = (replicas: readonly GatewayReplica[]): string[] => [...new Set(replicas.map(checkOf))];
