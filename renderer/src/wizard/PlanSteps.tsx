import type { Plan } from '#contract/deployment';
import { Section } from '../ui/Section.tsx';
import classes from './Found.module.css';
import { linesOf, lineWords } from './plan.ts';

/** What would be done, in the order in which it is done. */
export function PlanSteps({ plan, waits }: { readonly plan: Plan | null; readonly waits: boolean }) {
  if (!plan) return null;
  const steps = plan.steps.length;
  return (
    <Section title="What will be done" note={steps === 1 ? '1 step' : `${steps} steps`}>
      {steps === 0 && <p className="second">Nothing: what the file asks for is what serves.</p>}
      <ol className={waits ? `${classes.plan} ${classes.waits}` : classes.plan}>
        {linesOf(plan).map((line) => (
          <li key={line.do}>
            <span className="cut">
              {lineWords(line)} <bdi className={classes.targets}>{line.targets.join(', ')}</bdi>
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
