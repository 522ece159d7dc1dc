import type { Plan } from '#contract/deployment';
import { command, fromFile, onHost } from '../command.ts';
import { readServiceFile } from '../input.ts';
import { planHead, planSteps } from '../planned.ts';
import { escaped } from '../text.ts';

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
  const options = `${asked ? ` --host ${asked}` : ''}${asksForGap(plan) ? ' --allow-gap' : ''}`;
  const next = `Carry it out: slipway deploy -f ${escaped(written)}${escaped(options)}\n`;
  return [
    planHead(plan),
    planSteps(plan, columns),
    `plan ${escaped(plan.hash)}\n`,
    plan.steps.length > 0 ? next : '',
  ].join('');
}
