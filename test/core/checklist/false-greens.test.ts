import { describe, expect, test } from 'vitest';
import { allChecks } from '#core/checklist/all';
import {
  answers,
  container,
  file,
  findingOf,
  type Given,
  golden,
  goldenResult,
  host,
  image,
  replica,
  scan,
} from './made.ts';

const find = (id: string, given: Given) => {
  const check = allChecks.find((it) => it.id === id);
  if (!check) throw new Error(`there is no ${id}`);
  return findingOf(check, given);
};
const verdict = (id: string, given: Given) => find(id, given).verdict;
const is = (hostConfig: object) => ({ container: container({ host: hostConfig }) });

describe('a privileged container has all capabilities and devices, whatever else is written of it', () => {
  test.each(['SEC-03', 'SEC-16'])('%s', (id) => expect(verdict(id, is({ Privileged: true }))).toBe('fail'));
});

describe('devices', () => {
  const devices = (PathOnHost: string) => verdict('SEC-16', is({ Devices: [{ PathOnHost }] }));
  test.each(['/dev/nvidia0', '/dev/nvidia-caps/nvidia-cap1', '/dev/dri', '/dev/dri/card0', '/dev/kfd'])(
    '%s is a GPU',
    (path) => expect(devices(path)).toBe('pass'),
  );
  test.each(['/dev/dri/../sda', '/dev/driver', '/dev/kfd0'])('%s is none', (path) =>
    expect(devices(path)).toBe('fail'),
  );
  test('are given by a rule too, since a container may make the files of them', () => {
    expect(verdict('SEC-16', is({ DeviceCgroupRules: ['b *:* rwm'] }))).toBe('fail');
    expect(verdict('SEC-16', is({ DeviceCgroupRules: null }))).toBe('pass');
  });
});

describe('system calls are filtered by the profile that there is', () => {
  const of = (SecurityOpt: string[], profile = 'name=seccomp,profile=builtin') =>
    verdict('SEC-05', { ...is({ SecurityOpt }), host: host({ SecurityOptions: [profile] }) });
  test('and not by an engine whose own profile filters nothing', () => {
    expect(of([], 'name=seccomp,profile=unconfined')).toBe('warn');
    expect(of(['seccomp={"defaultAction":"SCMP_ACT_ERRNO"}'], 'name=seccomp,profile=unconfined')).toBe('pass');
  });
  test('nor by one of its own that allows what it does not name', () => {
    expect(of(['seccomp={"defaultAction":"SCMP_ACT_ALLOW"}'])).toBe('fail');
    expect(of(['seccomp=builtin'])).toBe('pass');
    expect(of(['seccomp=/etc/profile.json'])).toBe('unchecked');
  });
});

test('whether it shares the namespaces of the host through another container is not known', () => {
  for (const mode of ['NetworkMode', 'PidMode', 'IpcMode']) {
    expect(verdict('SEC-10', is({ [mode]: 'container:c2' }))).toBe('unchecked');
    expect(verdict('SEC-10', is({ [mode]: 'ns:/proc/1/ns/net' }))).toBe('unchecked');
    expect(verdict('SEC-10', is({ [mode]: 'container:c2', PidMode: 'host' }))).toBe('fail');
  }
});

test('the default network of Podman is no network of its own', () => {
  expect(verdict('SEC-15', { container: container({ NetworkSettings: { Networks: { podman: {} } } }) })).toBe('fail');
});

describe('a log', () => {
  const log = (Type: string, Config: object | null = null) => verdict('MON-10', is({ LogConfig: { Type, Config } }));
  test.each(['local', 'journald', 'none'])('by %s is bounded', (driver) => expect(log(driver)).toBe('pass'));
  test.each(['k8s-file', 'acme/logger:latest', ''])('by "%s" may not be', (driver) =>
    expect(log(driver)).toBe('unchecked'),
  );
});

test('privileges are withheld by the engine for all of its containers, but for who takes them back', () => {
  const all = { host: host({ SecurityOptions: ['name=seccomp,profile=builtin', 'name=no-new-privileges'] }) };
  expect(verdict('SEC-04', { ...is({ SecurityOpt: null }), ...all })).toBe('pass');
  expect(verdict('SEC-04', { ...is({ SecurityOpt: ['no-new-privileges=false'] }), ...all })).toBe('fail');
  expect(verdict('SEC-04', is({ SecurityOpt: null }))).toBe('fail');
});

