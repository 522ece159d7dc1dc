import type { Plan } from '#contract/deployment';
import { command, fromFile, onHost } from '../command.ts';
import { readServiceFile } from '../input.ts';
import { cell, escaped, plural, releaseText, table } from '../text.ts';

export const plan = command({
  name: 'plan',
  words: [],
  summary: 'the steps that a deployment would take; changes nothing',
  json: '{"service","host","kind","from","to","steps":[{"do","target",…}],"gap","hash","notes":[…]}',
  options: { file: fromFile, host: onHost },
  async run({ values: { file: written = '', host }, io, print }) {
    const file = await readServiceFile(written, io);
    print.written.set(file.name, written);
    const client = await io.client();
    // A plan only shows the gap, so it is never refused for one.
    const options = { host, allowGap: true };
    const planned = await client.deployment.plan({ act: { kind: 'deploy', file }, options }, { signal: io.signal });
    await print.result(planned, () => planText(planned));
    return 0;
  },
});

function planText({ service, host, kind, from, to, steps, gap, hash, notes }: Plan): string {
  const change = `${releaseText(from)} → ${releaseText(to)}`;
  const lines = [`${kind} ${cell(service)} on ${cell(host)}: ${cell(change)}, ${plural(steps.length, 'step')}\n`];
  const width = String(steps.length).length;
  lines.push(
    table(
      steps.map((step, i) => [`${String(i + 1).padStart(width)}`, step.do, step.target]),
      '  ',
    ),
  );
  if (steps.length === 0) lines.push('  Nothing to do.\n');
  if (gap > 0) lines.push(`Nothing serves for about ${gap} s: deploying this needs --allow-gap.\n`);
  for (const note of notes) lines.push(`note: ${escaped(note)}\n`);
  return `${lines.join('')}plan ${escaped(hash)}\n`;
}
