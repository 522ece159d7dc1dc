import type { Finding, Judgement } from '#contract/checklist';
import type { Plan } from '#contract/deployment';
import { type Stage, stagesOf, untold } from '../deployment/stages.ts';

/** What would be done, told as the deployment's own page tells it. */
export const stagesIn = ({ steps }: Pick<Plan, 'steps'>): readonly Stage[] => stagesOf(steps, untold);

/** "1 step", "9 steps". */
export const stepsWords = (plan: Pick<Plan, 'steps'>): string => {
  const { length } = stagesIn(plan);
  return length === 1 ? '1 step' : `${length} steps`;
};

/** "9 steps, about 14 s until it serves, no gap". */
export function planWords({ plan, aboutMs }: Pick<Judgement, 'plan' | 'aboutMs'>): string {
  if (!plan) return '';
  if (plan.steps.length === 0) return 'Nothing to do: this is what serves.';
  const about = aboutMs === null ? [] : [`about ${aboutWords(aboutMs)} until it serves`];
  const gap = plan.gap > 0 ? `nothing serves for about ${plan.gap} s` : 'no gap';
  return [stepsWords(plan), ...about, gap].join(', ');
}

const aboutWords = (ms: number): string =>
  ms < 1000 ? '1 s' : ms < 100_000 ? `${Math.round(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`;

export const stopsIn = (findings: readonly Finding[]): readonly Finding[] =>
  findings.filter(({ stop, verdict }) => stop && verdict === 'fail');

/** With a capital letter and a full stop, as it stands between others. */
export function sentence(text: string): string {
  const trimmed = text.trim();
  // A field's name stays as it is written in the file.
  const begun = trimmed.replace(/^[a-z](?=[a-z]*[\s,])/, (first) => first.toUpperCase());
  return /[.!?…:]$/.test(begun) || begun === '' ? begun : `${begun}.`;
}