describe('root is root', () => {
  const user = (User: string) => verdict('SEC-02', { container: container({ config: { User } }), host: host() });
  test.each(['0', '00', '+0', '-0', '0:1000', 'root:staff'])('as %s', (name) => expect(user(name)).toBe('fail'));
  test('on the host too, for who asks not to be another user there', () => {
    const mapped = { host: host({ SecurityOptions: ['name=userns'] }) };
    const root = (UsernsMode: string) => container({ config: { User: '' }, host: { UsernsMode } });
    expect(verdict('SEC-02', { container: root(''), ...mapped })).toBe('warn');
    expect(verdict('SEC-02', { container: root('host'), ...mapped })).toBe('fail');
  });
});

describe('the age of an image', () => {
  const made = (Created: string) => verdict('EVO-05', { image: image({}, { Created }) });
  test.each(['1970-01-01T00:00:00Z', '1980-01-01T00:00:01Z', '0001-01-01T00:00:00Z', '2031-06-01T00:00:00Z'])(
    'is not told by %s',
    (created) => expect(made(created)).toBe('unchecked'),
  );
});

describe('requests, errors and times', () => {
  const counted = (...metricNames: string[]) => verdict('MON-02', { answers: answers({ metricNames }) });
  test('are not counted by what a language counts of itself', () => {
    expect(counted('python_gc_objects_collected_total', 'process_cpu_seconds_total')).toBe('fail');
    expect(
      counted(
        'go_gc_duration_seconds',
        'promhttp_metric_handler_requests_total',
        'promhttp_metric_handler_errors_total',
      ),
    ).toBe('fail');
  });
  test('are looked for in time that grows as the names do', () => {
    expect(counted('infer'.repeat(20_000))).toBe('fail');
  });
});

test('no data of a scanner is recent that has no date, or one to come', () => {
  for (const database of ['yesterday', '2031-01-01T00:00:00Z'])
    expect(verdict('SEC-25', { scan: scan({ database, high: [] }) })).toBe('unchecked');
});

test('not all golden requests were answered rightly where not all were asked', () => {
  const given = { kind: 'service', file: file({ golden: [golden, { ...golden, name: 'an eight' }] }) } as const;
  const of = (...results: Given['golden'] & object) =>
    ['VER-11', 'MON-18'].map((id) => verdict(id, { ...given, golden: results }));
  expect(of(goldenResult())).toEqual(['unchecked', 'unchecked']);
  expect(of(goldenResult(), goldenResult())).toEqual(['pass', 'pass']);
  expect(of(goldenResult({ ok: false, body: '' }))).toEqual(['fail', 'fail']);
});

test('a container without a health command has none to try, as Podman writes it', () => {
  const health = { status: '', lastExit: null, said: '' };
  expect(verdict('REL-04', { replicas: [replica({ health })] })).toBe('not-applicable');
});

describe('the first process', () => {
  const starts = (Path: string, ...Args: string[]) => verdict('REL-13', { container: container({ Path, Args }) });
  test('may be a shell where it is a script', () => {
    expect(starts('/docker-entrypoint.sh', 'serve')).toBe('unchecked');
    expect(starts('/bin/bash', '/opt/run')).toBe('unchecked');
    expect(starts('/bin/sh', '-ec', 'serve')).toBe('fail');
    expect(starts('/bin/sh', '-c', 'exec serve')).toBe('pass');
    expect(starts('/usr/bin/env', 'bash', '-c', 'serve')).toBe('fail');
  });
});

describe('weights that nobody says are elsewhere', () => {
  const of = (it: unknown) => verdict('VER-06', { kind: 'file', file: file(), container: it });
  test('are in the image only where nothing brings others', () => {
    expect(of(container())).toBe('pass');
    expect(of(container({ Args: ['--model', 'org/name'] }))).toBe('unchecked');
    expect(of(container({ Args: ['serve', 'org/name'], Path: '/usr/bin/vllm' }))).toBe('unchecked');
    const Mounts = [{ Type: 'volume', Name: 'm', Source: '/v', Destination: '/models', RW: true }];
    expect(of(container({ Mounts }))).toBe('unchecked');
  });
});

test('a model that vLLM is told without a flag is one of a hub', () => {
  const serve = (...more: string[]) =>
    verdict('VER-07', { container: container({ Path: 'vllm', Args: ['serve', 'org/name', ...more] }) });
  expect([serve(), serve('--revision', 'a'.repeat(40))]).toEqual(['fail', 'pass']);
});

describe('restarts', () => {
  const startedAt = (ago: number) => new Date(Date.parse('2030-01-01T00:00:00Z') - ago).toISOString();
  test('of long ago are no crash loop', () => {
    const of = (ago: number) => verdict('REL-10', { replicas: [replica({ restarts: 5, startedAt: startedAt(ago) })] });
    expect([of(60_000), of(2 * 86_400_000)]).toEqual(['fail', 'warn']);
  });
});
