import { UnstyledButton } from '@mantine/core';
import { StatusShape } from '../ui/Status.tsx';
import classes from './Steps.module.css';

type StepName = 'image' | 'host' | 'review';

type StepShown = {
  readonly name: StepName;
  /** What was decided, or what is to be done. */
  readonly says: string;
  readonly done: boolean;
  /** Goes back to it; a step without one cannot be gone to. */
  readonly go?: () => void;
};

const titles: Readonly<Record<StepName, string>> = { image: 'Image', host: 'Host', review: 'Review' };

/** The wizard's steps with what was decided in each; `at` is null while one is in an area. */
export function Steps({ steps, at }: { readonly steps: readonly StepShown[]; readonly at: StepName | null }) {
  return (
    <nav aria-label="Steps">
      <ol className={classes.steps}>
        {steps.map((step) => (
          <li key={step.name} aria-current={step.name === at ? 'step' : undefined}>
            {step.go && step.name !== at ? (
              <UnstyledButton className={classes.step} onClick={step.go}>
                <Inside of={step} isHere={false} />
              </UnstyledButton>
            ) : (
              <div className={classes.step}>
                <Inside of={step} isHere={step.name === at} />
              </div>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Inside({ of: { name, says, done }, isHere }: { readonly of: StepShown; readonly isHere: boolean }) {
  return (
    <>
      {isHere ? (
        <StatusShape kind="busy" word="here" />
      ) : (
        <StatusShape kind={done ? 'pass' : 'idle'} word={done ? 'decided' : 'to do'} />
      )}
      <span className="medium">{titles[name]}</span>
      <bdi className={classes.says}>{says}</bdi>
    </>
  );
}
