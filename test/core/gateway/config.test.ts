import { describe, expect, test } from 'vitest';
import { hashOf, renderConfig, servingOf } from '#core/gateway/config';
import { drainTime } from '#core/gateway/timing';
import type { GatewayInput } from '#core/gateway/types';
import { front, input, inputs, ready, replica } from './inputs.ts';

/** The lines of one section, without their indent. */
function section(config: string, name: string): string[] {
  const block = config.split('\n\n').find((text) => text.startsWith(`${name}\n`) || text.includes(`\n${name}\n`)) ?? '';
  return block.split('\n').map((line) => line.trim());
}
const heads = (config: string) => config.split('\n').filter((line) => /^[a-z]/.test(line));
const has = (config: string, name: string, text: string) => section(config, name).some((line) => line.includes(text));

describe('what a configuration says of itself', () => {
  test.each(inputs)('%s is read back as it was written', (_, it) => {
    const config = renderConfig(it);
    const { service, epoch, release, frontHash, replicas, paused } = it;
    expect(servingOf(config)).toEqual({ service, epoch, release, frontHash, replicas, ...(paused ? { paused } : {}) });
  });

  test('who served before requests were refused is written down, and is asked nothing', () => {
    const config = renderConfig(input({ paused: true, front: front({ concurrency: 1 }) }));
    expect(servingOf(config)).toMatchObject({ release: 1, replicas: input().replicas, paused: true });
    expect(config.split('\n').slice(1).join('\n')).not.toContain('slipway-digits-r1-1');
    const refused = section(config, 'frontend public').filter((line) => /set-var\(txn.refused\)|return/.test(line));
    expect(refused).toEqual([
      'http-request set-var(txn.refused) str(paused)',
      expect.stringMatching(
        /^http-request return status 503 .* hdr Retry-After 1 if \{ var\(txn.refused\) -m str paused \}$/,
      ),
    ]);
    expect(section(config, 'frontend public')).toContain('option httpclose');
    expect(section(renderConfig(input()), 'frontend public')).not.toContain('option httpclose');
  });

  test('who serves is asked where it last was while the engine does not say where that is', () => {
    const config = renderConfig(input());
    expect(section(config, 'frontend private')).toContain(
      'use_backend held-%[var(txn.alias)] unless { var(txn.address) -m found }',
    );
    for (const { name, port } of input().replicas)
      expect(has(config, `backend held-${name}`, `server held ${name}:${port} resolvers docker`)).toBe(true);
    expect(section(config, 'resolvers docker')).toEqual(expect.arrayContaining(['hold timeout 1h', 'hold nx 0s']));
  });

  test('the description carries epoch and hash, and the last line the hash again', () => {
    const config = renderConfig(input());
    expect(has(config, 'global', `description 'slipway epoch=3 hash=${hashOf(config)}'`)).toBe(true);
    expect(config.endsWith(`\n# end ${hashOf(config)}\n`)).toBe(true);
  });

  test('the hash changes with anything else, and only then', () => {
    expect(renderConfig(input())).toBe(renderConfig(input()));
    const hashes = [input(), input({ epoch: 4 }), input({ drain: 1 }), input({ front: front({ concurrency: 1 }) })];
    expect(new Set(hashes.map((it) => hashOf(renderConfig(it)))).size).toBe(hashes.length);
  });

  test('one that was cut, or is none of ours, serves nothing that could be relied on', () => {
    const config = renderConfig(input());
    for (const text of [
      '',
      'global\n',
      config.slice(0, -1),
      config.slice(0, 400),
      config.replace('# slipway {', '# slipway ['),
    ])
      expect(servingOf(text)).toBeNull();
  });
});

