import { resolve } from 'node:path';
import { Problem } from '#contract/problem';
import type { SampleReport } from '#contract/rows';
import { command, onHost } from '../command.ts';
import { base } from '../input.ts';
import { keepFile } from '../keep-file.ts';
import { readSubject } from '../subject.ts';
import { cell, duration, escaped, pairs, plural, table, wrapped } from '../text.ts';

export const sample = command({
  name: 'sample',
  words: ['[SERVICE]'],
  summary: 'a sample of what is sent to it, row by row beside what the model takes; sent for real with --send',
  json: '{"service","rows","bad","fields":[{"field","kind","rows","row","why"}],"faults":[…],"sent":{"rows","answered","failed":[…]}|null,…}',
  more: [
    'The sample is what integration.sample names, or --rows: JSON lines, CSV with a header, or Parquet. integration.mapping',
    'makes the requests of it (from, default, cast, factor, offset, drop). --send starts a candidate where the file is not',
    'what serves. Exit 1 when a row does not fit, or is not answered.',
  ],
  options: {
    file: { type: 'string', short: 'f', value: 'FILE', says: 'the service file; "-" is standard input' },
    rows: { type: 'string', value: 'FILE', says: 'the sample, where the file does not name it' },
    send: { type: 'boolean', says: 'send the first rows, and tell which are not answered' },
    most: { type: 'string', value: 'N', says: 'how many rows are sent; 200 unless told' },
    export: {
      type: 'string',
      value: 'LANGUAGE',
      says: 'write a program that makes these requests: python or typescript',
    },
    output: { type: 'string', short: 'o', value: 'FILE', says: 'where that program is written' },
    host: onHost,
  },
  record: 'writes',
  async run(call) {
    const { words, values, io, print } = call;
    const language = languageOf(values.export);
    if ((language === undefined) !== (values.output === undefined))
      throw new Problem('BAD_COMMAND', '--export and -o go together.', { hint: '--export python -o adapter.py' });
    const subject = await readSubject('sample', words[0], values.file, call);
    const client = await io.client();
    const asked = {
      subject,
      host: values.host,
      rows: values.rows === undefined ? undefined : resolve(base(io), values.rows),
      send: values.send,
      ...(values.most === undefined ? {} : { most: countOf(values.most) }),
      adapter: language,
    };
    const { report, adapter } = await client.rows.check(asked, { signal: io.signal });
    const written = adapter && values.output !== undefined ? await keepFile(values.output, adapter.text, io) : null;
    const result = { ...report, ...(written ? { written } : {}) };
    const failed = (report.sent?.rows ?? 0) - (report.sent?.answered ?? 0);
    const text = () => `${reportText(report, print.width)}${written ? `Written to ${escaped(written)}\n` : ''}`;
    if (report.bad === 0 && failed === 0) {
      await print.result(result, text);
      return 0;
    }
    if (!print.json) await print.result(result, text);
    const unfit =
      report.bad > 0
        ? `${report.bad} of ${plural(report.rows, 'row')} ${report.bad === 1 ? 'does' : 'do'} not fit.`
        : '';
    const unanswered = failed > 0 ? `${failed} of ${plural(report.sent?.rows ?? 0, 'request')} not answered.` : '';
    const message = [unfit, unanswered].filter(Boolean).join(' ');
    const hint = 'Mend the rows, or map the fields in integration.mapping of the file.';
    return await print.failed({ code: 'WRONG_ANSWER', message, hint }, result);
  },
});

function languageOf(given: string | undefined): 'python' | 'typescript' | undefined {
  if (given === undefined || given === 'python' || given === 'typescript') return given;
  throw new Problem('BAD_COMMAND', `There is no adapter in ${given}.`, {
    hint: '--export python, or --export typescript.',
  });
}

function countOf(given: string): number {
  const count = Number(given);
  if (Number.isInteger(count) && count >= 1 && count <= 10_000) return count;
  throw new Problem('BAD_COMMAND', `--most ${given} is no number of rows.`, { hint: 'Give a number from 1 to 10000.' });
}

function reportText(report: SampleReport, width: number): string {
  const { file, format, rows, bad, fields, faults, schema, isMapped, unread, sent } = report;
  const fit = bad === 0 ? 'all fit' : `${bad} ${bad === 1 ? 'does' : 'do'} not fit`;
  const counts = fields.map((it) => [
    cell(it.field),
    it.kind,
    plural(it.rows, 'row'),
    `first in ${it.row}`,
    cell(it.why),
  ]);
  return [
    pairs([
      ['sample', `${escaped(file)} (${format}${isMapped ? ', mapped' : ''})`],
      ['rows', `${rows}; ${schema === null && bad === 0 ? 'not compared' : fit}`],
      ['beside', schema === null ? null : escaped(schema)],
    ]),
    counts.length > 0 ? `\nby field\n${table(counts, '  ')}` : '',
    faults.length > 0 ? `\nfirst faults\n${table(faults.slice(0, shown).map(faultRow), '  ')}` : '',
    faults.length > shown ? `  and more: --json has ${faults.length} of them\n` : '',
    sent ? sentText(sent) : '',
    ...unread.map((sentence) => wrapped(`note: ${escaped(sentence)}`, width)),
  ].join('');
}

const shown = 20;
const faultRow = ({ row, field, kind, why }: SampleReport['faults'][number]) => [
  `row ${row}`,
  cell(field),
  kind,
  cell(why),
];

function sentText({ to, rows, answered, failed, p50, max }: NonNullable<SampleReport['sent']>): string {
  const times =
    p50 === null || max === null ? '' : `, half of them within ${duration(p50)}, all within ${duration(max)}`;
  const lines = failed
    .slice(0, shown)
    .map(({ row, status, why }) => [`row ${row}`, status === null ? 'no answer' : `${status}`, cell(why)]);
  const more = failed.length > shown ? `  and more: --json has ${failed.length} of them\n` : '';
  return `\nsent to ${escaped(to)}\n  ${answered} of ${plural(rows, 'request')} answered${times}\n${table(lines, '  ')}${more}`;
}
