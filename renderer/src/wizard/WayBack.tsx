import type { Judgement } from '#contract/checklist';
import type { Plan } from '#contract/deployment';
import type { ServiceDetail } from '#contract/service';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { releaseWords } from '../ui/words.ts';
import classes from './UpdateDesk.module.css';

/** How long going back took when it was last measured, and when it is proven anew. */
export function WayBack({ detail, plan }: { readonly detail: ServiceDetail; readonly plan: Plan | null }) {
  const serves = detail.releases.find((one) => one.serves);
  if (!serves) return null;
  const name = releaseWords(serves);
  const proves = plan?.steps.some((step) => step.do === 'way-back') ?? true;
  return (
    <Section title="Way back">
      <div className={classes.fact}>
        {serves.lost !== null ? (
          <Status kind="fail" word="lost" />
        ) : serves.seconds !== null ? (
          <Status kind="pass" word={`measured, ${secondsWords(serves.seconds)}`} />
        ) : (
          <Status kind="unchecked" word="not measured yet" />
        )}
        <p>
          {serves.lost ??
            (proves
              ? `${name} is kept. That it can return is proven before callers are switched over.`
              : `${name} is kept on the host.`)}
        </p>
      </div>
    </Section>
  );
}

const secondsWords = (seconds: number): string => (seconds < 1 ? 'under 1 s' : `${Math.round(seconds)} s`);

type RoomProps = {
  readonly judgement: Judgement | null;
  /** Both have a limit of memory: only then is it known what they need. */
  readonly limited: boolean;
};

/** Whether old and new run side by side, or how long nothing serves. */
export function RoomForBoth({ judgement, limited }: RoomProps) {
  const plan = judgement?.plan;
  const room = judgement?.findings.find(({ id, verdict }) => id === 'SCA-04' && verdict !== 'not-applicable');
  if (!plan && !room) return null;
  const fits = room?.verdict !== 'fail';
  return (
    <Section title="Room for both">
      <div className={classes.fact}>
        {!fits && <Status kind="fail" word="does not fit" />}
        {fits && plan && plan.gap > 0 && <Status kind="warn" word={`nothing serves for about ${plan.gap} s`} />}
        {fits && plan && plan.gap === 0 && (
          <Status kind={limited ? 'pass' : 'unchecked'} word={limited ? 'fits: no gap' : 'no gap, if both fit'} />
        )}
        <p>
          {room
            ? room.title
            : plan && plan.gap > 0
              ? 'The old one is stopped first, and started again if the new one fails.'
              : limited
                ? 'Old and new run side by side until callers are on the new one.'
                : 'Memory is not limited: whether both fit is not known.'}
        </p>
      </div>
    </Section>
  );
}
