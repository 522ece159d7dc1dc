import { expect, test } from 'vitest';
import * as sample from './samples.ts';
import { type Replies, shell } from './shell.ts';

const one = sample.deployment('succeeded');
const saying = {
  ...{ service: 'digits', host: 'local', id: 'EVO-02', by: 'ann@desk', console: 'test', text: 'ada is asked' },
  until: '2026-03-01T23:59:59.999Z',
} as const;
const told = { service: 'digits', host: 'local', by: 'ann@desk', at: '2026-01-30T10:00:00.000Z', until: saying.until };
const accepted = { ...told, id: 'EVO-02', reason: 'ada is asked', withdrawn: null };
const answered = { ...told, id: 'MON-22', text: 'ann, page 7' };
const explained = {
  id: 'MON-22',
  name: 'Who is called',
  area: 'monitoring',
  severity: 'warning',
  since: 'production',
  stop: false,
  source: 'Mercari',
  text: 'Why.',
} as const;

type Row = {
  readonly line: string;
  readonly replies: Replies;
  readonly exit: number;
  readonly text: (string | RegExp)[];
  readonly json: object;
};

const rows: Readonly<Record<string, Row>> = {
  'history tells what people said, each at its time': {
    line: 'history --service digits',
    replies: {
      history: {
        list: async () => ({
          deployments: [one],
          said: [
            { ...saying, kind: 'withdrawn', text: null, until: null, at: '2026-02-02T10:00:00.000Z' },
            { ...saying, kind: 'accepted', at: '2026-01-30T10:00:00.000Z' },
          ],
        }),
      },
    },
    exit: 0,
    text: [
      /^- +2026-02-02 10:00:00Z +digits +local +withdrawn +- +EVO-02 +- +ann@desk +-\nd1 .*\n- +2026-01-30 10:00:00Z +digits +local +accepted +- +EVO-02 +until 2026-03-01 +ann@desk +-$/m,
    ],
    json: { deployments: [one], said: [{ kind: 'withdrawn' }, { kind: 'accepted', text: 'ada is asked' }] },
  },
  'accept records it': {
    line: 'accept digits EVO-02 --reason later --until 2026-03-01',
    replies: { checklist: { accept: async ({ id, reason }) => ({ ...accepted, id, reason }) } },
    exit: 0,
    text: ['EVO-02 of digits on local is accepted until 2026-03-01.'],
    json: { ...accepted, reason: 'later' },
  },
  'accept takes it back': {
    line: 'accept digits EVO-02 --withdraw',
    replies: { checklist: { withdraw: async ({ id }) => ({ withdrawn: id }) } },
    exit: 0,
    text: ['EVO-02 of digits is accepted no more.'],
    json: { withdrawn: 'EVO-02' },
  },
  'accept lists what was accepted': {
    line: 'accept digits --list',
    replies: {
      checklist: {
        said: async () => ({
          accepted: [accepted, { ...accepted, withdrawn: { by: 'bob', at: '2026-02-02T10:00:00.000Z' } }],
          answers: [],
        }),
      },
    },
    exit: 0,
    text: [
      /^ID +HOST +SINCE +UNTIL +WHO +WHY$/m,
      /^EVO-02 +local +2026-01-30 +2026-03-01 +ann@desk +ada is asked$/m,
      /^EVO-02 +local +2026-01-30 +taken back 2026-02-02 +ann@desk/m,
    ],
    json: { accepted: [accepted, { withdrawn: { by: 'bob' } }] },
  },
  'answer records it': {
    line: 'answer digits MON-22 ada',
    replies: { checklist: { answer: async ({ id, text }) => ({ ...answered, id, text }) } },
    exit: 0,
    text: ['MON-22 of digits on local is answered until 2026-03-01.'],
    json: { ...answered, text: 'ada' },
  },
  'answer without the answer says what is asked': {
    line: 'answer digits MON-22',
    replies: { checklist: { explain: async () => ({ ...explained, question: 'Who is called?' }) } },
    exit: 2,
    text: ['answer needs the answer: Who is called?'],
    json: { error: { code: 'BAD_COMMAND' } },
  },
  'answer lists what was answered': {
    line: 'answer digits --list',
    replies: { checklist: { said: async () => ({ accepted: [], answers: [answered] }) } },
    exit: 0,
    text: ['MON-22 on local, 2026-01-30 by ann@desk, until 2026-03-01\n  ann, page 7'],
    json: { answers: [answered] },
  },
};

test.each(Object.entries(rows))('%s', async (_, { line, replies, exit, text, json }) => {
  const here = shell({ replies });
  expect(await here.run(...line.split(' '))).toBe(exit);
  for (const expected of text) expect(here.out() + here.err()).toMatch(expected);

  const asJson = shell({ replies });
  expect(await asJson.run(...line.split(' '), '--json')).toBe(exit);
  expect(asJson.json()).toHaveLength(1);
  expect(asJson.json()[0]).toMatchObject(json);
});
