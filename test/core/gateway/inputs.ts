import { noAccess } from '#core/gateway/access';
import type { GatewayInput, GatewayReplica } from '#core/gateway/types';

export const front = (more: Partial<GatewayInput['front']> = {}): GatewayInput['front'] => ({
  callers: 'machine',
  networks: [],
  keys: [],
  limit: { timeout: 60_000 },
  concurrency: null,
  queue: null,
  ...more,
});

export const replica = (n: number, more: Partial<GatewayReplica> = {}): GatewayReplica => ({
  name: `slipway-digits-r1-${n}`,
  release: 1,
  weight: 100,
  port: 8000,
  ready: { path: '/v2/health/ready', least: 200, most: 299, contains: null },
  ...more,
});

export const input = (more: Partial<GatewayInput> = {}): GatewayInput => ({
  service: 'digits',
  epoch: 3,
  release: 1,
  front: front(),
  access: noAccess,
  frontHash: 'f'.repeat(64),
  replicas: [replica(1), replica(2)],
  drain: 10_000,
  ...more,
});

export const signs = Array.from({ length: 0x7e - 0x20 }, (_, n) => String.fromCharCode(0x21 + n)).join('');

/** Every kind of input that a service file can lead to, by what is special about it. */
export const inputs: readonly (readonly [string, GatewayInput])[] = [
  ['two replicas', input()],
  ['no replica', input({ replicas: [], release: null, epoch: 0, drain: 0 })],
  ['a hundred replicas', input({ replicas: Array.from({ length: 100 }, (_, n) => replica(n + 1)) })],
  ['two releases that are ready in different ways', input({ replicas: [replica(1), other()] })],
  ['unequal weights', input({ replicas: [replica(1, { weight: 95 }), replica(2, { release: 2, weight: 5 })] })],
  ['a draining replica', input({ replicas: [replica(1), replica(2, { weight: 0 })] })],
  ['its requests refused', input({ paused: true })],
  ['a rate', input({ front: front({ limit: { timeout: 1000, requestsPerSecond: 50, burst: 100 } }) })],
  ['a rate below one', input({ front: front({ limit: { timeout: 1000, requestsPerSecond: 0.01 } }) })],
  ['a tiny rate', input({ front: front({ limit: { timeout: 1000, requestsPerSecond: 1e-9 } }) })],
  ['a huge rate', input({ front: front({ limit: { timeout: 1000, requestsPerSecond: 1_000_000, burst: 1 } }) })],
  ['a body limit', input({ front: front({ limit: { timeout: 1000, body: 8 * 1024 ** 2 } }) })],
  ['a body limit of one byte', input({ front: front({ limit: { timeout: 1000, body: 1 } }) })],
  ['a body limit beyond 32 bits', input({ front: front({ limit: { timeout: 1000, body: 64 * 1024 ** 3 } }) })],
  ['concurrency', input({ front: front({ concurrency: 8 }) })],
  ['concurrency and no queue', input({ front: front({ concurrency: 1, queue: 0 }) })],
  ['a long queue', input({ front: front({ concurrency: 100_000, queue: 1_000_000 }) })],
  ['a queue without concurrency', input({ front: front({ queue: 5 }) })],
  ['a timeout of a year', input({ front: front({ limit: { timeout: 31_536_000_000 } }), drain: 31_536_000_000 })],
  ['a timeout of nothing', input({ front: front({ limit: { timeout: 0 } }), drain: 0.4 })],
  ['the longest name', input({ replicas: [replica(1, { name: 'x'.repeat(63) })] })],
  ['every sign in the path', input({ replicas: [ready({ path: `/${signs}` })] })],
  ['every sign in the answer', input({ replicas: [ready({ contains: `${signs} blanks ä` })] })],
  ['log formats in the path', input({ replicas: [ready({ path: '/%[env(PATH)]%ci$\x7bHOME}"$HOME"' })] })],
  ['any status below 500', input({ replicas: [ready({ least: 100, most: 499 })] })],
];

export function ready(more: Partial<GatewayReplica['ready']>): GatewayReplica {
  const plain = replica(1);
  return { ...plain, ready: { ...plain.ready, ...more } };
}

function other(): GatewayReplica {
  return { ...ready({ path: '/health', contains: '"ok"' }), name: 'slipway-digits-r2-1', release: 2, port: 9000 };
}
