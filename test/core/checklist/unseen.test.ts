import { describe, expect, test } from 'vitest';
import { allChecks } from '#core/checklist/all';
import { containerFacts } from '#core/checklist/collect';
import type { ContainerDetails, Engine } from '#core/docker/types';
import { container, file, findingOf, type Given, replica } from './made.ts';

const find = (id: string, given: Given) => {
  const check = allChecks.find((it) => it.id === id);
  if (!check) throw new Error(`there is no ${id}`);
  return findingOf(check, given);
};

describe('a folder above an engine’s socket holds it', () => {
  const verdict = (Source: string, Type = 'bind') =>
    find('SEC-08', { container: container({ Mounts: [{ Type, Source, Destination: '/x', RW: false }] }) }).verdict;

  test.each(['/', '/var', '/var/', '/run', '/var/run', '/run/user', '/run/user/1000', '/run/podman', '//run/.'])(
    '%s',
    (folder) => expect(verdict(folder)).toBe('fail'),
  );
  test.each(['/srv', '/var/lib/models', '/running', '/var/log', '/home/ada/run'])('not %s', (folder) =>
    expect(verdict(folder)).toBe('pass'),
  );
  test('nor memory, which has no folder on the host', () => expect(verdict('', 'tmpfs')).toBe('pass'));
});

describe('whether a port that others reach administers the server', () => {
  const at = (ip: string, Image: string) =>
    find('SEC-12', { container: container({ config: { Image } }), ports: [{ inside: 8081, ip, outside: 8081 }] });

  test('is not known of a server that is not', () => {
    expect(at('0.0.0.0', 'acme/model:3')).toMatchObject({ verdict: 'unchecked', evidence: null });
    expect(at('192.0.2.7', 'acme/model:3').verdict).toBe('unchecked');
    expect(at('127.0.0.1', 'acme/model:3').verdict).toBe('pass');
  });
  test('is known of one that is', () => {
    expect(at('0.0.0.0', 'nvcr.io/nvidia/tritonserver:25.01').verdict).toBe('pass');
    expect(at('0.0.0.0', 'pytorch/torchserve:0.12.0').verdict).toBe('fail');
  });
});

describe('who reaches a container that its own published ports do not tell', () => {
  const networks: Readonly<Record<string, object>> = {
    '/networks/shop': { Driver: 'bridge', Options: {} },
    '/networks/lan': { Driver: 'macvlan', Options: null },
    '/networks/flat': { Driver: 'ipvlan', Options: {} },
    '/networks/open': { Driver: 'bridge', Options: { 'com.docker.network.bridge.gateway_mode_ipv4': 'routed' } },
  };
  const engine: Partial<Engine> = {
    url: 'unix:///nowhere',
    get: async (path) => networks[path] ?? null,
    logs: async () => [],
  };
  const state = { Status: 'exited', Running: false, Restarting: false, ExitCode: 0, OOMKilled: false };
  const factsOf = (NetworkMode: string, Labels: object = {}) =>
    containerFacts(
      engine as Engine,
      container({
        State: state,
        config: { ExposedPorts: {}, Labels, Cmd: [] },
        host: { NetworkMode, PortBindings: {} },
        NetworkSettings: { Networks: { [NetworkMode]: {} }, Ports: {} },
      }) as ContainerDetails,
      new AbortController().signal,
      { fact: 500, comparing: 500, asking: 500 },
    );

  test.each<[string, object?]>([
    ['host'],
    ['container:c2'],
    ['lan'],
    ['flat'],
    ['open'],
    ['gone'],
    ['shop', { 'com.docker.swarm.service.id': 's1' }],
  ])('is unchecked: %s %j', async (mode, labels) => {
    const { ports, container: it } = await factsOf(mode, labels);
    expect(ports).toMatchObject({ had: false, why: expect.stringMatching(/network|swarm/) });
    const given = it.had ? { container: it.value } : {};
    for (const id of ['SEC-11', 'SEC-12', 'SEC-20']) expect([id, find(id, given).verdict]).toEqual([id, 'unchecked']);
  });

  test.each(['shop', 'bridge', 'default', 'none'])('is told by its ports: %s', async (mode) => {
    const { ports } = await factsOf(mode);
    expect(ports).toMatchObject({ had: true, value: [] });
  });
});

describe('what does not run', () => {
  test('has ended, whatever count of restarts it has', () => {
    const ended = find('REL-10', { replicas: [replica(), replica({ status: 'exited', exitCode: 137 })] });
    expect(ended).toMatchObject({ verdict: 'fail', title: 'It has ended, exit 137' });
    expect(find('REL-10', { replicas: [replica({ status: 'dead' })] }).verdict).toBe('fail');
    for (const status of ['created', 'paused', 'removing'])
      expect(find('REL-10', { replicas: [replica({ status })] }).verdict).toBe('unchecked');
  });

  test('is no replica of a service that others answer for', () => {
    const given = { kind: 'service', file: file({ scale: { replicas: 2 } }) } as const;
    const verdict = (...status: string[]) =>
      find('SCA-06', { ...given, replicas: status.map((it) => replica({ status: it })) }).verdict;
    expect([verdict('running', 'running'), verdict('running', 'exited'), verdict('exited', 'exited')]).toEqual([
      'pass',
      'fail',
      'fail',
    ]);
    expect(find('SCA-06', given).verdict).toBe('unchecked');
  });

  test('is no gateway that asks its replicas', () => {
    for (const id of ['REL-03', 'REL-07'])
      expect(find(id, { kind: 'service', file: file() }).verdict).toBe('unchecked');
  });
});