describe('hostile text', () => {
  const usual = heads(renderConfig(input({ replicas: [replica(1)] })));

  test('in a path or an expected answer opens no section and no line', () => {
    const lines = renderConfig(input({ replicas: [ready({ contains: 'x' })] })).split('\n').length;
    const random = mulberry(20_261_122);
    const pieces = [
      "'",
      '"',
      '\\',
      '#',
      '$',
      '%',
      '{',
      '}',
      '[',
      ']',
      ' ',
      ',',
      ';',
      'backend x',
      'server',
      '%[env(A)]',
      '$\x7bA}',
      '||',
    ];
    for (let n = 0; n < 500; n++) {
      const text = Array.from({ length: 12 }, () => pieces[Math.floor(random() * pieces.length)]).join('');
      const config = renderConfig(
        input({ replicas: [ready({ path: `/${text.replaceAll(' ', '')}`, contains: text })] }),
      );
      expect(heads(config)).toEqual(usual);
      expect(config.split('\n').length).toBe(lines);
    }
  });

  test.each<[string, Partial<GatewayInput>]>([
    ['a line break in a path', { replicas: [ready({ path: '/x\nbackend y' })] }],
    ['a carriage return in a path', { replicas: [ready({ path: '/x\r' })] }],
    ['a blank in a path', { replicas: [ready({ path: '/x hdr A b' })] }],
    ['a path that does not begin with "/"', { replicas: [ready({ path: 'x' })] }],
    ['a line break in an expected answer', { replicas: [ready({ contains: 'a\nb' })] }],
    ['a null in an expected answer', { replicas: [ready({ contains: 'a\0b' })] }],
    ['a line break in a name', { replicas: [replica(1, { name: 'a\nb' })] }],
    ['a blank in a name', { replicas: [replica(1, { name: 'a b' })] }],
    ['a dot in a name', { replicas: [replica(1, { name: 'a.b' })] }],
    ['a name beyond a DNS label', { replicas: [replica(1, { name: 'a'.repeat(64) })] }],
    ['no number for a port', { replicas: [replica(1, { port: Number.NaN })] }],
  ])('%s is refused', (_, more) => {
    expect(() => renderConfig(input(more))).toThrow(expect.objectContaining({ code: 'BAD_FILE' }));
  });

  test('in a hash or a service name stays inside the first line', () => {
    const config = renderConfig(input({ frontHash: 'x\nbackend y', service: "a'\nglobal" }));
    expect(heads(config)).toEqual(heads(renderConfig(input())));
    expect(servingOf(config)?.frontHash).toBe('x\nbackend y');
  });
});

describe('who gets requests', () => {
  test('every replica is addressed by its alias, and follows a check that names it', () => {
    const config = renderConfig(input());
    const [one] = section(config, 'backend models').filter((line) => line.startsWith('server '));
    expect(one).toBe(
      'server r1.slipway-digits-r1-1 slipway-digits-r1-1:8000 track ready-1/slipway-digits-r1-1 weight 100',
    );
    expect(section(config, 'backend ready-1')).toContain('server slipway-digits-r1-1 127.0.0.1:8405');
    expect(has(config, 'backend ready-1', 'hdr X-Slipway-Replica "%[srv_name]:8000"')).toBe(true);
  });

  test('releases that are ready in different ways are asked in their own way', () => {
    const second = {
      ...ready({ path: '/health', contains: 'ok' }),
      name: 'slipway-digits-r2-1',
      release: 2,
      port: 9000,
    };
    const config = renderConfig(input({ replicas: [replica(1), second] }));
    expect(has(config, 'backend ready-1', "uri '/v2/health/ready'")).toBe(true);
    expect(has(config, 'backend ready-2', "uri '/health'")).toBe(true);
    expect(section(config, 'backend ready-2')).toContain("http-check expect string 'ok'");
    expect(has(config, 'backend models', 'track ready-2/slipway-digits-r2-1')).toBe(true);
  });

  test('equal replicas are chosen by open requests, unequal ones in turn, and one at weight 0 does not make them unequal', () => {
    const balance = (weights: number[]) =>
      section(
        renderConfig(input({ replicas: weights.map((weight, n) => replica(n + 1, { weight })) })),
        'backend models',
      ).find((line) => line.startsWith('balance'));
    expect(balance([100, 100])).toBe('balance leastconn');
    expect(balance([100, 0])).toBe('balance leastconn');
    expect(balance([95, 5])).toBe('balance roundrobin');
  });

  test('only what reads is asked again after a replica was reached', () => {
    expect(section(renderConfig(input()), 'backend models')).toContain(
      'http-request disable-l7-retry unless { method GET HEAD OPTIONS }',
    );
  });
});

