import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ofService } from '#core/docker/labels';
import { type Operator, openOperator } from '#support/operator';
import { serviceFile } from '#support/service-file';
import { byId } from './checklist-stage.ts';

let operator: Operator;
const folder = mkdtempSync(join(tmpdir(), 'slipway-sample-'));
const file = serviceFile({
  scale: { replicas: 1, memory: '128m' },
  // Callers have brightness from 0 to 1, and the model takes it from 0 to 16.
  integration: { sample: 'requests.jsonl', mapping: { pixels: { from: 'image', factor: 16 }, note: { drop: true } } },
});
const { service } = file;
const image = (count: number) => Array.from({ length: count }, (_, at) => (at % 16) / 16);
const rows = [
  { image: image(64), note: 'fine' },
  { image: image(60) },
  { image: [image(64)] },
  { image: image(64).with(3, 'bright' as never) },
  { image: image(64) },
];
const text = { name: join(folder, 'slipway.yaml'), text: JSON.stringify(file) };

beforeAll(async () => {
  operator = await openOperator();
  writeFileSync(join(folder, 'requests.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
});
afterAll(async () => {
  await operator.retire(service);
  await operator[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const twoBadRows = {
  rows: 5,
  bad: 2,
  faults: [
    { row: 2, field: 'pixels', kind: 'shape', why: 'it has 60 elements, and the model takes [-1, 64]' },
    { row: 4, field: 'pixels', kind: 'type', why: 'an element is the text "bright", and it is FP32' },
  ],
  sent: {
    rows: 5,
    answered: 3,
    failed: [
      { row: 2, status: 400 },
      { row: 4, status: 400 },
    ],
  },
};

test('before it is deployed a candidate is asked: both bad rows are named, and what it answered', async () => {
  const { report } = await operator.client.rows.check({ subject: { kind: 'file', file: text }, send: true });
  expect(report).toMatchObject({ ...twoBadRows, isMapped: true, format: 'json-lines' });
  expect(report.sent?.to).toBe('a candidate');
  expect(await operator.engine.listContainers(ofService(service))).toEqual([]);

  const checked = await operator.client.checklist.run({ subject: { kind: 'file', file: text } });
  expect(byId(checked)['INT-05']).toMatchObject({ verdict: 'fail', evidence: { value: '3 of 5' }, stale: null });
});

test('requests that are wrong on purpose are refused by a candidate, which stays alive', async () => {
  const found = await operator.client.probes.run({ subject: { kind: 'file', file: text } });
  const ends = Object.fromEntries(found.probes.map(({ name, end }) => [name, end]));
  expect(ends).toEqual({
    empty: 'refused',
    torn: 'refused',
    'wrong type': 'refused',
    'missing field': 'refused',
    // It takes what no FP32 holds, which is what the finding is for.
    'huge number': 'taken',
    'wrong content type': 'refused',
    'too large': 'refused',
  });
  expect(found).toMatchObject({ alive: true, to: 'a candidate' });
  const checked = await operator.client.checklist.run({ subject: { kind: 'file', file: text } });
  expect(byId(checked)['INT-06']).toMatchObject({ verdict: 'warn', evidence: { value: '6 of 7 refused' } });
  expect(await operator.engine.listContainers(ofService(service))).toEqual([]);
});

test('what serves is asked past its callers, and an adapter comes back', async () => {
  const alone = await operator.client.rows.check({ subject: { kind: 'file', file: text } });
  expect(alone.report).toMatchObject({ schema: null, bad: 0, sent: null });

  await operator.put({ ...file, integration: { ...file.integration } });
  const subject = { kind: 'running', name: service } as const;
  const asked = { subject, rows: join(folder, 'requests.jsonl') };
  const { report, adapter } = await operator.client.rows.check({ ...asked, send: true, adapter: 'python' });
  expect(report).toMatchObject(twoBadRows);
  expect(report.sent?.to).toMatch(/^the replica slipway-/);
  expect(adapter).toMatchObject({ name: `${service}-adapter.py`, text: expect.stringContaining('factor') });
  await expect(operator.client.probes.run({ subject })).rejects.toMatchObject({ code: 'CONFIRMATION_NEEDED' });
  await expect(operator.client.rows.check({ subject })).rejects.toMatchObject({ code: 'BAD_COMMAND' });
});

test('the page for other teams has an example that the service answers, as it stands', async () => {
  const { html } = await operator.client.service.sheet({ service });
  expect(html).toContain('FP32 [-1, 64]');
  const [, text = ''] = /<pre id="curl" tabindex="0"><code>([^<]*)</.exec(html) ?? [];
  const curl = text.replace(/&#(\d+);/g, (_all, code) => String.fromCharCode(Number(code)));
  expect(JSON.parse(execFileSync('sh', ['-c', curl], { encoding: 'utf8' })).outputs[0].data[0]).toBe(7);
});
