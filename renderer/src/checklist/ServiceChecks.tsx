import { Link } from '@tanstack/react-router';
import { Failure } from '../ui/Failure.tsx';
import { Section } from '../ui/Section.tsx';
import { areaWords } from './areas.ts';
import classes from './Bars.module.css';
import { Bars, NoBars } from './Bars.tsx';
import { LookedAt } from './LookedAt.tsx';
import { NextSteps } from './NextSteps.tsx';
import { tally } from './standing.ts';
import { useFix } from './useFix.ts';
import { type Reported, useReport } from './useReport.ts';

type Props = {
  readonly host: string;
  readonly service: string;
  readonly about: string;
  /** Why it cannot be looked at now; null where it can. */
  readonly unless: string | null;
};

/** How good a service is, at a glance: seven bars, and what to do next. */
export function ServiceChecks({ host, service, about, unless }: Props) {
  const reported = useReport({ host, name: service, about, enabled: unless === null });
  const fixing = useFix({ host, service });
  const { report } = reported;
  return (
    <>
      <Summary of={reported} host={host} service={service} unless={unless} />
      {report && <NextSteps report={report} fixing={fixing} disabled={unless !== null} />}
    </>
  );
}

type SummaryProps = Omit<Props, 'about'> & { readonly of: Reported };

function Summary({ of: reported, host, service, unless }: SummaryProps) {
  const { report, failure, again } = reported;
  const params = { host, service };
  return (
    <Section
      title="Checks"
      note={report ? tally(report.findings.filter(({ verdict }) => verdict !== 'not-applicable')) : undefined}
      more={
        <Link
          className="link"
          to="/service/$host/$service/checks"
          params={params}
          aria-label={`All checks of ${service}`}
        >
          All
        </Link>
      }
    >
      {report ? (
        <Bars
          findings={report.findings}
          row={(area, content) => (
            <Link
              className={classes.row}
              to="/service/$host/$service/checks"
              params={params}
              search={{ area, show: 'all' }}
              title={`${areaWords(area)}: all its checks`}
            >
              {content}
            </Link>
          )}
        />
      ) : (
        failure === null && <NoBars />
      )}
      {failure !== null && unless === null && <Failure of={failure} again={again} />}
      <LookedAt of={reported} unless={unless} />
    </Section>
  );
}
