import { duration, joined } from '../ui/figures.ts';
import { Section } from '../ui/Section.tsx';
import { type StatusKind, StatusShape } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import classes from './Stages.module.css';
import type { Stage, Told } from './stages.ts';

const shapes: Readonly<Record<Stage['state'], StatusKind>> = {
  idle: 'idle',
  busy: 'busy',
  done: 'pass',
  failed: 'fail',
  undone: 'warn',
};
const said: Readonly<Record<Stage['state'], string>> = {
  idle: 'not begun',
  busy: 'under way',
  done: 'done',
  failed: 'failed',
  undone: 'taken back',
};

type Props = { readonly stages: readonly Stage[]; readonly told: Told; readonly over: boolean };

/** The steps in their order, with what each is about and how long it took. */
export function Stages({ stages, told, over }: Props) {
  const done = stages.filter(({ state }) => state === 'done').length;
  return (
    <Section title="Steps" note={stages.length > 0 ? `${done} of ${stages.length}${over ? '' : ' so far'}` : undefined}>
      <ol className={classes.stages}>
        {stages.map((stage, at) => (
          <li
            key={stage.key}
            className={classes[stage.state]}
            aria-current={stage.state === 'busy' ? 'step' : undefined}
          >
            <StatusShape kind={shapes[stage.state]} word={said[stage.state]} />
            <span className={classes.number}>{at + 1}</span>
            <span className={classes.words}>{stage.words}</span>
            <span className={`${classes.target} cut`} title={stage.reason ?? stage.targets.join(', ')}>
              {stage.reason ?? targetWords(stage)}
            </span>
            <span className={classes.time}>
              {stage.state === 'busy' ? <Running stage={stage} told={told} /> : time(stage.ms)}
            </span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

const time = (ms: number | null): string => (ms === null ? '–' : joined(duration(ms)));

/** Without what all of them begin with. */
function targetWords({ targets: [first = '', ...more] }: Stage): string {
  const name = first.replace(/^slipway-/, '');
  return more.length === 0 ? name : `${name} and ${more.length} more`;
}

function Running({ stage: { key }, told }: { readonly stage: Stage; readonly told: Told }) {
  const now = useNow(200);
  const since = told.begun.get(Number.parseInt(key, 10));
  return since === undefined ? null : joined(duration(Math.max(0, now - since)));
}
