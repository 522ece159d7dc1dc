import { describe, expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { allChecks } from '#core/checklist/all';
import { type Collected, type RunDeps, remembered } from '#core/checklist/collected';
import { findServices } from '#core/checklist/run';
import { volumesOf } from '#core/checklist/volumes';
import { label } from '#core/docker/labels';
import type { ContainerSummary, Engine } from '#core/docker/types';
import { container, factsOf, findingOf } from './made.ts';

describe('a service is found', () => {
  const of = (...roles: string[]): RunDeps['hosts'] => {
    const all = roles.map((role) => ({ labels: { [label.service]: 'shop', [label.role]: role } }));
    const engine: Partial<Engine> = {
      listContainers: async (labels) =>
        all.filter((it) =>
          labels.every((wanted) => Object.entries(it.labels).some(([name, value]) => wanted === `${name}=${value}`)),
        ) as unknown as ContainerSummary[],
    };
    const open = async () => ({ name: 'local', engine }) as never;
    return { known: () => [{ name: 'local' }] as never, open };
  };

  test('by its replicas too, where its gateway was removed', async () => {
    for (const roles of [['gateway', 'replica'], ['replica'], ['gateway']])
      expect((await findServices(of(...roles), 'shop', undefined)).fronts).toHaveLength(1);
  });
  test('and not by what only passes by', async () => {
    expect((await findServices(of('lock', 'probe'), 'shop', undefined)).fronts).toEqual([]);
  });
});

test('a volume is a folder of the host only where it is bound to one', async () => {
  const options: Readonly<Record<string, object>> = {
    nas: { type: 'cifs', device: '//nas/models', o: 'username=ada,vers=3.0' },
    disk: { type: 'ext4', device: '/dev/sdb1' },
    share: { type: 'nfs', device: ':/models', o: 'addr=nas,rw' },
    bound: { type: 'none', device: '/var/run', o: 'bind' },
    deep: { device: '/etc', o: 'ro,rbind' },
    typed: { type: 'bind', device: '/srv/models' },
  };
  const engine: Partial<Engine> = {
    get: async (path) => {
      const Name = path.replace('/volumes/', '');
      return { Name, Driver: 'local', Options: options[Name] ?? null };
    },
  };
  const names = [...Object.keys(options), 'plain'];
  const found = await volumesOf(engine as Engine, names, new AbortController().signal);
  expect(found).toMatchObject({ had: true });
  expect(found.had && found.value).toEqual({ bound: '/var/run', deep: '/etc', typed: '/srv/models' });
});

test('evidence that cannot be kept keeps nobody from what was found', () => {
  const refuse = () => {
    throw new Problem('RECORD_FAILED', 'The record could not be written.', { hint: 'Make room.' });
  };
  const store = { access: 'write', trouble: null, evidence: { keep: refuse, list: refuse } };
  const collected: Collected = {
    facts: factsOf({}),
    subject: { kind: 'service', name: 'shop', stage: 'trial' },
    about: { host: 'local', release: null, digest: null },
    file: null,
    problem: null,
  };
  expect(remembered({ store } as unknown as RunDeps, collected, [])).toEqual([]);
  const broken = { ...store, evidence: { ...store.evidence, keep: () => Promise.reject.call(null) } } as unknown;
  expect(() => remembered({ store: broken } as RunDeps, collected, [])).toThrow(TypeError);
});

test('what an engine changes while a container runs comes as a command to be typed, and as words', () => {
  const memory = allChecks.find(({ id }) => id === 'SCA-02');
  if (!memory) throw new Error('there is no SCA-02');
  const found = findingOf(memory, { kind: 'container', container: container({ host: { Memory: 0, MemorySwap: 0 } }) });
  const command = 'docker update --memory 512m --memory-swap 512m';
  expect(found?.remedy).toMatchObject({ change: 'live', command, text: expect.stringContaining(command) });
  expect(found?.since).toBe('internal');
});
