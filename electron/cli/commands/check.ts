import type { Report } from '#contract/checklist';
import { Problem } from '#contract/problem';
import { allowGap, type Call, command, type Options, onHost } from '../command.ts';
import { exitOfProblem } from '../exit.ts';
import { fixing } from '../fix.ts';
import { readServiceFile, type TextFile } from '../input.ts';
import { unlessInterrupted } from '../interrupt.ts';
import type { Printer } from '../print.ts';
import { explanationText, reportText } from '../report.ts';

const options = {
  file: { type: 'string', short: 'f', value: 'FILE', says: 'the service file; "-" is standard input' },
  host: onHost,
  scan: {
    type: 'boolean',
    says: 'first scan the image for vulnerabilities with trivy or grype of this machine: takes minutes',
  },
  weights: {
    type: 'boolean',
    says: 'first hash weights in a volume, by a container that only reads them: a minute for some ten gigabytes',
  },
  explain: { type: 'string', value: 'ID', says: 'what one check is about, such as SEC-01' },
  fix: {
    type: 'boolean',
    says: 'set what remedies of the named checks, else of all that fail or warn, set: in the file, or by deploying the service',
  },
  'allow-gap': { ...allowGap, says: `with --fix: ${allowGap.says}` },
} as const satisfies Options;
type Checking = Call<typeof options>;

export const check = command({
  name: 'check',
  words: ['[SERVICE|CONTAINER]', '[ID…]'],
  summary: "the checklist of a file, a service or anybody's container; touches nothing but with --fix",
  json: '{"summary":{"pass",…,"stops"},"next":[…],"findings":[{"id","area","verdict","severity","stop","title","evidence":{…},"remedy"}],…}',
  more: [
    '--fix shows what would be set, live or with new containers, and asks; without a terminal it shows that and wants --yes.',
    'A file is written in place ("-": the new text is printed); a service is deployed as "deploy" does, with its exit statuses.',
    'Of a container that no service file makes it says what its engine takes, and changes nothing: exit 2.',
    'With --json: {"text","applied":[{"id","change","set"}],"left":[{"id","why"}],"plan","after","change","written"}, then the steps.',
  ],
  options,
  record: 'keeps',
  hearsInterrupts: true,
  async run(call) {
    if (call.values.fix) return await fixed(call);
    return await unlessInterrupted(checked(call), call.io.signal);
  },
});

async function checked({ words: [name, more], values, io, print }: Checking): Promise<number> {
  const { file: written, host, scan, weights, explain } = values;
  if (explain !== undefined) {
    const about = await (await io.client()).checklist.explain({ id: explain }, { signal: io.signal });
    await print.result(about, () => explanationText(about, print.width));
    return 0;
  }
  if (more !== undefined) throw wrong(`check takes one name, and ids of checks only with --fix: not ${more}.`);
  const file = await read(written, { io, print });
  if (file && name) throw wrong(`check takes a file or a name, not both: ${name} and ${file.name}.`);
  const subject = file ? ({ kind: 'file', file } as const) : ({ kind: 'running', name: wanted(name) } as const);
  const client = await io.client();
  if (scan) await print.note('Scanning the image, which takes a minute or more …\n');
  if (weights) await print.note('Reading the weights to hash them …\n');
  const report = await client.checklist.run({ subject, host, scan, weights }, { signal: io.signal });
  return await told(report, print);
}

/** With a file every word is the id of a check. */
async function fixed(call: Checking): Promise<number> {
  const { words, values, io, print } = call;
  if (values.explain !== undefined) throw wrong('--explain and --fix do not go together.');
  if (values.scan) throw wrong('--scan and --fix do not go together: scan first, then fix.');
  if (values.weights) throw wrong('--weights and --fix do not go together.');
  const written = values.file;
  const file = await unlessInterrupted(read(written, { io, print }), io.signal);
  const [name, ...ids] = file ? ['', ...words] : [wanted(words[0]), ...words.slice(1)];
  const asked = { file, written, name: name ?? '', ids, host: values.host, allowGap: values['allow-gap'] };
  return await fixing(asked, call);
}

async function read(written: string | undefined, { io, print }: Pick<Call, 'io' | 'print'>): Promise<TextFile | null> {
  if (written === undefined) return null;
  const file = await readServiceFile(written, io);
  print.written.set(file.name, written);
  return file;
}

function wanted(name: string | undefined): string {
  if (name) return name;
  throw wrong('check wants a file, or the name of a service or a container.');
}

const wrong = (message: string): Problem =>
  new Problem('BAD_COMMAND', message, {
    hint: 'slipway check -f FILE, slipway check SERVICE or slipway check CONTAINER',
  });

/** A stop decides; else what kept some of it from being looked at. */
async function told(report: Report, print: Printer): Promise<number> {
  const { problem } = report;
  if (problem === null || report.summary.stops > 0) {
    await print.result(report, () => reportText(report, print));
    return report.summary.stops > 0 ? exitOfProblem.STOPPED : 0;
  }
  if (!print.json) await print.result(report, () => reportText(report, print));
  return await print.failed(problem, report);
}
