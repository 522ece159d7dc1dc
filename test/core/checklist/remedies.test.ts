import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Finding } from '#contract/checklist';
import { allChecks } from '#core/checklist/all';
import { fileFacts } from '#core/checklist/collect-file';
import { type FactName, had } from '#core/checklist/facts';
import { findingsOf } from '#core/checklist/findings';
import { mend } from '#core/checklist/mend';
import { parseServiceFile } from '#core/service/parse';
import { partsChanged } from '#core/service/split';
import { cases } from './cases.ts';
import { around, findingOf, host, image } from './made.ts';

const digest = `sha256:${'d'.repeat(64)}`;
const load = { offered: 100, p95: 80, errors: 0, carries: 40, memoryPeak: 1 };
type Row = readonly [id: string, what: string, written: object, more?: Partial<Record<FactName, unknown>>];

/** For every check that can be mended by fields of the file, files that it finds something in; `more` is measured of them. */
const rows: readonly Row[] = [
  ['SCA-01', 'no limit, on a host of four processors', {}],
  ['SCA-06', 'one replica', {}],
  ['SCA-09', 'too few for the peak', { scale: { peak: 100, replicas: 2 } }, { load }],
  ['REL-01', 'never started again', { reliability: { restart: 'no' } }],
  ['REL-01', 'started again after a failure only', { reliability: { restart: 'on-failure' } }],
  ['MON-07', 'nobody is told', {}],
  ['EVO-01', 'nobody looks at it again', {}],
  ['VER-01', 'no version', { model: { image: 'acme/shop' } }],
  ['VER-01', 'latest of a registry with a port', { model: { image: 'registry:5000/acme/shop:latest' } }],
  [
    'VER-06',
    'no hash, and it was measured',
    { model: { image: 'acme/shop:1', weights: { volume: 'models' } } },
    { weights: 'a'.repeat(64) },
  ],
  ['SEC-11', 'published to everybody', { front: { callers: 'others' } }],
  [
    'SEC-12',
    'a server with its administration beside the model',
    { model: { image: 'ollama/ollama:1' }, front: { callers: 'others' } },
  ],
  ['SEC-20', 'open without a key', { front: { callers: 'internet' } }],
  [
    'SEC-34',
    'weights that can be written',
    {
      model: {
        image: 'a:1',
        volumes: [
          { source: 'cache', target: '/cache' },
          { source: 'models', target: '/models' },
        ],
      },
    },
  ],
  ['SEC-02', 'root by its image', {}],
  ['SEC-02', 'root by the file', { security: { user: 'root' } }],
  ['SEC-03', 'none dropped', {}],
  ['SEC-03', 'a dangerous one added', { security: { capAdd: ['SYS_ADMIN'], capDrop: ['ALL'] } }],
  ['SEC-07', 'can be written', { security: { tmpfs: ['/run'] } }],
  [
    'SEC-33',
    'a flag among others',
    { model: { image: 'a:1', args: ['--port', '80', '--trust-remote-code', '--api-key', 'k'] } },
  ],
  [
    'SEC-33',
    'a flag with its value',
    { model: { image: 'a:1', command: ['serve', '--model-control-mode', 'poll', '-v'] } },
  ],
  ['SEC-33', 'a variable', { model: { image: 'a:1', env: { VLLM_SERVER_DEV_MODE: '1', PORT: '80' } } }],
];

const fileOf = (text: string) => parseServiceFile({ name: 'f', text });

function findingsIn(text: string, more: NonNullable<Row[3]> = {}): Finding[] {
  const file = fileOf(text);
  const repository = file.model.image.replace(/:latest$/, '');
  const there = image({ User: '' }, { RepoDigests: [`other/one@${digest}`, `${repository}@${digest}`] });
  const at = new Date().toISOString();
  const given = Object.entries(more).map(([name, value]) => [name, had(value, 'measured', at)]);
  const facts = { ...fileFacts(file, had(there, 'GET image', at)), host: had<unknown>(host(), 'GET host', at) };
  return findingsOf(
    allChecks,
    { ...facts, ...Object.fromEntries(given) },
    { ...around({ kind: 'file' }), now: Date.now() },
  );
}

