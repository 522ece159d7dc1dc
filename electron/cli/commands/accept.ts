import type { AcceptedFinding, Answered } from '#contract/checklist';
import { Problem } from '#contract/problem';
import { command, onHost } from '../command.ts';
import { cell, table, wrapped } from '../text.ts';

const until = { type: 'string', value: 'DATE', says: 'until when, at most for a year: YYYY-MM-DD' } as const;
const list = { type: 'boolean', says: 'what was said of the service until now, the newest first' } as const;

export const accept = command({
  name: 'accept',
  words: ['SERVICE', '[ID]'],
  summary: 'live with a finding of a service for a while, which is recorded',
  json: '{"service","host","id","reason","by","at","until"}; {"withdrawn"}; --list: {"accepted":[…]}',
  options: {
    reason: { type: 'string', value: 'WHY', says: 'why it is fine' },
    until,
    withdraw: { type: 'boolean', says: 'take it back before its date' },
    list,
    host: onHost,
  },
  record: 'writes',
  async run({ words: [service = '', id], values, io, print }) {
    const { reason, until: day, withdraw, list: lists, host } = values;
    if (lists) {
      if (id !== undefined || reason !== undefined || day !== undefined || withdraw) throw alone;
      const { accepted } = await (await io.client()).checklist.said({ service, host }, { signal: io.signal });
      await print.result({ accepted }, () => acceptedTable(accepted));
      return 0;
    }
    if (id === undefined) throw missing('accept needs the ID of a finding.');
    if (withdraw) {
      if (reason !== undefined || day !== undefined) throw missing('--withdraw takes no reason and no date.');
      const taken = await (await io.client()).checklist.withdraw({ service, id, host }, { signal: io.signal });
      await print.result(taken, () => `${cell(taken.withdrawn)} of ${cell(service)} is accepted no more.\n`);
      return 0;
    }
    if (reason === undefined) throw missing('accept needs --reason: nobody would know why.');
    if (day === undefined) throw missing('accept needs --until: nothing is accepted for ever.');
    const asked = { service, id, reason, until: day, host };
    const one = await (await io.client()).checklist.accept(asked, { signal: io.signal });
    await print.result(one, () => `${cell(one.id)} of ${place(one)} is accepted until ${one.until.slice(0, 10)}.\n`);
    return 0;
  },
});

export const answer = command({
  name: 'answer',
  words: ['SERVICE', '[ID]', '[TEXT]'],
  summary: 'answer what a check asks of a service, since no program can tell',
  json: '{"service","host","id","text","by","at","until"}; --list: {"answers":[…]}',
  options: { until, list, host: onHost },
  record: 'writes',
  async run({ words: [service = '', id, text], values: { until: day, list: lists, host }, io, print }) {
    if (lists) {
      if (id !== undefined || day !== undefined) throw alone;
      const { answers } = await (await io.client()).checklist.said({ service, host }, { signal: io.signal });
      await print.result({ answers }, () => answersText(answers, print.width));
      return 0;
    }
    if (id === undefined) throw missing('answer needs the ID of a check that asks.');
    if (text === undefined) {
      const { question } = await (await io.client()).checklist.explain({ id }, { signal: io.signal });
      throw missing(question ? `answer needs the answer: ${question}` : `answer needs a text, and ${id} asks nothing.`);
    }
    const asked = { service, id, text, until: day, host };
    const one = await (await io.client()).checklist.answer(asked, { signal: io.signal });
    await print.result(one, () => `${cell(one.id)} of ${place(one)} is answered until ${one.until.slice(0, 10)}.\n`);
    return 0;
  },
});

const place = ({ service, host }: { service: string; host: string }): string => `${cell(service)} on ${cell(host)}`;

function acceptedTable(all: readonly AcceptedFinding[]): string {
  if (all.length === 0) return 'Nothing was accepted.\n';
  const rows = all.map(({ id, host, at, until: end, by, reason, withdrawn }) => [
    id,
    host,
    at.slice(0, 10),
    withdrawn ? `taken back ${withdrawn.at.slice(0, 10)}` : end.slice(0, 10),
    by,
    reason,
  ]);
  return table([['ID', 'HOST', 'SINCE', 'UNTIL', 'WHO', 'WHY'], ...rows]);
}

/** An answer may be long: each has a line of its own, and its text below. */
function answersText(all: readonly Answered[], width: number): string {
  if (all.length === 0) return 'Nothing was answered.\n';
  return all
    .map(({ id, host, at, until: end, by, text }) => {
      const head = `${id} on ${host}, ${at.slice(0, 10)} by ${by}, until ${end.slice(0, 10)}`;
      return `${cell(head)}\n${wrapped(cell(text), width, '  ')}`;
    })
    .join('');
}

const missing = (message: string): Problem =>
  new Problem('BAD_COMMAND', message, {
    hint: 'slipway accept SERVICE ID --reason "why" --until YYYY-MM-DD; slipway answer SERVICE ID "the answer". The ids are those of "slipway check SERVICE".',
  });
const alone = new Problem('BAD_COMMAND', '--list stands alone with the service.', {
  hint: 'slipway accept SERVICE --list or slipway answer SERVICE --list',
});
