import type { FieldEdit, Fix } from '#contract/checklist';
import { planHead, planSteps } from './planned.ts';
import type { Printer } from './print.ts';
import { cell, escaped, plural, table, wrapped } from './text.ts';

type Look = Pick<Printer, 'width' | 'ink'>;

/** What would be set, whether that is live or takes new containers, what is left, and what the checklist says then. */
export function fixText(fix: Fix, { width, ink }: Look): string {
  const { subject, plan } = fix;
  const head = `${subject.kind} ${cell(subject.name)} on ${cell(subject.host)}: ${plural(fix.applied.length, 'remedy', 'remedies')}`;
  return [
    `${ink.bold(head)}\n`,
    appliedText(fix, width),
    leftText(fix, width),
    afterText(fix),
    subject.kind === 'service' && plan ? `\n${planHead(plan)}${planSteps(plan, width)}` : '',
  ].join('');
}

function appliedText({ applied }: Fix, width: number): string {
  const heads = applied.map(({ id, change, set }) => [id, change, set.map(settingText).join(', ')]);
  const lines = table(heads, '  ').split('\n');
  return applied.map(({ text }, i) => `${lines[i]}\n${wrapped(`→ ${escaped(text)}`, width, '    ')}`).join('');
}

/** "scale.replicas: 2", as a file in one line has it. */
const settingText = ({ path, value }: FieldEdit): string =>
  value === null || value === undefined
    ? `${path.join('.')} is taken away`
    : `${path.join('.')}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;

function leftText({ left }: Fix, width: number): string {
  if (left.length === 0) return '';
  const lines = left.map(
    ({ id, title, why }) => `  ${cell(id)}  ${cell(title)}\n${wrapped(`→ ${escaped(why)}`, width, '    ')}`,
  );
  return `\nLeft to you\n${lines.join('')}`;
}

function afterText({ subject, after: { summary, stops } }: Fix): string {
  const { fail, warn, pass, unchecked } = summary;
  const counts = [
    plural(stops.length, 'stop'),
    `${fail} fail`,
    `${warn} warn`,
    `${pass} pass`,
    `${unchecked} unchecked`,
  ];
  const which = stops.length > 0 ? ` (${stops.map(cell).join(', ')})` : '';
  return `\n${subject.kind === 'container' ? 'Now' : 'Then'}: ${counts.join(' · ')}${which}\n`;
}
