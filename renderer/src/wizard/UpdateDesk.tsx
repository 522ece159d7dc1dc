import { useNavigate, useSearch } from '@tanstack/react-router';
import type { Draft } from '#contract/draft';
import type { ServiceDetail } from '#contract/service';
import { Failure } from '../ui/Failure.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { releaseWords } from '../ui/words.ts';
import { AreaRail } from './AreaRail.tsx';
import { AreaStep } from './area/AreaStep.tsx';
import { areaIn } from './area/decisions.ts';
import { Beside } from './Beside.tsx';
import { DeployBar } from './DeployBar.tsx';
import { Found } from './Found.tsx';
import { valueAt } from './fields.ts';
import { holdingOf } from './holding.ts';
import { ImagePicker } from './ImagePicker.tsx';
import { NextStep } from './NextStep.tsx';
import { NotKept } from './NotKept.tsx';
import { PlanSteps } from './PlanSteps.tsx';
import { stepsWords } from './plan.ts';
import classes from './UpdateDesk.module.css';
import { UpdateHead } from './UpdateHead.tsx';
import { UpdateReview } from './UpdateReview.tsx';
import { useBench } from './useBench.ts';
import type { Choices } from './useChoices.ts';
import { useDesk, useJudgement } from './useDraft.ts';
import { useTrial } from './useTrial.ts';

type Props = {
  readonly draft: Draft;
  readonly detail: ServiceDetail;
  readonly choices: Choices;
  readonly choose: (image: string, instead: Pick<Draft, 'id' | 'revision'>) => void;
  readonly failure: unknown;
};

/** A draft for the next release beside the one that serves: what came of asking both, and each area by itself. */
export function UpdateDesk({ draft, detail, choices, choose, failure }: Props) {
  const { service, host, release: from } = detail.status;
  const desk = useDesk(draft);
  const judged = useJudgement(desk.writing);
  const bench = useBench(host);
  const area = areaIn(useSearch({ from: '/service/$host/$service/update' }).area);
  const navigate = useNavigate({ from: '/service/$host/$service/update' });
  const goTo = (next: typeof area) =>
    void navigate({ search: next === null ? {} : { area: next }, replace: true, resetScroll: false });
  const plan = judged.judgement?.plan ?? null;
  const keeps = !judged.waits && plan !== null && from !== null && plan.to?.release === from.release;
  const image = String(valueAt(desk.fields, ['model', 'image']) ?? '');
  const mayKeep = image === valueAt(detail.file, ['model', 'image']);
  const isOpen = mayKeep && judged.waits && judged.failure === null;
  const trial = useTrial({ desk, host, keeps: isOpen ? null : keeps });
  const chooseImage = async (next: string) => {
    // The last of what was typed is its own writing, not another window's.
    await desk.keeping.settle().catch(() => undefined);
    choose(next, { id: draft.id, revision: desk.keeping.revision() });
  };
  const names = {
    old: from ? releaseWords(from) : 'what serves',
    next: plan?.to ? releaseWords(plan.to) : 'the new one',
  };
  const holding = trial.changed && trial.tried.is === 'ended' ? null : holdingOf(trial.tried, names.old);
  return (
    <div className="page">
      <UpdateHead service={service} stage={detail.stage} from={from} keeps={keeps}>
        {image !== '' && (
          <ImagePicker key={image} image={image} choices={choices} choose={(next) => void chooseImage(next)} />
        )}
      </UpdateHead>
      {failure !== null && <Failure of={failure} />}
      <NotKept desk={desk} />
      <AreaRail
        desk={desk}
        judged={judged}
        at={area}
        choose={goTo}
        review={plan ? stepsWords(plan) : 'what changes'}
        refused={holding?.is === 'refused'}
        across
      />
      {area === null ? (
        <UpdateReview {...{ desk, judged, detail, choices, trial, names, keeps }} />
      ) : (
        <div className={`columns ${classes.area}`}>
          <AreaStep area={area} desk={desk} judged={judged} bench={bench} detail={detail}>
            {area === 'versioning' && !keeps && <Beside trial={trial} names={names} />}
          </AreaStep>
          <div className="stack">
            <Found judged={judged} host={host} apply={(set) => desk.keeping.edit(set)} area={area} />
            <PlanSteps plan={plan} waits={judged.waits} />
          </div>
        </div>
      )}
      <DeployBar draft={draft} desk={desk} judged={judged} holding={holding} before={trial.end}>
        <LinkButton to="/service/$host/$service" params={{ host, service }}>
          Cancel
        </LinkButton>
        <NextStep after={area} choose={goTo} />
      </DeployBar>
    </div>
  );
}
