import { ports, reachHeader, replicaHeader } from './places.ts';
import { fitName, whole } from './quote.ts';
import type { GatewayReplica } from './types.ts';

/**
 * The private port: it takes a request to the replica that X-Slipway-Replica names ("alias:port"), in the
 * configuration or not yet. Health checks use it, and our own probes (`nc 127.0.0.1 8405` inside the gateway).
 * Names are the engine's to resolve: while it hangs, the replicas that serve are asked where they last were.
 */
export const privatePort = (replicas: readonly GatewayReplica[]): string[][] => [
  [
    'frontend private',
    `bind 127.0.0.1:${ports.private}`,
    'timeout client 30m',
    'timeout http-keep-alive 5m',
    `http-request return status 400 hdr ${reachHeader} invalid unless { req.hdr(${replicaHeader}) -m reg ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?:[1-9][0-9]{0,4}$ }`,
    `http-request set-var(txn.alias) req.hdr(${replicaHeader}),field(1,:)`,
    `http-request set-var(txn.port) req.hdr(${replicaHeader}),field(2,:)`,
    'http-request do-resolve(txn.address,docker,ipv4) var(txn.alias)',
    'acl held always_false',
    // Many lines make one condition; one line would be too long for HAProxy with a hundred replicas.
    ...replicas.map(({ name }) => `acl held var(txn.alias) -m str ${fitName(name)}`),
    `http-request return status 503 hdr ${reachHeader} unresolved unless { var(txn.address) -m found } || held`,
    'http-request set-dst var(txn.address) if { var(txn.address) -m found }',
    'http-request set-dst-port var(txn.port)',
    'http-request set-var(txn.check) bool(true) if { req.hdr(x-slipway-check) -m found }',
    `http-request del-header ${replicaHeader}`,
    'http-request del-header X-Slipway-Check',
    'use_backend held-%[var(txn.alias)] unless { var(txn.address) -m found }',
    'default_backend any',
  ],
  ['backend any', ...onward('refused'), 'server any 0.0.0.0:0'],
  ...replicas.map(({ name, port }) => [
    `backend held-${fitName(name)}`,
    ...onward('unresolved'),
    `server held ${fitName(name)}:${whole(port, 1, 65_535)} resolvers docker resolve-prefer ipv4 init-addr last,libc,none`,
  ]),
];

const onward = (away: 'refused' | 'unresolved'): string[] => [
  'retries 0',
  'http-reuse never',
  'timeout server 30m',
  // A check gives up after 5 s, but its request would stay with a replica that hangs.
  'http-request set-timeout server 6s if { var(txn.check) -m bool }',
  `http-response del-header ${reachHeader}`,
  `http-error status 502 hdr ${reachHeader} broken`,
  `http-error status 503 hdr ${reachHeader} ${away}`,
  `http-error status 504 hdr ${reachHeader} timeout`,
];
