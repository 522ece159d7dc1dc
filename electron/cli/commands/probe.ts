import type { Probing } from '#contract/probes';
import { command, onHost } from '../command.ts';
import { confirm } from '../confirm.ts';
import { readSubject } from '../subject.ts';
import { cell, duration, escaped, pairs, table, wrapped } from '../text.ts';

export const probe = command({
  name: 'probe',
  words: ['[SERVICE]'],
  summary: 'requests that are wrong on purpose: the model has to refuse them, and stay alive',
  json: '{"service","to","probes":[{"name","end":"refused|taken|broke|silent","status","ms","said"}],"alive"}',
  more: [
    'With -f they go to a candidate of the file, beside what serves and without its callers. A service by its name is asked',
    'only with --yes: a replica that serves may end. Exit 1 when one is not refused, or the model is gone.',
  ],
  options: {
    file: { type: 'string', short: 'f', value: 'FILE', says: 'the service file; "-" is standard input' },
    host: onHost,
  },
  record: 'writes',
  async run(call) {
    const { words, values, io, print } = call;
    const subject = await readSubject('probe', words[0], values.file, call);
    if (subject.kind === 'running') {
      const name = cell(subject.name);
      await confirm(`Wrong requests go to a replica of ${name} that serves, which may end by them.`, call);
    }
    const client = await io.client();
    const found = await client.probes.run({ subject, host: values.host, agreed: true }, { signal: io.signal });
    const open = found.probes.filter(({ end }) => end !== 'refused');
    if (open.length === 0 && found.alive) {
      await print.result(found, () => probedText(found, print.width));
      return 0;
    }
    if (!print.json) await print.result(found, () => probedText(found, print.width));
    const message = found.alive
      ? `${open.length} of ${found.probes.length} wrong requests were not refused.`
      : 'The model did not run, or did not answer, after the wrong requests.';
    const hint = '"slipway check" keeps it as INT-06: a wrong request wants a 4xx that says what is wrong.';
    return await print.failed({ code: 'WRONG_ANSWER', message, hint }, found);
  },
});

function probedText({ to, probes, alive, unread }: Probing, width: number): string {
  const rows = probes.map(({ name, end, status, ms, what, said }) => [
    name,
    end,
    status === null ? '-' : String(status),
    duration(ms),
    cell(end === 'refused' ? what : `${what}: ${said}`),
  ]);
  return [
    pairs([
      ['sent to', escaped(to)],
      ['afterwards', alive ? 'it runs and answers as before' : 'it does not run, or does not answer'],
    ]),
    table([['REQUEST', 'IT IS', 'STATUS', 'TIME', ''], ...rows]),
    ...unread.map((sentence) => wrapped(`note: ${escaped(sentence)}`, width)),
  ].join('');
}
