import type { Plan } from '#contract/deployment';
import { command, fromFile, onHost } from '../command.ts';
import { readServiceFile } from '../input.ts';
import { cell, escaped, plural, releaseText, table, wrapped } from '../text.ts';

export const plan = command({
  name: 'plan',
  words: [],
  summary: 'the steps that a deployment would take; changes nothing',
  json: '{"steps":[{"do","target",…}],"kind","from","to","gap","hash","notes":[…],…}',
  options: { file: fromFile, host: onHost },
  record: 'reads',
  async run({ values: { file: written = '', host }, io, print }) {
    const file = await readServiceFile(written, io);
    print.written.set(file.name, written);
    const client = await io.client();
    // A plan only shows the gap, so it is never refused for one.
    const options = { host, allowGap: true };
    const planned = await client.deployment.plan({ act: { kind: 'deploy', file }, options }, { signal: io.signal });
    await print.result(planned, () => planText(planned, print.width, written, host));
    return 0;
  },
});

/** A file whose strategy is in-place asks for its gap itself. */
const asksForGap = ({ gap, steps }: Plan): boolean => gap > 0 && steps.some((step) => step.do === 'replace-gateway');

function planText(plan: Plan, columns: number, written: string, asked: string | undefined): string {
  const { service, host, kind, from, to, steps, gap, hash, notes } = plan;
  const change = from ? `${releaseText(from)} → ${releaseText(to)}` : `${releaseText(to)}, the first release`;
  const away = gap > 0 ? `, and nothing serves for about ${gap} s` : '';
  const lines = [
    `${kind} ${cell(service)} on ${cell(host)}: ${cell(change)}; ${plural(steps.length, 'step')}${away}\n`,
  ];
  const width = String(steps.length).length;
  lines.push(
    table(
      steps.map((step, i) => [`${String(i + 1).padStart(width)}`, step.do, step.target]),
      '  ',
    ),
  );
  if (steps.length === 0) lines.push('  Nothing to do.\n');
  for (const note of notes) lines.push(wrapped(`note: ${escaped(note)}`, columns));
  lines.push(`plan ${escaped(hash)}\n`);
  const options = `${asked ? ` --host ${asked}` : ''}${asksForGap(plan) ? ' --allow-gap' : ''}`;
  if (steps.length > 0) lines.push(`Carry it out: slipway deploy -f ${escaped(written)}${escaped(options)}\n`);
  return lines.join('');
}
