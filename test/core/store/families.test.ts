import { describe, expect, test } from 'vitest';
import type { Release } from '#core/release/release';
import { ulid } from '#core/store/ulid';
import { scratchStore } from './scratch.ts';

const release = (number: number, version = `1.${number}.0`): Release => ({
  number,
  version,
  digest: `sha256:${number}`,
  image: `sha256:${number}`,
  identity: `identity ${number}`,
  run: { cpus: 1, memory: null } as Release['run'],
  golden: [],
  with: {} as Release['with'],
  served: null,
  createdAt: '2030-01-01T00:00:00.000Z',
  deployment: '01JAAAAAAA1',
});

describe('releases', () => {
  test('are listed by engine and service, oldest first', () => {
    const { releases } = scratchStore();
    for (const number of [10, 9]) releases.save('engine-1', 'digits', release(number));
    releases.save('engine-2', 'digits', release(1));
    releases.save('engine-1', 'prices', release(2));
    expect(releases.list('engine-1', 'digits')).toEqual([release(9), release(10)]);
    expect(releases.list('engine-3', 'digits')).toEqual([]);
    expect(releases.services('engine-1')).toEqual(['digits', 'prices']);
  });

  test('are as the host last had them', () => {
    const { releases } = scratchStore();
    releases.save('engine-1', 'digits', release(1));
    releases.save('engine-1', 'digits', release(1, '1.0.1'));
    expect(releases.list('engine-1', 'digits')).toEqual([release(1, '1.0.1')]);
  });

  test('never get a number twice: a burned one counts', () => {
    const { releases } = scratchStore();
    expect(releases.highest('engine-1', 'digits')).toBe(0);
    releases.save('engine-1', 'digits', release(3));
    expect(releases.highest('engine-1', 'digits')).toBe(3);
    releases.burn('engine-1', 'digits', 4);
    releases.burn('engine-1', 'digits', 4);
    expect(releases.highest('engine-1', 'digits')).toBe(4);
    expect(releases.highest('engine-2', 'digits')).toBe(0);
    expect(releases.list('engine-1', 'digits')).toHaveLength(1);
  });
});

describe('hosts', () => {
  test('are added, listed by name and forgotten', () => {
    const { hosts } = scratchStore();
    hosts.add({ name: 'local', url: 'unix:///var/run/docker.sock' });
    hosts.add({ name: 'edge', url: 'ssh://ops@edge' });
    expect(hosts.list().map(({ name }) => name)).toEqual(['edge', 'local']);
    expect([hosts.remove('edge'), hosts.remove('edge')]).toEqual([true, false]);
    expect(hosts.list()).toEqual([{ name: 'local', url: 'unix:///var/run/docker.sock' }]);
  });

  test('keep their address until they are forgotten', () => {
    const { hosts } = scratchStore();
    hosts.add({ name: 'edge', url: 'ssh://ops@edge' });
    hosts.add({ name: 'edge', url: 'ssh://ops@edge' });
    expect(() => hosts.add({ name: 'edge', url: 'ssh://ops@other' })).toThrow(
      expect.objectContaining({ code: 'BAD_COMMAND', hint: expect.stringMatching(/hosts remove edge/) }),
    );
    expect(hosts.list()).toEqual([{ name: 'edge', url: 'ssh://ops@edge' }]);
  });
});

describe('ids', () => {
  test('are ULIDs that sort in the order in which they were made, also when the clock goes back', () => {
    const ids = [ulid(2_000_000_000_000), ulid(2_000_000_000_000), ulid(1_000), ulid(2_000_000_000_001)];
    for (const id of ids) expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(Array.from({ length: 5000 }, () => ulid())).size).toBe(5000);
  });

  test('begin with their time', () => {
    expect(ulid(3_000_000_000_000).slice(0, 10)).toBe(encoded(3_000_000_000_000));
  });
});

const encoded = (milliseconds: number) =>
  milliseconds
    .toString(32)
    .replace(/[0-9a-v]/g, (digit) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'[Number.parseInt(digit, 32)]!)
    .padStart(10, '0');
