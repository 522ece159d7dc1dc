import { describe, expect, test } from 'vitest';
import { allChecks } from '#core/checklist/all';
import { containerFacts } from '#core/checklist/collect';
import { wayBackOf } from '#core/checklist/collect-service';
import type { ContainerDetails, Engine } from '#core/docker/types';
import { container, entrance, file, findingOf, type Given, plan, replica } from './made.ts';

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

describe('a way back', () => {
  test('of a file is one that the plan proves', () => {
    const verdict = (steps: readonly string[]) =>
      find('VER-10', { kind: 'file', plan: plan({ steps: steps.map((it) => ({ do: it, target: 'r1' })) }) }).verdict;
    expect([verdict(['create', 'way-back', 'switch']), verdict(['create', 'switch']), verdict([])]).toEqual([
      'pass',
      'unchecked',
      'unchecked',
    ]);
  });

  test('of a service wants the image and the secrets of the release, not its file alone', async () => {
    const kept = (number: number, secret: string | null = null) => ({
      number,
      version: `1.${number}.0`,
      image: `sha256:${number}`,
      ...(secret ? { secretVolumes: [{ name: secret, folder: '/run/secrets' }] } : {}),
    });
    const of = async (images: readonly string[], ...releases: ReturnType<typeof kept>[]) => {
      const engine = {
        inspectImage: async (id: string) => (images.includes(id) ? ({ Id: id } as never) : null),
        listVolumes: async () => [],
      };
      const observed = {
        service: 'shop',
        serving: { release: 3 },
        releases: new Map(releases.map((it) => [it.number, it])),
      } as unknown as Parameters<typeof wayBackOf>[1];
      const fact = await wayBackOf(engine, observed, new AbortController().signal);
      if (!fact.had) throw new Error(fact.why);
      const { verdict, stop, evidence } = find('VER-10', { kind: 'service', wayBack: fact.value });
      return [verdict, stop, evidence?.value];
    };
    const all = ['sha256:1', 'sha256:2', 'sha256:3'];
    expect(await of(all, kept(1), kept(2), kept(3))).toEqual(['pass', false, '1.2.0 (r2); 1.1.0 (r1)']);
    expect((await of(['sha256:1'], kept(1), kept(2), kept(3)))[0]).toBe('warn');
    expect((await of(['sha256:3'], kept(2), kept(3)))[0]).toBe('fail');
    expect(await of(all, kept(2, 'gone'), kept(3))).toMatchObject([
      'fail',
      expect.any(Boolean),
      expect.stringMatching(/gone/),
    ]);
    expect((await of(all, kept(3)))[0]).toBe('warn');
  });
});

test('a key is wanted only where all that was asked without one was refused', () => {
  const ports = [{ inside: 9000, ip: '0.0.0.0', outside: 9000 }];
  const keyed = file({ front: { callers: 'others', keys: ['till'] } });
  const verdict = (more: Parameters<typeof entrance>[0] | null) => {
    const met = more === null ? {} : { entrance: entrance(more) };
    return find('SEC-20', { kind: 'service', ports, file: keyed, ...met }).verdict;
  };
  const through = { path: '/metrics', key: 'none', status: 200 } as const;
  expect([verdict({}), verdict({ asked: [through] }), verdict(null)]).toEqual(['pass', 'fail', 'unchecked']);
  expect(find('SEC-20', { kind: 'file', ports, file: keyed }).verdict).toBe('unchecked');
  const near = [{ inside: 9000, ip: '127.0.0.1', outside: 9000 }];
  expect(find('SEC-20', { kind: 'file', ports: near, file: keyed }).verdict).toBe('pass');
});

test('what other machines reach by a key and TLS is no blocker of production, and by a key alone is a warning', () => {
  const ports = [{ inside: 9000, ip: '0.0.0.0', outside: 9000 }];
  const tls = { certificate: 'c', key: 'k' };
  const of = (front: object) => {
    const given = {
      kind: 'service',
      ports,
      container: container(),
      file: file({ front }),
      entrance: entrance(),
    } as const;
    return ['SEC-11', 'SEC-12', 'SEC-20', 'SEC-22'].map((id) => find(id, given).verdict);
  };
  expect(of({ callers: 'internet', keys: ['till'], tls })).toEqual(['pass', 'pass', 'pass', 'pass']);
  expect(of({ callers: 'others', keys: ['till'] })).toEqual(['warn', 'pass', 'pass', 'warn']);
  expect(of({ callers: 'internet', keys: ['till'] })).toEqual(['warn', 'pass', 'pass', 'fail']);
  expect(of({ callers: 'others' })).toEqual(['fail', 'unchecked', 'fail', 'warn']);
});

test.each([
  ['2030-01-02', 'fail'],
  ['2030-01-10', 'warn'],
  ['2030-03-01', 'pass'],
])('a certificate that ends on %s is a %s', (day, verdict) => {
  const front = { callers: 'others', keys: ['till'], tls: { certificate: 'c', key: 'k' } };
  const shows = { version: 'TLSv1.3', until: `${day}T00:00:00.000Z`, names: [], trusted: false };
  const given = { kind: 'service', ports: [], file: file({ front }), entrance: entrance({ tls: shows }) } as const;
  expect(find('SEC-22', given).verdict).toBe(verdict);
});

describe('what a container wrote is compared', () => {
  const askedOf = async (ReadonlyRootfs: boolean, DriverStatus: unknown) => {
    const asked: string[] = [];
    const engine: Partial<Engine> = {
      url: 'unix:///nowhere',
      get: async (path) => {
        asked.push(path);
        return path === '/info' ? { DriverStatus } : [];
      },
      logs: async () => [],
    };
    const State = { Status: 'exited', Running: false, Restarting: false, ExitCode: 0, OOMKilled: false };
    const it = container({ State, host: { ReadonlyRootfs } }) as ContainerDetails;
    const waits = { fact: 500, comparing: 500, asking: 500 };
    await containerFacts(engine as Engine, it, new AbortController().signal, waits);
    return asked.includes('/containers/c1/changes');
  };
  const diff = (value: string) => [
    ['Backing Filesystem', 'extfs'],
    ['Native Overlay Diff', value],
  ];

  test('where that is quick and something can be written', async () => {
    expect(await askedOf(false, diff('true'))).toBe(true);
    for (const status of [diff('false'), [], null, undefined, 'x']) expect(await askedOf(false, status)).toBe(false);
    expect(await askedOf(true, diff('true'))).toBe(false);
  });
});
