import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { Draft } from '#contract/draft';
import { useInventory } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Seg } from '../ui/Seg.tsx';
import { AreaRail } from './AreaRail.tsx';
import { AreaStep } from './area/AreaStep.tsx';
import { areaIn } from './area/decisions.ts';
import { CommandsMenu } from './CommandsMenu.tsx';
import { DeployBar } from './DeployBar.tsx';
import { DraftForm } from './DraftForm.tsx';
import { Found } from './Found.tsx';
import { shownIn, valueAt } from './fields.ts';
import { HostChoice } from './HostChoice.tsx';
import { NextStep } from './NextStep.tsx';
import { NotKept } from './NotKept.tsx';
import { PlanSteps } from './PlanSteps.tsx';
import { stepsWords } from './plan.ts';
import { Steps } from './Steps.tsx';
import { useBench } from './useBench.ts';
import { useChoices } from './useChoices.ts';
import { type Desk, useDesk, useDrafts, useJudgement } from './useDraft.ts';
import classes from './Wizard.module.css';
import { YamlView } from './YamlView.tsx';

/** The last step of putting a model into service: what matters, what was found, what would be done. */
export function DraftPage() {
  const { draft: id } = useParams({ from: '/deploy/$draft' });
  const { data: drafts, error, refetch } = useDrafts(id);
  const draft = drafts?.find((one) => one.id === id);
  if (draft) return <Review key={id} draft={draft} />;
  return (
    <div className="page">
      <div className="head">
        <h1>Deploy</h1>
      </div>
      {error && <Failure of={error} again={() => void refetch()} />}
      {drafts && <NotHere />}
    </div>
  );
}

function NotHere() {
  return (
    <div className="empty">
      <p>This draft is not here any more. It was deployed, or removed.</p>
      <LinkButton to="/deploy" variant="filled">
        Choose an image
      </LinkButton>
    </div>
  );
}

function Review({ draft }: { readonly draft: Draft }) {
  const desk = useDesk(draft);
  const judged = useJudgement(desk.writing);
  const [view, setView] = useState<'form' | 'yaml'>(draft.text.trim() === '' ? 'yaml' : 'form');
  const [choosesHost, setChoosesHost] = useState(false);
  const bench = useBench(desk.writing.host);
  const area = areaIn(useSearch({ from: '/deploy/$draft' }).area);
  const navigate = useNavigate({ from: '/deploy/$draft' });
  const choose = (next: typeof area) => {
    setChoosesHost(false);
    void navigate({ search: next === null ? {} : { area: next }, replace: true, resetScroll: false });
  };
  const plan = judged.judgement?.plan;
  const widths = choosesHost ? classes.two : classes[view === 'yaml' ? 'text' : area ? 'area' : 'columns'];
  const service = shownIn(desk.fields, 'service');
  return (
    <div className="page">
      <div className="head">
        <div className={classes.heading}>
          <h1>
            <span className="cut">
              Deploy <bdi>{service || 'a model'}</bdi>
            </span>
            <Stage of={shownIn(desk.fields, 'stage') || 'trial'} />
          </h1>
          <p>Image and host are enough. All else is filled in; change what is wrong</p>
        </div>
        <div className="acts">
          <CommandsMenu text={desk.writing.text} host={desk.writing.host} />
          <Seg
            label="Show the draft as"
            value={view}
            choices={[
              { value: 'form', label: 'Form' },
              { value: 'yaml', label: 'YAML' },
            ]}
            onChange={setView}
          />
        </div>
      </div>
      <NotKept desk={desk} />
      <div className={`columns ${widths}`}>
        <div>
          <Rail desk={desk} choosesHost={choosesHost} setChoosesHost={setChoosesHost} />
          <AreaRail
            desk={desk}
            judged={judged}
            at={choosesHost ? undefined : area}
            choose={choose}
            review={plan ? stepsWords(plan) : 'what matters'}
          />
        </div>
        {choosesHost ? (
          <Elsewhere desk={desk} done={() => setChoosesHost(false)} />
        ) : (
          <>
            {view === 'yaml' ? (
              <YamlView desk={desk} judged={judged} />
            ) : area === null ? (
              <DraftForm desk={desk} judged={judged} />
            ) : (
              <AreaStep area={area} desk={desk} judged={judged} bench={bench} detail={null} />
            )}
            <div className="stack">
              <Found judged={judged} host={desk.writing.host} apply={(set) => desk.keeping.edit(set)} area={area} />
              <PlanSteps plan={judged.judgement?.plan ?? null} waits={judged.waits} />
            </div>
          </>
        )}
      </div>
      <DeployBar draft={draft} desk={desk} judged={judged}>
        <LinkButton to="/deploy">Back</LinkButton>
        <NextStep after={area} choose={choose} />
      </DeployBar>
    </div>
  );
}

const Stage = ({ of: stage }: { readonly of: string }) => (
  <span className={stage === 'production' ? 'tag production' : 'tag'}>{stage}</span>
);

type RailProps = {
  readonly desk: Desk;
  readonly choosesHost: boolean;
  readonly setChoosesHost: (chooses: boolean) => void;
};

function Rail({ desk, choosesHost, setChoosesHost }: RailProps) {
  const navigate = useNavigate();
  const { inventory } = useInventory();
  const several = (inventory?.hosts.length ?? 0) > 1;
  const image = String(valueAt(desk.fields, ['model', 'image']) ?? '');
  return (
    <Steps
      at={choosesHost ? 'host' : null}
      steps={[
        {
          name: 'image',
          says: image || 'none yet',
          done: image !== '',
          go: () => void navigate({ to: '/deploy' }),
        },
        {
          name: 'host',
          says: desk.writing.host,
          done: true,
          ...(several ? { go: () => setChoosesHost(true) } : {}),
        },
      ]}
    />
  );
}

/** The same draft for another host. */
function Elsewhere({ desk, done }: { readonly desk: Desk; readonly done: () => void }) {
  const { inventory } = useInventory();
  const choices = useChoices();
  const image = valueAt(desk.fields, ['model', 'image']);
  return (
    <HostChoice
      hosts={inventory?.hosts ?? []}
      having={choices.all.filter(({ name }) => name === image).flatMap(({ hosts }) => hosts)}
      busy={null}
      choose={(host) => {
        desk.keeping.moveTo(host);
        done();
      }}
    />
  );
}
