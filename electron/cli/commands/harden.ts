import type { Hardening, HardenTry } from '#contract/harden';
import type { Call, Options } from '../command.ts';
import { command, onHost } from '../command.ts';
import { keepFile } from '../keep-file.ts';
import { readSubject } from '../subject.ts';
import { cell, duration, escaped, pairs, plural, table } from '../text.ts';

export const harden = command({
  name: 'harden',
  words: ['[SERVICE]'],
  summary: 'the tightest settings under which the golden requests still pass, tried beside what serves',
  json: '{"security":{"user","readOnly","tmpfs","capDrop","capAdd"},"tried":[{"of","what","ok","reason","ms"}],"measured":{…},"set":[…]}',
  options: {
    file: { type: 'string', short: 'f', value: 'FILE', says: 'the service file; "-" is standard input' },
    output: { type: 'string', short: 'o', value: 'FILE', says: 'write the file with these settings there' },
    host: onHost,
  },
  record: 'writes',
  hearsInterrupts: true,
  async run(call) {
    const { words, values, io, print } = call;
    const subject = await readSubject('harden', words[0], values.file, call);
    const client = await io.client();
    const { id } = await client.harden.start({ subject, host: values.host }, { signal: io.signal });
    const over = await followed(id, call);
    if (over.problem) return await print.failed(over.problem, { tried: over.tried });
    const { security, tried, measured, set, service, host, text } = over;
    const written = values.output === undefined ? null : await keepFile(values.output, text ?? '', io);
    const result = { service, host, security, tried, measured, set, written };
    await print.result(result, () => hardenedText(over, written, values.file));
    return 0;
  },
});

type Running = Pick<Call<Options>, 'io' | 'print'>;

/** Tells each try as it ends. Ctrl-C ends it, and what it made is removed before this returns. */
async function followed(id: string, { io, print }: Running): Promise<Hardening> {
  const client = await io.client();
  const stop = () => void client.harden.close({ id }).catch(() => {});
  io.signal.addEventListener('abort', stop, { once: true });
  try {
    for (let seen = 0, after = 0; ; ) {
      const now = await client.harden.next({ id, after });
      for (const tried of now.tried.slice(seen)) await print.note(lineOf(tried));
      [seen, after] = [now.tried.length, now.n];
      if (now.phase === 'done' || now.phase === 'failed') return now;
    }
  } finally {
    io.signal.removeEventListener('abort', stop);
  }
}

const lineOf = ({ what, ok, reason, ms }: HardenTry): string =>
  `${ok ? 'answers ' : 'does not'} ${escaped(what)} (${duration(ms)})${reason === null ? '' : `: ${escaped(reason)}`}\n`;

function hardenedText({ service, security, measured, set, tried }: Hardening, written: string | null, from?: string) {
  const kept = set.map(({ path, value }) => [path.join('.'), JSON.stringify(value)] as const);
  const refused = tried.filter(({ ok, of }) => !ok && of !== 'together');
  const lines = [
    set.length === 0
      ? `${cell(service)} is as tight as it gets.\n`
      : `${cell(service)} still answers rightly with ${plural(set.length, 'setting')} tighter:\n${table(
          kept.map(([path, value]) => [path, escaped(value)]),
          '  ',
        )}`,
    ...(refused.length > 0 ? ['What could not be taken away:\n', table(refused.map(whyNot), '  ')] : []),
    pairs([
      ['memory used', measured?.memory ? `${Math.ceil(measured.memory / 1024 ** 2)} MiB while it was asked` : null],
      ['processes', measured?.processes ? `${measured.processes}, of 2048 that it may have` : null],
      ['outgoing network', measured?.outgoing ?? null],
    ]),
  ];
  if (written) lines.push(`Written to ${escaped(written)}\n`);
  else if (set.length > 0 && security)
    lines.push(`Put it into a file: slipway harden ${from ? `-f ${escaped(from)}` : escaped(service)} -o FILE\n`);
  return lines.join('');
}

const whyNot = ({ what, reason }: HardenTry): string[] => [cell(what), escaped(reason ?? '')];
