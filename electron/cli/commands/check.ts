import type { Report } from '#contract/checklist';
import { Problem } from '#contract/problem';
import { command, onHost } from '../command.ts';
import { exitOfProblem } from '../exit.ts';
import { readServiceFile } from '../input.ts';
import type { Printer } from '../print.ts';
import { explanationText, reportText } from '../report.ts';

export const check = command({
  name: 'check',
  words: ['[SERVICE|CONTAINER]'],
  summary: "the checklist of a file, a service or anybody's container; touches nothing",
  json: '{"summary":{"pass",…,"stops"},"next":[…],"findings":[{"id","area","verdict","severity","stop","title","evidence":{…},"remedy"}],…}',
  options: {
    file: { type: 'string', short: 'f', value: 'FILE', says: 'the service file; "-" is standard input' },
    host: onHost,
    scan: {
      type: 'boolean',
      says: 'first scan the image for vulnerabilities with trivy or grype of this machine: takes minutes',
    },
    explain: { type: 'string', value: 'ID', says: 'what one check is about, such as SEC-01' },
  },
  record: 'keeps',
  async run({ words: [name], values: { file: written, host, scan, explain }, io, print }) {
    if (explain !== undefined) {
      const about = await (await io.client()).checklist.explain({ id: explain }, { signal: io.signal });
      await print.result(about, () => explanationText(about, print.width));
      return 0;
    }
    const file = written === undefined ? null : await readServiceFile(written, io);
    if (file && written !== undefined) print.written.set(file.name, written);
    const subject = subjectOf(file, name);
    const client = await io.client();
    if (scan) await print.note('Scanning the image, which takes a minute or more …\n');
    const report = await client.checklist.run({ subject, host, scan }, { signal: io.signal });
    return await told(report, print);
  },
});

function subjectOf(file: { name: string; text: string } | null, name: string | undefined) {
  if (file && name) throw wrong(`check takes a file or a name, not both: ${name} and ${file.name}.`);
  if (file) return { kind: 'file', file } as const;
  if (name) return { kind: 'running', name } as const;
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
