import type { ReactNode } from 'react';
import type { Area } from '#contract/checklist';
import type { ServiceDetail } from '#contract/service';
import { areaWords } from '../../checklist/areas.ts';
import { Section } from '../../ui/Section.tsx';
import { shownIn } from '../fields.ts';
import type { Bench } from '../useBench.ts';
import type { Desk, Judged } from '../useDraft.ts';
import classes from './AreaStep.module.css';
import { Evolution } from './Evolution.tsx';
import { Integration } from './Integration.tsx';
import { Monitoring } from './Monitoring.tsx';
import { Questions } from './Questions.tsx';
import { Reliability } from './Reliability.tsx';
import { Scalability } from './Scalability.tsx';
import { Security } from './Security.tsx';
import { saysOf } from './says.ts';
import { Versioning } from './Versioning.tsx';

type Props = {
  readonly area: Area;
  readonly desk: Desk;
  readonly judged: Judged;
  /** What serves now; null before a first deployment. */
  readonly detail: ServiceDetail | null;
  /** Kept by the page: it goes on while another area is looked at. */
  readonly bench: Bench;
  /** What else belongs to it. */
  readonly children?: ReactNode;
};

/** One area of a draft: why it matters, what is decided in it, and what only a person can answer. */
export function AreaStep({ area, desk, judged, detail, bench, children }: Props) {
  const { why, now, later } = saysOf[area];
  const at = { host: desk.writing.host, service: detail?.status.service ?? shownIn(desk.fields, 'service') };
  return (
    <div className="stack">
      <header className={classes.head}>
        <h2>{areaWords(area)}</h2>
        <p>{why}</p>
        <dl>
          <dt>Now</dt>
          <dd>{now}</dd>
          <dt>Later</dt>
          <dd>{later}</dd>
        </dl>
      </header>
      <Section title="What you decide" note="written into the file as you type">
        {desk.fields === null && (
          <p className={classes.unread}>
            The text cannot be read as YAML. Mend it there: what is set here waits for it.
          </p>
        )}
        <Decisions {...{ area, desk, judged, detail, bench }} />
      </Section>
      <Questions key={area} area={area} judged={judged} at={at} />
      {children}
    </div>
  );
}

type DecisionsProps = Omit<Props, 'children'>;

function Decisions({ area, desk, judged, detail, bench }: DecisionsProps): ReactNode {
  switch (area) {
    case 'integration':
      return <Integration desk={desk} judged={judged} bench={bench} />;
    case 'scalability':
      return <Scalability desk={desk} />;
    case 'reliability':
      return <Reliability desk={desk} />;
    case 'monitoring':
      return <Monitoring desk={desk} />;
    case 'versioning':
      return <Versioning desk={desk} judged={judged} detail={detail} />;
    case 'security':
      return <Security desk={desk} hardened={bench.hardening} />;
    case 'evolution':
      return <Evolution desk={desk} />;
  }
}
