import { describe, expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { allChecks } from '#core/checklist/all';
import { had, missing } from '#core/checklist/facts';
import { findingsOf } from '#core/checklist/findings';
import { scanFact, scanNow, withFresh } from '#core/checklist/scanned';
import { label } from '#core/docker/labels';
import type { Engine } from '#core/docker/types';
import type { KeptScan } from '#core/store/scans';
import { scratchStore } from '../store/scratch.ts';
import { around, at, factsOf, findingOf, now, scan } from './made.ts';

const check = allChecks.find(({ id }) => id === 'SEC-25');
if (!check) throw new Error('there is no SEC-25');
const found = (more: Parameters<typeof scan>[0]) => findingOf(check, { scan: scan(more) });
const ids = (count: number, from = 1) => [...Array(count).keys()].map((i) => `CVE-${from + i}`);
const [of, also] = [(it: string[]) => ({ critical: it, high: [] }), { critical: ids(1), high: ids(2, 10) }];

describe('what is known to be broken in an image', () => {
  test.each<[string, Parameters<typeof scan>[0], string]>([
    ['nothing', { high: [] }, 'pass'],
    ['a few', { high: ids(5) }, 'pass'],
    ['many', { high: ids(6) }, 'warn'],
    ['critical', of(ids(1)), 'fail'],
    ['nothing yet, on a distribution that is over', { high: [], endOfLife: true }, 'warn'],
    ['as much as what serves', { ...also, replaces: true, before: also }, 'warn'],
    ['less than what serves', { high: ids(1), replaces: true, before: also }, 'pass'],
    ['more that is high than what serves', { high: ids(3), replaces: true, before: also }, 'fail'],
    ['critical, where what serves is not known', { ...of(ids(1)), replaces: true }, 'warn'],
    ['nothing, where what serves is not known', { high: [], replaces: true }, 'pass'],
    ['a few, where what serves is not known', { replaces: true }, 'unchecked'],
  ])('%s: %j is %s', (_, more, verdict) => expect(found(more).verdict).toBe(verdict));

  test('is named, what is new in it above all', () => {
    const before = { critical: ['CVE-1'], high: [] };
    const worse = found({ critical: ['CVE-1', 'CVE-7'], high: [], replaces: true, before });
    expect(worse).toMatchObject({ title: 'It is worse than what serves', detail: expect.stringContaining(': CVE-7.') });
    expect(worse.evidence?.threshold).toBe('not more than 1 critical, 0 high, as what serves');
    expect(found(of(ids(8))).detail).toContain('CVE-1, CVE-2, CVE-3, CVE-4, CVE-5 and 3 more');
  });

  test('is to be mended by a date, counted from when it was found', () => {
    const since = '2029-12-20T08:00:00Z';
    expect(found({ ...of(ids(1)), since }).remedy?.text).toContain('by 2030-01-04');
    expect(found({ high: ids(6), since }).remedy?.text).toContain('by 2030-01-19');
  });
});

describe('nothing passes by what a scanner does not know', () => {
  test.each<[string, Parameters<typeof scan>[0], string]>([
    ['of the image', { high: [], recognised: false }, 'knows nothing of what is in the image'],
    ['since its data is old', { database: '2029-12-20T00:00:00Z' }, 'The data of trivy is 12 days old, and lasts 7'],
    ['since its data has no date', { database: null }, 'How old the data of trivy is, is not known'],
  ])('%s', (_, more, detail) => {
    expect(found(more)).toMatchObject({
      verdict: 'unchecked',
      evidence: null,
      detail: expect.stringContaining(detail),
      remedy: { text: expect.stringContaining('--scan') },
    });
  });
  test('and what was found is there by whatever data', () => {
    expect(found({ ...of(ids(1)), database: null, recognised: false }).verdict).toBe('fail');
  });
});

test('a scan is stale after a week, and then neither passes nor fails', () => {
  const old = { ...factsOf({}), scan: had(scan(of(ids(1))), 'a scan with trivy', at) };
  const after = (days: number) => findingsOf([check], old, { ...around({}), now: now + days * 86_400_000 })[0];
  expect([after(6)?.stale, after(7)?.stale]).toEqual([null, null]);
  expect(after(8)).toMatchObject({
    verdict: 'fail',
    stop: false,
    stale: 'It is 8 days old, and lasts 7.',
    remedy: { text: expect.stringContaining('--scan') },
  });
});

const kept = (id: string, more: Partial<KeptScan> = {}): KeptScan => {
  const { replaces: _r, before: _b, ...all } = scan();
  return { ...all, id, digest: `${id} digest`, ...more };
};
const known = (...all: KeptScan[]) => ({
  of: (id: string) => all.find((it) => it.id === id) ?? null,
  ofDigest: (digest: string) => all.find((it) => it.digest === digest) ?? null,
});
const imageOf = (Id: unknown, Size: unknown = 1) => had<unknown>({ Id, Size }, 'GET /images/x/json', at);

describe('the newest scan of exactly this image', () => {
  const fact = (serving: string | null, ...all: KeptScan[]) =>
    scanFact(known(...all), { image: imageOf('a'), serving });
  test('is judged by, and no other image’s', () => {
    expect(fact(null, kept('a'))).toMatchObject({ had: true, at, request: 'a scan with trivy' });
    expect(fact(null, kept('b'))).toMatchObject({ had: false, why: 'No scan of this image is known.' });
    expect(scanFact(known(kept('a')), { image: missing('It is away.'), serving: null })).toEqual(
      missing('It is away.'),
    );
    expect(scanFact(known(kept('a')), { image: imageOf(7), serving: null }).had).toBe(false);
  });

  test('is compared with that of what serves, where that was made alike', () => {
    const compared = (more: Partial<KeptScan>) => {
      const it = fact('b digest', kept('a'), kept('b', { critical: ['CVE-9'], ...more }));
      return it.had ? [it.value.replaces, it.value.before?.critical] : [];
    };
    expect(compared({})).toEqual([true, ['CVE-9']]);
    expect(compared({ scanner: 'grype' })).toEqual([true, undefined]);
    expect(compared({ database: '2029-01-01T00:00:00Z' })).toEqual([true, undefined]);
    expect(fact('a digest', kept('a'))).toMatchObject({ value: { replaces: false, before: null } });
  });

  test('is the one just made, also where it cannot be kept', () => {
    const both = withFresh(known(kept('a', { high: ['CVE-1'], since: '2029-01-01T00:00:00Z' })), [
      kept('a'),
      kept('c'),
    ]);
    expect(both.of('a')).toMatchObject({ high: ['CVE-2'], since: '2029-01-01T00:00:00Z' });
    expect([both.of('c')?.since, both.ofDigest('c digest')?.id, both.of('d')]).toEqual([at, 'c', null]);
  });
});

describe('scanning now', () => {
  const replica = (image: string, digest: string, role = 'replica') => ({
    image,
    labels: { [label.role]: role, [label.digest]: digest },
  });
  const engine = {
    listContainers: async () => [replica('old', 'b digest'), replica('old', 'b digest'), replica('gw', 'x', 'gateway')],
    inspectImage: async (Id: string) => ({ Id, Size: 1 }),
  } as unknown as Engine;
  const scanning = async (image: Parameters<typeof scanNow>[1]['image'], serving: string | null, fails?: Error) => {
    const scanned: string[] = [];
    const scans = {
      scan: async (_: unknown, { Id }: { Id: string }) => {
        if (fails && scanned.length > 0) throw fails;
        scanned.push(Id);
        return kept(Id);
      },
    };
    const asked = { engine, image, service: 'shop', serving };
    const { found: all, problem } = await scanNow(scans, asked, new AbortController().signal);
    return { scanned, all: all.map(({ id }) => id), problem: problem?.message ?? null };
  };

  test('takes what serves along, so that both are judged by the same data', async () => {
    expect(await scanning(imageOf('a'), 'b digest')).toEqual({
      scanned: ['a', 'old'],
      all: ['a', 'old'],
      problem: null,
    });
    expect((await scanning(imageOf('old'), 'b digest')).scanned).toEqual(['old']);
    expect((await scanning(imageOf('a'), null)).scanned).toEqual(['a']);
  });
  test('says what kept it from that, and keeps what was scanned before', async () => {
    const fails = new Problem('SCAN_FAILED', 'trivy did not end in time', { hint: '' });
    expect(await scanning(imageOf('a'), 'b digest', fails)).toMatchObject({ all: ['a'], problem: fails.message });
    expect(await scanning(missing('The image is not on local.'), null)).toMatchObject({
      problem: 'The image is not on local.',
    });
    for (const odd of [imageOf(7), imageOf('a', 'x'), imageOf(undefined)])
      expect((await scanning(odd, null)).problem).toContain('cannot be understood');
  });
  test('lets a bug be a bug', async () => {
    await expect(scanning(imageOf('a'), 'b digest', new Error('a bug'))).rejects.toThrow('a bug');
  });
});

describe('the record', () => {
  const made = ({ since: _, ...it }: KeptScan) => it;
  test('has the newest scan of an image, found by its id and by the digest of a release', () => {
    const { scans } = scratchStore();
    scans.keep(made(kept('a')));
    scans.keep(made(kept('a', { at: '2030-02-01T00:00:00Z', critical: ['CVE-3'] })));
    scans.keep(made(kept('other platform', { digest: 'a digest', at: '2030-03-01T00:00:00Z' })));
    expect(scans.of('a')).toMatchObject({ at: '2030-02-01T00:00:00Z', critical: ['CVE-3'] });
    expect(scans.ofDigest('a digest')?.id).toBe('other platform');
    expect([scans.of('b'), scans.ofDigest('b digest')]).toEqual([null, null]);
  });

  test('knows since when the oldest of it is known, and forgets that once all of it is mended', () => {
    const { scans } = scratchStore();
    const since = (day: string, ...critical: string[]) => {
      scans.keep(made(kept('a', { at: `2030-01-${day}T00:00:00Z`, critical, high: [] })));
      return scans.of('a')?.since.slice(8, 10);
    };
    expect([since('01', 'CVE-1'), since('05', 'CVE-1', 'CVE-2'), since('09', 'CVE-2')]).toEqual(['01', '01', '01']);
    expect([since('10', 'CVE-7'), since('11')]).toEqual(['10', '11']);
  });
});
