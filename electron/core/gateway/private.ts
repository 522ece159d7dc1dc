import { ports, reachHeader, replicaHeader } from './places.ts';

/**
 * The private port: it takes a request to the replica that X-Slipway-Replica names ("alias:port"), in the
 * configuration or not yet. Health checks use it, and our own probes (`nc 127.0.0.1 8405` inside the gateway).
 */
export const privatePort: readonly string[][] = [
  [
    'frontend private',
    `bind 127.0.0.1:${ports.private}`,
    'timeout client 30m',
    'timeout http-keep-alive 5m',
    `http-request return status 400 hdr ${reachHeader} invalid unless { req.hdr(${replicaHeader}) -m reg ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?:[1-9][0-9]{0,4}$ }`,
    `http-request set-var(txn.alias) req.hdr(${replicaHeader}),field(1,:)`,
    `http-request set-var(txn.port) req.hdr(${replicaHeader}),field(2,:)`,
    'http-request do-resolve(txn.address,docker,ipv4) var(txn.alias)',
    `http-request return status 503 hdr ${reachHeader} unresolved unless { var(txn.address) -m found }`,
    'http-request set-dst var(txn.address)',
    'http-request set-dst-port var(txn.port)',
    'http-request set-var(txn.check) bool(true) if { req.hdr(x-slipway-check) -m found }',
    `http-request del-header ${replicaHeader}`,
    'http-request del-header X-Slipway-Check',
    'default_backend any',
  ],
  [
    'backend any',
    'retries 0',
    'http-reuse never',
    'timeout server 30m',
    // A check gives up after 5 s, but its request would stay with a replica that hangs.
    'http-request set-timeout server 6s if { var(txn.check) -m bool }',
    `http-response del-header ${reachHeader}`,
    `http-error status 502 hdr ${reachHeader} broken`,
    `http-error status 503 hdr ${reachHeader} refused`,
    `http-error status 504 hdr ${reachHeader} timeout`,
    'server any 0.0.0.0:0',
  ],
];
