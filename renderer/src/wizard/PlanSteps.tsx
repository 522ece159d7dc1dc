import type { Plan } from '#contract/deployment';
import { Section } from '../ui/Section.tsx';
import classes from './Found.module.css';
import { stagesIn, stepsWords } from './plan.ts';

/** What would be done, in the order in which it is done. */
export function PlanSteps({ plan, waits }: { readonly plan: Plan | null; readonly waits: boolean }) {
  if (!plan) return null;
  return (
    <Section title="What will be done" note={stepsWords(plan)}>
      {plan.steps.length === 0 && <p className="second">Nothing: what the file asks for is what serves.</p>}
      <ol className={waits ? `${classes.plan} ${classes.waits}` : classes.plan}>
        {stagesIn(plan).map(({ key, words, targets }) => (
          <li key={key}>
            <span className="cut">
              {words} <bdi className={classes.targets}>{targets.join(', ')}</bdi>
            </span>
          </li>
        ))}
      </ol>
      {plan.notes.map((note) => (
        <p key={note} className="dim small">
          {note}
        </p>
      ))}
    </Section>
  );
}
