import { Problem } from '#contract/problem';
import { everyRow, type Row } from './rows.ts';
import * as sample from './samples.ts';

const one = sample.deployment('succeeded');
const away = { ...one, evidence: { ...one.evidence, gapMs: 1834 } };
const record = { deployment: away, file: {}, plan: [], seq: 4, hash: 'abcd' };

const rows: Record<string, Row> = {
  'history lists': {
    line: 'history --service digits --kind deploy',
    replies: { history: { list: async () => ({ deployments: [one] }) } },
    exit: 0,
    text: [
      /^ID +WHEN +SERVICE +HOST +KIND +FROM +TO +STATE/m,
      /^d1 +2026-01-31 09:15:00Z +digits +local +deploy +1\.0\.0 \(r1\) +1\.1\.0 \(r2\) +succeeded +ann@desk +3\.2 s$/m,
    ],
    json: { deployments: [one] },
  },
  'history of nothing': {
    line: 'history list',
    replies: { history: { list: async () => ({ deployments: [] }) } },
    exit: 0,
    text: ['Nothing recorded'],
    json: { deployments: [] },
  },
  'history show': {
    line: 'history show d1',
    replies: { history: { show: async () => record } },
    exit: 0,
    text: [
      /^deployment +d1$/m,
      /^record +4 abcd$/m,
      /^away +1\.8 s$/m,
      /^ {2}2\/2 +done +switch +digits-r2-2 +84 ms$/m,
    ],
    json: record,
  },
  'history show of an unknown id': {
    line: 'history show x',
    replies: {
      history: {
        show: () => Promise.reject(new Problem('UNKNOWN_DEPLOYMENT', 'No record x.', { hint: 'slipway history' })),
      },
    },
    exit: 2,
    text: ['No record x.'],
    json: { error: { code: 'UNKNOWN_DEPLOYMENT' } },
  },
  'history diff': {
    line: 'history diff d1 d2',
    replies: {
      history: { diff: async ({ a, b }) => ({ a, b, changes: [{ path: 'model.port', from: 80, to: null }] }) },
    },
    exit: 0,
    text: ['model.port\n  - 80\n  + (nothing)\n'],
    json: { a: 'd1', b: 'd2', changes: [{ path: 'model.port', from: 80, to: null }] },
  },
  'history verify, intact': {
    line: 'history verify',
    replies: { history: { verify: async () => ({ ok: true, records: 3, broken: [] }) } },
    exit: 0,
    text: ['3 records, none altered.'],
    json: { ok: true, records: 3, broken: [] },
  },
  'history verify, altered': {
    line: 'history verify',
    replies: {
      history: {
        verify: async () => ({ ok: false, records: 3, broken: [{ seq: 2, table: 'deployment', why: 'hash' }] }),
      },
    },
    exit: 1,
    text: [/^2 +deployment +hash$/m],
    json: { ok: false, records: 3, broken: [{ seq: 2, table: 'deployment', why: 'hash' }] },
  },
};

everyRow(rows);
