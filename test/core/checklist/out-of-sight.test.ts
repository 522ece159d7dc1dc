import { describe, expect, test } from 'vitest';
import { allChecks } from '#core/checklist/all';
import { containerFacts } from '#core/checklist/collect';
import { deployableFacts, fileFacts } from '#core/checklist/collect-file';
import type { ContainerDetails, Engine } from '#core/docker/types';
import type { OpenHost } from '#core/host/hosts';
import { container, file, findingOf, type Given, plan } from './made.ts';

const find = (id: string, given: Given) => {
  const check = allChecks.find((it) => it.id === id);
  if (!check) throw new Error(`there is no ${id}`);
  return findingOf(check, given);
};

describe('where a file’s gateway is reached', () => {
  const open = (Driver: string) => ({
    name: 'local',
    engine: { get: async (path: string) => (path.startsWith('/networks/') ? { Driver, Options: {} } : null) },
  });
  const verdict = async (driver: string, networks: object[]) => {
    const asked = file({ front: { networks } });
    const signal = new AbortController().signal;
    const facts = await deployableFacts(asked, open(driver) as unknown as OpenHost, plan(), signal);
    const { ports } = facts;
    return find('SEC-20', { kind: 'file', file: asked, ...(ports.had ? { ports: ports.value } : {}) }).verdict;
  };
  test('is told by its port where its networks let nobody else in', async () => {
    expect(await verdict('bridge', [])).toBe('pass');
    expect(await verdict('bridge', [{ name: 'shop' }])).toBe('pass');
    expect(await verdict('macvlan', [{ name: 'lan' }])).toBe('unchecked');
  });
  test('is not known where nobody asked about its networks', () => {
    const image = { had: false, why: 'Nobody looked.' } as const;
    expect(fileFacts(file({ front: { networks: [{ name: 'lan' }] } }), image).ports.had).toBe(false);
    expect(fileFacts(file(), image).ports.had).toBe(true);
  });
});

test('not every volume of many is a folder of its own where not every one was looked at', async () => {
  const engine: Partial<Engine> = {
    url: 'unix:///nowhere',
    get: async (path) =>
      path.startsWith('/volumes/')
        ? { Name: path.slice(9), Driver: 'local', Options: path.endsWith('v80') ? { o: 'bind', device: '/run' } : null }
        : null,
    logs: async () => [],
  };
  const State = { Status: 'exited', Running: false, Restarting: false, ExitCode: 0, OOMKilled: false };
  const of = async (count: number) => {
    const Mounts = Array.from({ length: count }, (_, i) => ({
      ...{ Type: 'volume', Name: `v${i}`, Source: '/x', Destination: `/d${i}`, RW: true },
    }));
    const it = container({ State, Mounts }) as ContainerDetails;
    const waits = { fact: 500, comparing: 500, asking: 500 };
    const { volumes } = await containerFacts(engine as Engine, it, new AbortController().signal, waits);
    return find('SEC-08', { container: it, ...(volumes.had ? { volumes: volumes.value } : {}) }).verdict;
  };
  expect([await of(2), await of(100)]).toEqual(['pass', 'unchecked']);
});

describe('the host’s own folders, however they are written', () => {
  const of = (Source: string, RW = true) =>
    ['SEC-08', 'SEC-09'].map(
      (id) => find(id, { container: container({ Mounts: [{ Type: 'bind', Source, Destination: '/x', RW }] }) }).verdict,
    );
  test.each(['/run/docker.sock/', '/srv/../var/run/docker.sock', '/run/./podman/podman.sock/.'])('%s', (path) =>
    expect(of(path)[0]).toBe('fail'),
  );
  test.each(['/srv/../etc', '/var/lib', '/var/lib/containers/storage', '/var/lib/docker/volumes/../overlay2'])(
    '%s',
    (path) => expect(of(path)[1]).toBe('fail'),
  );
  test('and not the clock’s zone, which ordinary containers read', () => {
    expect([of('/etc/localtime', false)[1], of('/etc/timezone', false)[1], of('/etc/localtime')[1]]).toEqual([
      'pass',
      'pass',
      'fail',
    ]);
  });
});

describe('an administration on the port of the model', () => {
  const of = (Path: string, Args: string[], Image = 'acme/model:3') =>
    find('SEC-12', {
      container: container({ Path, Args, config: { Image } }),
      ports: [{ inside: 8000, ip: '0.0.0.0', outside: 8000 }],
    }).verdict;
  test('is open with it', () => {
    expect(of('/bin/ollama', ['serve'])).toBe('fail');
    expect(of('mlserver', ['start', '/models'])).toBe('fail');
    expect(of('tritonserver', ['--model-control-mode=explicit'])).toBe('fail');
    expect(of('tritonserver', ['--model-control-mode', 'explicit'])).toBe('fail');
    expect(of('tritonserver', ['--model-control-mode=none'])).toBe('pass');
  });
});
