import type { Report } from '#contract/checklist';
import type { Hiding } from '../secrets/hiding.ts';
import type { AnswersFact, Fact } from './facts.ts';

/** Pure: what was found to be served, for people; what a model said may hold a secret's value. */
export function servingOf(answers: Fact<AnswersFact>, hide: Pick<Hiding, 'text'>): Pick<Report, 'serves' | 'unasked'> {
  if (!answers.had) return { serves: null, unasked: hide.text(answers.why) };
  const { address, protocol, confidence, reasons, models, schema, metrics, asked } = answers.value;
  return {
    serves: {
      address,
      protocol,
      confidence,
      reasons: reasons.map(hide.text),
      models: models.map(hide.text),
      hasSchema: schema,
      metrics,
      asked: asked.map((it) => ({ ...it, body: hide.text(it.body) })),
    },
    unasked: null,
  };
}
