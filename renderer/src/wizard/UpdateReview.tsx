import { useState } from 'react';
import type { ServiceDetail } from '#contract/service';
import { TryIt } from '../service/TryIt.tsx';
import { Seg } from '../ui/Seg.tsx';
import { Beside } from './Beside.tsx';
import { CommandsMenu } from './CommandsMenu.tsx';
import { Differs } from './Differs.tsx';
import { DraftForm } from './DraftForm.tsx';
import { Found } from './Found.tsx';
import { valueAt } from './fields.ts';
import { Why } from './Note.tsx';
import { PlanSteps } from './PlanSteps.tsx';
import { Unchanged } from './Unchanged.tsx';
import classes from './UpdateDesk.module.css';
import type { Choices } from './useChoices.ts';
import type { Desk, Judged } from './useDraft.ts';
import { useFields } from './useFields.ts';
import type { Trial } from './useTrial.ts';
import { RoomForBoth, WayBack } from './WayBack.tsx';
import { YamlView } from './YamlView.tsx';

type Props = {
  readonly desk: Desk;
  readonly judged: Judged;
  readonly detail: ServiceDetail;
  readonly choices: Choices;
  readonly trial: Trial;
  readonly names: { readonly old: string; readonly next: string };
  /** No release takes the place of another. */
  readonly keeps: boolean;
};

/** What differs, what both answer, what was found and what will be done. */
export function UpdateReview({ desk, judged, detail, choices, trial, names, keeps }: Props) {
  const { host, release: from } = detail.status;
  const [view, setView] = useState<'answers' | 'form' | 'yaml'>('answers');
  const inForce = useFields(detail.text);
  const plan = judged.judgement?.plan ?? null;
  const { tried } = trial;
  const limited = [desk.fields, detail.file].every((file) => valueAt(file, ['scale', 'memory']) != null);
  return (
    <div className={`columns ${classes.columns}`}>
      <div className="stack">
        <Differs
          from={from}
          tried={tried}
          choices={choices.all}
          names={keeps ? { old: 'now', next: 'then' } : names}
          written={{ old: inForce, next: desk.fields }}
        />
        <WayBack detail={detail} plan={plan} />
        <RoomForBoth judgement={judged.judgement} limited={limited} />
        <Why desk={desk} />
      </div>
      <div className="stack">
        <div className={classes.view}>
          <Seg
            label="Show"
            value={view}
            choices={[
              { value: 'answers', label: 'Answers' },
              { value: 'form', label: 'Form' },
              { value: 'yaml', label: 'YAML' },
            ]}
            onChange={setView}
          />
          <CommandsMenu text={desk.writing.text} host={host} />
        </div>
        {view === 'answers' && keeps && <Unchanged name={names.old} />}
        {view === 'answers' && !keeps && <Beside trial={trial} names={names} />}
        {view === 'answers' &&
          tried.is === 'ended' &&
          tried.candidate?.phase === 'done' &&
          tried.candidate.container && (
            <TryIt
              host={host}
              subject={tried.candidate.container}
              into={{ fields: desk.fields, keep: (edit) => desk.keeping.edit([edit]) }}
            />
          )}
        {view === 'form' && <DraftForm desk={desk} judged={judged} />}
        {view === 'yaml' && <YamlView desk={desk} judged={judged} />}
        <Found judged={judged} host={host} apply={(set) => desk.keeping.edit(set)} />
        <PlanSteps plan={plan} waits={judged.waits} />
      </div>
    </div>
  );
}
