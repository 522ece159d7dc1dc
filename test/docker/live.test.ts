import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import type { LiveSample, Rate } from '#contract/live';
import { load } from '#support/load';
import { freshName } from '#support/names';
import { type Operator, openOperator } from '#support/operator';
import { digits, serviceFile } from '#support/service-file';

let ada: Operator;
const service = freshName();
beforeAll(async () => {
  ada = await openOperator();
  await ada.put(serviceFile({ service }));
});
afterAll(async () => {
  await ada.retire(service);
  await ada[Symbol.asyncDispose]();
});

/** Samples after `after` until one fits. */
async function samplesUntil(
  fits: (sample: LiveSample) => boolean,
  { service: of = service, after = 0 } = {},
): Promise<LiveSample[]> {
  const samples: LiveSample[] = [];
  for (const end = performance.now() + 60_000; ; ) {
    const { samples: next } = await ada.client.service.live({ service: of, after: samples.at(-1)?.n ?? after });
    samples.push(...next);
    if (next.some(fits)) return samples;
    if (performance.now() > end) throw new Error(`Not sampled within a minute: ${fits}\n${JSON.stringify(samples)}`);
  }
}

const sum = (rates: readonly Rate[], of: 'requests' | 'errors') => rates.reduce((all, it) => all + it[of], 0);
const total = (samples: readonly LiveSample[]) => samples.reduce((all, it) => all + sum(it.releases, 'requests'), 0);

/** A second without requests that began after that time: under load one may be quiet by itself. */
const quietAfter =
  (time: number) =>
  ({ at, ms, releases }: LiveSample): boolean =>
    Date.parse(at) - ms > time && sum(releases, 'requests') === 0;

test('what callers get is counted second by second, by release and by replica', async () => {
  const [first] = await samplesUntil(() => true);
  expect(first?.releases).toEqual([{ name: 'r1', release: 'r1', requests: 0, errors: 0, p50: null, p95: null }]);
  const callers = load(await ada.address(service), { pause: 20 });
  const busy = await samplesUntil((it) => sum(it.releases, 'requests') > 20 && it.memory.length === 2, {
    after: first?.n ?? 0,
  });
  const seen = await callers.stop();
  const rest = await samplesUntil(quietAfter(Date.now()), { after: busy.at(-1)?.n ?? 0 });
  const all = [...busy, ...rest];
  expect(seen.failed).toEqual([]);
  expect(total(all)).toBe(seen.requests);
  for (const { releases, replicas, ms } of all) {
    expect(sum(replicas, 'requests')).toBe(sum(releases, 'requests'));
    expect(sum(releases, 'errors')).toBe(0);
    expect(ms).toBeGreaterThan(0);
  }
  const last = busy.at(-1);
  expect(last?.replicas.map(({ release }) => release)).toEqual(['r1', 'r1']);
  expect(last?.releases[0]?.p95).toBeGreaterThanOrEqual(last?.releases[0]?.p50 ?? Number.POSITIVE_INFINITY);
  expect(all.map(({ n }) => n)).toEqual(all.map((_, index) => (first?.n ?? 0) + index + 1));
  for (const { used, limit } of last?.memory ?? []) {
    expect(used).toBeGreaterThan(1_000_000);
    expect(limit).toBe(128 * 1024 ** 2);
  }
});

test('a switch neither loses nor invents requests, and the new release is seen beside the old', async () => {
  const service = freshName();
  onTestFinished(() => ada.retire(service));
  await ada.put(serviceFile({ service }));
  const before = await samplesUntil((it) => sum(it.releases, 'requests') === 0, { service });
  const from = before.at(-1)?.n ?? 0;
  // Below 200 a second, so that every request is in the access log.
  const callers = load(await ada.address(service), { pause: 50 });
  const going = ada.put(serviceFile({ service, model: digits('1.1.0'), strategy: { drain: '3s', watch: '1s' } }));
  const answers = ({ releases }: LiveSample) => releases.some((it) => it.name === 'r2' && it.requests > 0);
  const during = await samplesUntil(answers, { service, after: from });
  await going;
  const seen = await callers.stop();
  const after = await samplesUntil(quietAfter(Date.now()), { service, after: during.at(-1)?.n ?? 0 });
  const all = [...during, ...after];
  expect(new Set(all.flatMap(({ releases }) => releases.map(({ name }) => name)))).toEqual(new Set(['r1', 'r2']));
  // What the old worker answered last is in the access log alone, of which the last line may come late.
  expect(Math.abs(total(all) - seen.requests)).toBeLessThanOrEqual(Math.max(6, 0.05 * seen.requests));
});

test('who was away reads on where they were, and a service that is not there is an error', async () => {
  const { samples } = await ada.client.service.live({ service, after: 0, max: 3 });
  expect(samples.map(({ n }) => n)).toEqual([1, 2, 3]);
  const { samples: newest } = await ada.client.service.live({ service, after: 3, max: 1 });
  expect(newest.map(({ n }) => n)).toEqual([4]);
  const missing = ada.client.service.live({ service: 'no-such-service' });
  await expect(missing).rejects.toMatchObject({ code: 'UNKNOWN_SERVICE' });
});
