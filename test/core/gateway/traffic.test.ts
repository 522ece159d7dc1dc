import { describe, expect, test } from 'vitest';
import { accessLine, countersFrom, keyTrafficOf, trafficOf } from '#core/gateway/traffic';

const line = (
  more: Partial<Record<'server' | 'status' | 'total' | 'ended' | 'weight' | 'epoch', string | number>> = {},
) => {
  const { server = 'r1.slipway-digits-r1-1', status = 200, total = 10, ended = '--', weight = 1, epoch = 4 } = more;
  return `a ${epoch} 1795366140.250 ${server} ${status} ${total} 9 0 285 ${ended} 0 ${weight} 8abea8aa-755d`;
};

describe('a line of the access log', () => {
  test('is taken apart', () => {
    expect(accessLine('a 7 1795366140.988 r12.slipway-a-r12-3 200 1004 1001 3 285 -- +1 20 order-17/3')).toEqual({
      epoch: 7,
      at: 1795366140.988,
      replica: 'slipway-a-r12-3',
      release: 'r12',
      status: 200,
      total: 1004,
      response: 1001,
      queue: 3,
      bytes: 285,
      ended: '--',
      retries: 1,
      weight: 20,
      request: 'order-17/3',
      caller: null,
    });
  });

  test('of the gateway itself has no replica, and -1 where it did not come to that', () => {
    expect(accessLine('a 0 1.000 <NOSRV> 503 0 -1 -1 251 LR 0 1 x')).toMatchObject({ release: null, response: -1 });
    expect(accessLine('a 0 1.000 r1.a -1 -1 -1 0 0 CR 0 1 x')).toMatchObject({ status: -1, total: -1 });
  });

  test.each([
    '[NOTICE]   (1) : New worker (8) forked',
    '',
    'a',
    'a b c',
    'a 0 1.0 r1.a 200 1 1 0 5 -- 0 1',
    'Proxy a stopped',
  ])('is not %j', (text) => expect(accessLine(text)).toBeNull());
});

describe('traffic', () => {
  test('is told by release, oldest first, without what the gateway answered itself', () => {
    const lines = ['r10.b', 'r2.a', 'r2.a', '<NOSRV>'].map((server) => line({ server }));
    expect(trafficOf(lines).map(({ release, requests }) => [release, requests])).toEqual([
      ['r2', 2],
      ['r10', 1],
    ]);
  });

  test('counts 5xx and answers that the replica cut as errors, not callers who left', () => {
    const lines = [
      line(),
      line({ status: 404 }),
      line({ status: 500 }),
      line({ status: 504, ended: 'sH' }),
      line({ ended: 'SD' }),
      line({ ended: 'CD' }),
      line({ status: -1, ended: 'CR' }),
    ];
    expect(trafficOf(lines)[0]).toMatchObject({ requests: 7, errors: 3 });
  });

  test('has exact quantiles: the least latency that so many requests did not exceed', () => {
    const lines = Array.from({ length: 100 }, (_, n) => line({ total: 100 - n }));
    expect(trafficOf(lines)[0]?.latency).toEqual({ p50: 50, p90: 90, p99: 99, max: 100 });
    expect(trafficOf([line({ total: 7 })])[0]?.latency).toEqual({ p50: 7, p90: 7, p99: 7, max: 7 });
  });

  test('leaves errors and broken answers out of the latency, and has none when nothing was answered', () => {
    expect(
      trafficOf([line({ total: 5 }), line({ status: 500, total: 900 }), line({ ended: 'CD', total: 800 })])[0]?.latency
        ?.max,
    ).toBe(5);
    expect(trafficOf([line({ status: 502 })])[0]?.latency).toBeNull();
  });

  test('of many requests is sampled: a line stands for its weight, and that is said', () => {
    const lines = [line({ total: 10, weight: 20 }), line({ total: 90, weight: 1 }), line({ status: 500, weight: 1 })];
    expect(trafficOf(lines)).toEqual([
      { release: 'r1', requests: 22, errors: 1, latency: { p50: 10, p90: 10, p99: 90, max: 90 }, sampled: true },
    ]);
  });

  test('takes counts from the process where they are given, and leaves out what other workers served before', () => {
    const counters = [
      { server: 'r1.a', requests: 40, errors: 1 },
      { server: 'r1.b', requests: 60, errors: 0 },
      { server: 'r2.c', requests: 0, errors: 0 },
    ];
    const traffic = trafficOf([line({ epoch: 3, total: 500 }), line({ total: 5 })], { epoch: 4, counters });
    expect(traffic).toEqual([
      { release: 'r1', requests: 100, errors: 1, latency: { p50: 5, p90: 5, p99: 5, max: 5 }, sampled: false },
      { release: 'r2', requests: 0, errors: 0, latency: null, sampled: false },
    ]);
  });

  test('carries the counts of workers that are gone, from the epoch that is asked for', () => {
    const counter = (epoch: number) => ({ epoch, server: 'r1.a', requests: epoch * 10, errors: 0 });
    const look = {
      running: { epoch: 6, hash: 'h', since: 0 },
      carried: [counter(3), counter(4), counter(5)],
      counters: [{ server: 'r1.a', requests: 1, errors: 1 }],
    };
    expect(trafficOf([], { counters: countersFrom(look, 4) })).toMatchObject([{ requests: 91, errors: 1 }]);
  });
});

test('what callers did is counted by the name of their key, and so are those without a right one', () => {
  const named = (caller: string, more: Parameters<typeof line>[0] = {}) => `${line(more)} ${caller}`;
  const lines = [
    named('shop'),
    named('shop', { status: 503, weight: 20 }),
    named('gone', { epoch: 5 }),
    named('-', { server: '<NOSRV>', status: 401 }),
    // Our own questions.
    named('-'),
    named('shop', { epoch: 3 }),
    line(),
  ];
  expect(keyTrafficOf(lines, ['shop', 'reports'], 4)).toEqual([
    { key: 'gone', requests: 1, errors: 0 },
    { key: 'reports', requests: 0, errors: 0 },
    { key: 'shop', requests: 21, errors: 20 },
    { key: null, requests: 1, errors: 0 },
  ]);
});
