import { Button } from '@mantine/core';
import { Failure } from '../ui/Failure.tsx';
import { duration, joined, span } from '../ui/figures.ts';
import { Scrolls } from '../ui/Scrolls.tsx';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import classes from './Answers.module.css';
import { Answers } from './Answers.tsx';
import { standingOf, tally } from './answers.ts';
import { isStop } from './holding.ts';
import { sentence } from './plan.ts';
import type { Tried } from './useCandidate.ts';
import type { Trial } from './useTrial.ts';

type Props = {
  readonly trial: Trial;
  readonly names: { readonly old: string; readonly next: string };
};

/** The candidate beside what serves: how far it is, what both answered, or how it failed. */
export function Beside({ trial: { tried, changed, again: tryIt }, names }: Props) {
  const { candidate, is } = tried;
  const answers = candidate?.answers ?? [];
  return (
    <Section
      title="Golden answers"
      note={answers.length > 0 ? `asked of both just now, ${answers.length} of each` : 'asked of both'}
      more={answers.length > 0 && <span className="second small">{tally(answers)}</span>}
    >
      {is === 'running' && <Running tried={tried} names={names} again={changed ? tryIt : null} />}
      {is !== 'running' && (is !== 'ended' || changed) && (
        <div className={classes.state}>
          <Status kind="unchecked" word={changed ? 'changed since it was tried' : 'not tried to the end'} />
          <span className="second">What it answers is asked at the deployment all the same.</span>
          <Button className="push" size="xs" onClick={tryIt}>
            Try it beside {names.old}
          </Button>
        </div>
      )}
      {is === 'ended' && tried.failure !== null && !isStop(tried.failure) && (
        <Failure of={tried.failure} again={tryIt} />
      )}
      {is === 'ended' && isStop(tried.failure) && (
        <div className={classes.state}>
          <Status kind="unchecked" word="not tried" />
          <span className="second">What stops it is said below.</span>
          <Button className="push" size="xs" onClick={tryIt}>
            Try it beside {names.old}
          </Button>
        </div>
      )}
      {is === 'ended' && candidate?.problem && <Failed tried={tried} tryIt={tryIt} />}
      {is === 'ended' && candidate?.phase === 'done' && answers.length === 0 && (
        <div className={classes.state}>
          <Status kind="unchecked" word="nothing was asked" />
          <span className="second">
            It has no golden request. It became ready; whether it answers rightly is unknown.
          </span>
        </div>
      )}
      <Answers answers={answers} names={names} />
      {is === 'ended' && candidate?.readyMs != null && !changed && (
        <p className={classes.more}>
          First right answer {joined(duration(candidate.readyMs))} after its start.{' '}
          {candidate.container
            ? 'It runs until this page is left; no caller reaches it.'
            : 'It was removed again, and had no callers.'}
        </p>
      )}
    </Section>
  );
}

type RunningProps = Pick<Props, 'names'> & { readonly tried: Tried; readonly again: (() => void) | null };

function Running({ tried, names, again }: RunningProps) {
  const now = useNow();
  const word = tried.candidate?.phase === 'asking' ? 'asking both' : `starting it beside ${names.old}`;
  return (
    <div className={classes.state} role="status">
      <Status kind="busy" word={word} />
      <span className="dim">{span(Math.max(0, now - tried.since) / 1000)}</span>
      <span className={classes.acts}>
        {again && (
          <Button size="xs" onClick={again}>
            Try what it is now
          </Button>
        )}
        <Button size="xs" onClick={() => void tried.stop()}>
          Stop
        </Button>
      </span>
    </div>
  );
}

/** The sentence, what to do, and what it said last before it ended. */
function Failed({ tried, tryIt }: { readonly tried: Tried; readonly tryIt: () => void }) {
  const problem = tried.candidate?.problem;
  if (!problem) return null;
  // Its message ends with the last lines of the container's log, where there are any.
  const [what = '', ...last] = problem.message.split('\n');
  // The answers below say it better, each with its picture and what it should have been.
  const isSaid = (tried.candidate?.answers ?? []).some((one) => standingOf(one) === 'wrong');
  return (
    <div className={classes.failed} role="alert">
      <div className="row">
        <Status kind="fail" word="refused" />
        <span className="second">What serves goes on serving; no caller reached the new one.</span>
        <Button className="push" size="xs" onClick={tryIt}>
          Try it again
        </Button>
      </div>
      {!isSaid && (
        <p>
          <bdi>{sentence(what)}</bdi>
        </p>
      )}
      {!isSaid && last.length > 0 && (
        <Scrolls as="pre" className="code">
          <bdi>{last.join('\n')}</bdi>
        </Scrolls>
      )}
      <p className="second">
        <bdi>{problem.hint}</bdi>
      </p>
    </div>
  );
}