describe('limits', () => {
  test.each([
    [{ requestsPerSecond: 50, burst: 100 }, 'gpc0_rate(2000ms)', 'sc0_gpc0_rate ge 100'],
    [{ requestsPerSecond: 50 }, 'gpc0_rate(1000ms)', 'sc0_gpc0_rate ge 50'],
    [{ requestsPerSecond: 0.5 }, 'gpc0_rate(2000ms)', 'sc0_gpc0_rate ge 1 '],
    [{ requestsPerSecond: 10_000, burst: 1 }, 'gpc0_rate(10ms)', 'sc0_gpc0_rate ge 100 '],
  ])('%o lets as many through as were earned', (limit, table, rule) => {
    const config = renderConfig(input({ front: front({ limit: { timeout: 1000, ...limit } }) }));
    expect(has(config, 'frontend public', table)).toBe(true);
    expect(has(config, 'frontend public', rule)).toBe(true);
  });

  test('without limits nothing is counted and no body is waited for', () => {
    const config = renderConfig(input());
    for (const word of ['gpc0', 'wait-for-body', 'track-sc', 'maxconn 8']) expect(config).not.toContain(word);
  });

  test('a replica takes what the file says at once, the queue what it says more', () => {
    const config = renderConfig(input({ front: front({ concurrency: 8, queue: 5 }) }));
    expect(has(config, 'backend models', 'maxconn 8')).toBe(true);
    expect(has(config, 'frontend public', 'mul(8),add(5)')).toBe(true);
  });
});

describe('a switch under load', () => {
  test.each([
    [0, 2500, 2],
    [1000, 2500, 2],
    [6000, 3000, 2],
    [10_000, 5000, 4],
    [600_000, 5000, 4],
  ])('with a drain of %i ms idle connections are gone after %i, and callers are told %i s', (drain, kept, told) => {
    const config = renderConfig(input({ drain }));
    expect(section(config, 'defaults')).toContain(`timeout http-keep-alive ${kept}ms`);
    expect(has(config, 'frontend public', `set-header Keep-Alive timeout=${told}`)).toBe(true);
  });

  test('nothing serves for a shorter time than idle clients of the worker before it may send their last request', () => {
    expect(drainTime(10_000, 10_000)).toBe(10_000);
    expect(drainTime(1_000, 1_000)).toBe(3_000);
    expect(drainTime(1_000, 10_000)).toBe(5_500);
  });

  test('a connection to a replica is let go before the replica does', () => {
    expect(has(renderConfig(input()), 'backend models', 'pool-purge-delay 1s')).toBe(true);
  });

  test('an old worker outlives the drain and the longest request', () => {
    const stop = (drain: number, timeout: number) =>
      section(renderConfig(input({ drain, front: front({ limit: { timeout } }) })), 'global').find((line) =>
        line.startsWith('hard-stop-after'),
      );
    expect(stop(10_000, 60_000)).toBe('hard-stop-after 70000ms');
    expect(stop(300_000, 60_000)).toBe('hard-stop-after 310000ms');
  });

  test('keeps what was known of the servers, and the connections of clients', () => {
    const config = renderConfig(input());
    expect(section(config, 'global')).toContain('server-state-file /slipway/state/servers.state');
    expect(section(config, 'defaults')).toContain('load-server-state-from-file global');
    expect(section(config, 'defaults')).toContain('option idle-close-on-response');
  });
});

test('only the public side listens beyond loopback', () => {
  const binds = renderConfig(input())
    .split('\n')
    .filter((line) => /^\s+(bind|stats socket) /.test(line));
  expect(binds.map((line) => line.trim().split(' ').slice(0, 3).join(' '))).toEqual([
    'stats socket ipv4@127.0.0.1:9999',
    'bind :8080',
    'bind 127.0.0.1:8405',
  ]);
});

/** A small seeded generator, so that a failure can be repeated. */
function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
