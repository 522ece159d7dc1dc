import type { Report } from '#contract/checklist';
import { Section } from '../ui/Section.tsx';
import { Seg } from '../ui/Seg.tsx';
import classes from './ChecksPage.module.css';
import { type Filter, stageAfter } from './filter.ts';

type Props = {
  readonly filter: Filter;
  readonly stage: Report['subject']['stage'];
  readonly choose: (change: Partial<Filter>) => void;
};

/** What of the checklist is shown. */
export function ShowOnly({ filter, stage, choose }: Props) {
  const next = stageAfter(stage);
  return (
    <Section title="Show">
      <div className={classes.choice}>
        <Seg
          label="Show findings that are"
          value={filter.show}
          choices={[
            { value: 'open', label: 'To do' },
            { value: 'all', label: 'All' },
          ]}
          onChange={(show) => choose({ show, finding: null })}
        />
        <Seg
          label="Show findings that matter"
          value={filter.when}
          choices={[
            { value: 'any', label: 'Any stage' },
            { value: 'now', label: `At ${stage}` },
            ...(next ? [{ value: 'next' as const, label: `For ${next}` }] : []),
          ]}
          onChange={(when) => choose({ when, finding: null })}
        />
      </div>
    </Section>
  );
}
