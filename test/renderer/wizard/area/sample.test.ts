import { expect, test } from 'vitest';
import type { RowFault, SampleReport } from '#contract/rows';
import { addEdit, mappingIn, partEdit, removeEdit } from '../../../../renderer/src/wizard/area/mapping.ts';
import { fieldOf, headlineOf, sentOf, timesOf } from '../../../../renderer/src/wizard/area/sample.ts';
import { withEdits } from '../../../../renderer/src/wizard/fields.ts';

const fault = (row: number): RowFault => ({ row, field: 'age', kind: 'null', why: 'it is null' });
const report = (given: Partial<SampleReport>): SampleReport => ({
  ...{ service: 'digits', host: 'local', file: 'a.csv', format: 'csv', schema: 'GET /v2', release: null },
  ...{ isMapped: false, rows: 200, bad: 0, fields: [], faults: [], unread: [], sent: null },
  ...given,
});

test('a sample is told in one sentence, with the rows that do not fit', () => {
  const says = (given: Partial<SampleReport>) => headlineOf(report(given)).says;
  expect(says({})).toBe('all 200 rows fit');
  expect(says({ rows: 0 })).toBe('it has no rows');
  expect(says({ bad: 1, faults: [fault(17)] })).toBe('199 of 200 rows fit: row 17 does not');
  // A row may have two faults.
  expect(says({ bad: 2, faults: [fault(17), fault(17), fault(80)] })).toBe(
    '198 of 200 rows fit: rows 17 and 80 do not',
  );
  expect(says({ bad: 40, faults: Array.from({ length: 9 }, (_, at) => fault(at + 1)) })).toBe(
    '160 of 200 rows fit: rows 1, 2, 3, 4, 5, 6 and 34 more do not',
  );
  expect(headlineOf(report({ schema: null })).kind).toBe('unchecked');
});

test('what was sent is right only where all of it was answered', () => {
  const sent = { to: 'a candidate', rows: 24, answered: 22, failed: [], p50: 12, max: 30 };
  expect(sentOf(sent)).toEqual({ kind: 'fail', says: '22 of 24 rows sent to a candidate answered' });
  expect(sentOf({ ...sent, answered: 24 }).kind).toBe('pass');
  expect(timesOf(sent)).toBe('Half of them within 12 ms, all within 30 ms.');
  expect(timesOf({ ...sent, p50: null })).toBe('');
});

test('a fault is mapped by the field of its row', () => {
  expect(['age', 'pixels[3]', 'rows[].age', 'rows[].at.x'].map(fieldOf)).toEqual(['age', 'pixels', 'age', 'at']);
});

test('a mapping is written part by part, and goes with its last field', () => {
  const edits = [
    addEdit('pixels'),
    partEdit('pixels', 'from', ' image '),
    partEdit('pixels', 'factor', '0,5'),
    partEdit('pixels', 'default', '[0, 1]'),
    partEdit('pixels', 'offset', 'two'),
    addEdit('note', true),
  ];
  const fields = withEdits({}, edits);
  const mapping = { pixels: { from: 'image', factor: 0.5, default: [0, 1], offset: 'two' }, note: { drop: true } };
  expect(fields).toEqual({ integration: { mapping } });
  const all = mappingIn(fields);
  expect(all).toEqual([
    { name: 'pixels', from: 'image', cast: '', factor: '0.5', offset: 'two', default: '[0,1]', drop: false },
    { name: 'note', from: '', cast: '', factor: '', offset: '', default: '', drop: true },
  ]);
  const fewer = mappingIn(withEdits(fields, [removeEdit('note', all)]));
  expect(fewer.map(({ name }) => name)).toEqual(['pixels']);
  expect(removeEdit('pixels', fewer)).toEqual({ path: ['integration', 'mapping'], value: null });
  expect(mappingIn({ integration: { mapping: 'by hand' } })).toEqual([]);
});