const textOf = (written: object): string =>
  JSON.stringify({ service: 'shop', model: { image: 'acme/shop:1.0.0' }, ...written }, null, 1);
const isOpen = ({ verdict }: Finding): boolean => verdict === 'fail' || verdict === 'warn';
const sets = ({ remedy }: Finding): boolean => (remedy?.set.length ?? 0) > 0;

/** Under these a model may not work any more. */
const daring = ['SEC-02', 'SEC-03', 'SEC-07', 'SEC-33', 'SEC-34'];

const whole = rows.map(([id, what, written, more = {}]) => [id, what, written, more] as const);

describe.each(whole)('%s on a file with %s', (id, _, written, more) => {
  const text = textOf(written);
  const found = findingsIn(text, more).filter((it) => it.id === id);
  const mended = mend({ name: 'f', text }, found);

  test('finds something, and passes once what its remedy sets is set', () => {
    expect(found.map(isOpen)).toEqual([true]);
    expect(mended.applied.map((it) => it.id)).toEqual([id]);
    const after = findingsIn(mended.text, more).find((it) => it.id === id);
    expect(after).toMatchObject({ verdict: 'pass' });
  });

  test('says truly whether that takes new containers, and that nobody has tried what a model may not stand', () => {
    const parts = partsChanged(fileOf(text), fileOf(mended.text));
    // What is published is fixed when a container is made, the gateway's too.
    const isNew = parts.includes('run') || fileOf(text).front.callers !== fileOf(mended.text).front.callers;
    expect(mended.applied.map(({ change }) => change)).toEqual([isNew ? 'recreate' : 'live']);
    expect(/\bNot tried\b/.test(found[0]?.remedy?.text ?? '')).toBe(daring.includes(id));
  });
});

test('what stands beside a flag is left, and stands in no remedy', () => {
  const [, , written] = rows.find(([, what]) => what === 'a flag among others') ?? [];
  const text = textOf(written ?? {});
  const found = findingsIn(text).filter(({ id }) => id === 'SEC-33');
  expect(fileOf(mend({ name: 'f', text }, found).text).model.args).toEqual(['--port', '80', '--api-key', 'k']);
  expect(JSON.stringify(found)).not.toContain('api-key');
});

test('all that a file is found wrong in can be set at once, and nothing that passed is the worse for it', () => {
  const text = textOf({ stage: 'production', reliability: { restart: 'no' }, front: { callers: 'others' } });
  const before = findingsIn(text);
  const mended = mend(
    { name: 'f', text },
    before.filter((it) => isOpen(it) && sets(it)),
  );
  expect(mended.left).toEqual([]);
  expect(mended.applied.length).toBeGreaterThanOrEqual(9);
  const after = findingsIn(mended.text);
  const worse = after.filter(
    (it) => isOpen(it) && before.some(({ id, verdict }) => id === it.id && verdict === 'pass'),
  );
  expect(worse).toEqual([]);
});

test('every check that sets something is in the table, and in the overview with what it sets', () => {
  const overview = readFileSync(new URL('../../../electron/core/checklist/README.md', import.meta.url), 'utf8');
  const section = overview.slice(overview.indexOf('## What a remedy sets'));
  const byCases = allChecks.flatMap((check) => {
    const given = cases[check.id]?.fails ?? {};
    return (['file', 'service'] as const).map((kind) => findingOf(check, { ...given, kind }));
  });
  const byRows = rows.flatMap(([, , written, more]) => findingsIn(textOf(written), more));
  const setting = new Set([...byCases, ...byRows].filter(sets).map(({ id }) => id));
  expect([...setting].sort()).toEqual([...new Set(rows.map(([id]) => id))].sort());
  for (const id of setting) expect(section).toMatch(new RegExp(`^\\| ${id} \\|`, 'm'));
});
