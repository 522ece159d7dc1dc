import { expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { label, labelsOf, names, type Role } from '#core/docker/labels';
import type { ContainerSummary } from '#core/docker/types';
import type { GatewayServer, GatewayState } from '#core/gateway/types';
import { type SeenGateway, type SeenService, statusOf } from '#core/service/standing';
import { serviceStatus } from '#core/service/status';
import { deployed, r, scratchStore } from '../store/scratch.ts';

const container = (
  role: Role,
  name: string,
  more: Record<string, string> = {},
  state = 'running',
): ContainerSummary => ({
  id: `id-of-${name}`,
  name,
  image: 'sha256:1',
  state,
  labels: labelsOf('digits', role, more),
  ports: [],
  createdAt: 0,
});
const replica = (release: number, index: number, state = 'running', deployment = 'A') =>
  container(
    'replica',
    names.replica('digits', release, index),
    {
      [label.release]: `${release}`,
      [label.deployment]: deployment,
    },
    state,
  );
const server = (release: number, index: number, more: Partial<GatewayServer> = {}): GatewayServer => ({
  replica: names.replica('digits', release, index),
  release,
  up: true,
  draining: false,
  weight: 100,
  address: null,
  current: 0,
  queued: 0,
  ...more,
});
const kept = (release: number): GatewayState => ({
  epoch: 3,
  config: '',
  serving: { service: 'digits', epoch: 3, release, frontHash: '', replicas: [] },
  releases: new Map([1, 2].map((number) => [number, { number, version: `1.${number}.0`, digest: `sha256:${number}` }])),
  deployments: [],
  script: '',
  callers: [],
  accessFiles: [],
});
const gateway = (servers: GatewayServer[], more: Partial<SeenGateway> = {}): SeenGateway => ({
  id: 'g',
  name: 'slipway-digits-gateway',
  image: 'haproxy:3.2-alpine',
  running: true,
  address: '127.0.0.1:9000',
  state: kept(2),
  look: { epoch: 3, running: { epoch: 3, hash: 'h', since: 0 }, workers: 1, servers, counters: [], carried: [] },
  traffic: [],
  ...more,
});
const seen = (containers: ContainerSummary[], front: SeenGateway | null): SeenService => ({
  service: 'digits',
  host: 'local',
  containers,
  gateway: front,
});
const { serving, ...state } = kept(2);
const paused: GatewayState = { ...state, serving: serving && { ...serving, paused: true } };
const states = (of: SeenService) => statusOf(of).replicas.map(({ state, admitted }) => `${state} ${admitted}`);

test('a service serves when every admitted replica is up', () => {
  const status = statusOf(seen([replica(2, 10), replica(2, 9)], gateway([server(2, 9), server(2, 10)])));
  expect(status).toMatchObject({ state: 'serving', address: '127.0.0.1:9000', release: r(2) });
  expect(status.replicas.map(({ name, state, admitted, release }) => ({ name, state, admitted, release }))).toEqual([
    { name: 'slipway-digits-r2-9', state: 'ready', admitted: true, release: 'r2' },
    { name: 'slipway-digits-r2-10', state: 'ready', admitted: true, release: 'r2' },
  ]);
  expect(status.reason).toBeUndefined();
});

test('a service is degraded when some admitted replicas are not up, and names them', () => {
  const of = seen([replica(2, 1), replica(2, 2)], gateway([server(2, 1), server(2, 2, { up: false })]));
  expect(statusOf(of)).toMatchObject({ state: 'degraded', reason: 'not ready: slipway-digits-r2-2' });
  expect(states(of)).toEqual(['ready true', 'unhealthy true']);
});

test('an admitted replica whose container is gone degrades the service too', () => {
  expect(statusOf(seen([replica(2, 1)], gateway([server(2, 1), server(2, 2, { up: false })]))).state).toBe('degraded');
});

test.each([
  ['no admitted replica is up', gateway([server(2, 1, { up: false })]), 'none of its replicas is ready'],
  ['nothing is admitted', gateway([]), 'its gateway sends requests to no replica'],
  ['a gap was not ended', gateway([], { state: paused }), 'a change in place was begun and not ended'],
  ['the gateway does not run', gateway([], { running: false, look: null }), 'its gateway does not run'],
  ['the gateway does not answer', gateway([], { look: null }), 'its gateway runs but does not answer'],
  ['there is no gateway', null, 'there is no gateway; replicas without one: 1'],
])('a service is down when %s', (_when, front, reason) => {
  expect(statusOf(seen([replica(2, 1)], front))).toMatchObject({ state: 'down', reason });
});

test('a service of which only the volume is left is retired', () => {
  expect(statusOf(seen([], null))).toMatchObject({ state: 'retired', release: null, replicas: [], gateway: null });
});

test('a gateway that was not read in time leaves its service unknown', () => {
  const front = gateway([], { look: null, unread: 'too slow' });
  expect(statusOf(seen([replica(2, 1)], front))).toMatchObject({ state: 'unknown', reason: 'too slow' });
});

test('a running lock means that somebody deploys, an abandoned one means nothing', () => {
  const lock = (state: string) =>
    container(
      'lock',
      'slipway-lock-digits',
      { [label.holder]: 'ada', [label.since]: '2030', [label.deployment]: 'B' },
      state,
    );
  const with_ = (state: string) => seen([replica(2, 1), lock(state)], gateway([server(2, 1)]));
  expect(statusOf(with_('running'))).toMatchObject({ state: 'deploying', reason: 'by ada since 2030' });
  expect(statusOf(with_('created')).state).toBe('serving');
});

test('while somebody deploys, what arrives is starting and what leaves is draining', () => {
  const lock = container('lock', 'slipway-lock-digits', { [label.deployment]: 'B' });
  const of = seen([replica(1, 1), replica(2, 1, 'running', 'B'), lock], gateway([]));
  expect(states(of)).toEqual(['draining false', 'starting false']);
});

test('a replica is what its container is before the gateway is asked', () => {
  const containers = [
    replica(2, 1, 'exited'),
    replica(2, 2, 'created'),
    replica(2, 3, 'restarting'),
    replica(2, 4, 'paused'),
  ];
  const servers = [1, 2, 3, 4, 5].map((index) => server(2, index, index === 5 ? { draining: true } : {}));
  expect(states(seen([...containers, replica(2, 5)], gateway(servers)))).toEqual([
    'exited true',
    'starting true',
    'starting true',
    'unhealthy true',
    'draining false',
  ]);
});

test('a container that nobody admitted is named when nobody deploys', () => {
  const of = seen([replica(1, 1), replica(2, 1)], gateway([server(2, 1)]));
  expect(statusOf(of)).toMatchObject({ state: 'serving', reason: 'not in service: slipway-digits-r1-1' });
});

test('the release is the one that the running gateway serves, not the one that its file is ahead with', () => {
  const front = gateway([server(1, 1)]);
  const look = { ...front.look!, running: { epoch: 2, hash: 'h', since: 0 } };
  expect(statusOf(seen([replica(1, 1)], { ...front, look })).release).toEqual(r(1));
});

const away = new Problem('HOST_UNREACHABLE', 'No Docker engine answers', { hint: 'Start it.' });
const silent = { known: () => [{ name: 'local', url: 'unix:///x' }], open: () => Promise.reject(away) };

test('of a host that does not answer the record tells what was last known there, and how old that is', async () => {
  const store = scratchStore({ now: () => new Date(Date.now() - 3 * 3_600_000) });
  deployed(store, { to: r(7) });
  deployed(store, { service: 'gone', kind: 'retire' });
  const services = await serviceStatus({ hosts: silent, store });
  expect(services).toMatchObject([{ service: 'digits', host: 'local', state: 'unknown', release: r(7), replicas: [] }]);
  expect(services[0]?.reason).toBe('No Docker engine answers; last known 3 h ago, after a deploy');
});

test('a name that a silent host may have is not called unknown', async () => {
  await expect(serviceStatus({ hosts: silent, store: scratchStore() }, { service: 'digits' })).rejects.toMatchObject({
    code: 'HOST_UNREACHABLE',
  });
});
