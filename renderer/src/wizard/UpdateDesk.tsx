import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Draft } from '#contract/draft';
import type { ServiceDetail } from '#contract/service';
import { TryIt } from '../service/TryIt.tsx';
import { Failure } from '../ui/Failure.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Seg } from '../ui/Seg.tsx';
import { releaseWords } from '../ui/words.ts';
import { Beside } from './Beside.tsx';
import { CommandsMenu } from './CommandsMenu.tsx';
import { DeployBar } from './DeployBar.tsx';
import { Differs } from './Differs.tsx';
import { DraftForm } from './DraftForm.tsx';
import { Found } from './Found.tsx';
import { shownIn, valueAt, withEdits } from './fields.ts';
import { holdingOf } from './holding.ts';
import { ImagePicker } from './ImagePicker.tsx';
import { NotKept } from './NotKept.tsx';
import { PlanSteps } from './PlanSteps.tsx';
import { Unchanged } from './Unchanged.tsx';
import classes from './UpdateDesk.module.css';
import { UpdateHead } from './UpdateHead.tsx';
import { useCandidate } from './useCandidate.ts';
import type { Choices } from './useChoices.ts';
import { useDesk, useJudgement } from './useDraft.ts';
import { useFields, useFieldsOf } from './useFields.ts';
import { RoomForBoth, WayBack, Why } from './WayBack.tsx';
import { YamlView } from './YamlView.tsx';

type Props = {
  readonly draft: Draft;
  readonly detail: ServiceDetail;
  readonly choices: Choices;
  readonly choose: (image: string, instead: Pick<Draft, 'id' | 'revision'>) => void;
  readonly failure: unknown;
};

/** A draft for the next release, the release that serves beside it, and what came of asking both. */
export function UpdateDesk({ draft, detail, choices, choose, failure }: Props) {
  const { service, host, release: from } = detail.status;
  const desk = useDesk(draft);
  const judged = useJudgement(desk.writing);
  const tried = useCandidate(host);
  const [triedFields, setTriedFields] = useState<string | null>(null);
  const [view, setView] = useState<'answers' | 'form' | 'yaml'>('answers');
  const fieldsOf = useFieldsOf();
  // Counted up by another attempt, by the deployment and by leaving, so that nothing starts that nobody waits for.
  const attempt = useRef(0);
  useEffect(
    () => () => {
      attempt.current += 1;
    },
    [],
  );
  const tryIt = async () => {
    attempt.current += 1;
    const mine = attempt.current;
    const text = await desk.keeping.settle().catch(() => null);
    // What could not be written down is told above; it is not tried either.
    if (text === null) return;
    const fields = await fieldsOf(text);
    if (attempt.current !== mine) return;
    tried.start(text);
    setTriedFields(runFields(fields));
  };
  const before = async () => {
    attempt.current += 1;
    await tried.stop();
  };
  const chooseImage = async (image: string) => {
    // The last of what was typed is its own writing, not another window's.
    await desk.keeping.settle().catch(() => undefined);
    choose(image, { id: draft.id, revision: desk.keeping.revision() });
  };
  const atOnce = useEffectEvent(tryIt);
  const known = desk.fields !== undefined;
  const [began, setBegan] = useState(false);
  const plan = judged.judgement?.plan ?? null;
  // What changes no container has no candidate either.
  const keeps = !judged.waits && plan !== null && from !== null && plan.to?.release === from.release;
  const image = String(valueAt(desk.fields, ['model', 'image']) ?? '');
  const mayKeep = image === valueAt(detail.file, ['model', 'image']);
  const isOpen = mayKeep && judged.waits && judged.failure === null;
  useEffect(() => {
    if (!known || began || isOpen) return;
    setBegan(true);
    if (!keeps) void atOnce();
  }, [known, began, isOpen, keeps]);
  const inForce = useFields(detail.text);
  const names = {
    old: from ? releaseWords(from) : 'what serves',
    next: plan?.to ? releaseWords(plan.to) : 'the new one',
  };
  const changed = triedFields !== null && triedFields !== runFields(desk.fields);
  const holding = changed && tried.is === 'ended' ? null : holdingOf(tried, names.old);
  const limited = [desk.fields, detail.file].every((file) => valueAt(file, ['scale', 'memory']) != null);
  return (
    <div className="page">
      <UpdateHead service={service} stage={detail.stage} from={from} keeps={keeps}>
        {image !== '' && (
          <ImagePicker key={image} image={image} choices={choices} choose={(next) => void chooseImage(next)} />
        )}
      </UpdateHead>
      {failure !== null && <Failure of={failure} />}
      <NotKept desk={desk} />
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
          <Why note={shownIn(desk.fields, 'note')} desk={desk} />
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
          {view === 'answers' && !keeps && (
            <Beside tried={tried} names={names} changed={changed} tryIt={() => void tryIt()} />
          )}
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
      <DeployBar draft={draft} desk={desk} judged={judged} holding={holding} before={before}>
        <LinkButton to="/service/$host/$service" params={{ host, service }}>
          Cancel
        </LinkButton>
      </DeployBar>
    </div>
  );
}

/** What a candidate is made of: all of the file but the words on why. */
const runFields = (fields: unknown): string => JSON.stringify(withEdits(fields, [{ path: ['note'], value: null }]));
