import type { Plan } from '#contract/deployment';
import { cell, escaped, plural, releaseText, table, wrapped } from './text.ts';

/** What a plan does, in one line, with the time in which nothing serves. */
export function planHead({ service, host, kind, from, to, steps, gap }: Plan): string {
  const change = from ? `${releaseText(from)} → ${releaseText(to)}` : `${releaseText(to)}, the first release`;
  const away = gap > 0 ? `, and nothing serves for about ${gap} s` : '';
  return `${kind} ${cell(service)} on ${cell(host)}: ${cell(change)}; ${plural(steps.length, 'step')}${away}\n`;
}

/** Its steps, a line each, and what an operator should know of them. */
export function planSteps({ steps, notes }: Plan, columns: number): string {
  const width = String(steps.length).length;
  const rows = steps.map((step, i) => [`${String(i + 1).padStart(width)}`, step.do, step.target]);
  const none = steps.length === 0 ? '  Nothing to do.\n' : '';
  return `${table(rows, '  ')}${none}${notes.map((note) => wrapped(`note: ${escaped(note)}`, columns)).join('')}`;
}
