import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { Report } from '#contract/checklist';
import { useInventory } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Section } from '../ui/Section.tsx';
import { releaseWords } from '../ui/words.ts';
import bars from './Bars.module.css';
import { Bars, NoBars } from './Bars.tsx';
import classes from './ChecksPage.module.css';
import { FixAll } from './FixAll.tsx';
import { type Filter, filterIn, searchOf } from './filter.ts';
import { Listed } from './Listed.tsx';
import { LookedAt } from './LookedAt.tsx';
import { NothingDone } from './NothingDone.tsx';
import { ShowOnly } from './ShowOnly.tsx';
import { tally } from './standing.ts';
import { useFix } from './useFix.ts';
import { useReport } from './useReport.ts';
import { whyNot } from './why-not.ts';

/** The whole checklist of a service: what was measured, why it matters, what to do, and what is lived with. */
export function ChecksPage() {
  const { host, service } = useParams({ from: '/service/$host/$service/checks' });
  return <Checks key={`${host}/${service}`} host={host} service={service} />;
}

type At = { readonly host: string; readonly service: string };

function Checks({ host, service }: At) {
  const { inventory } = useInventory();
  const search = useSearch({ from: '/service/$host/$service/checks' });
  const navigate = useNavigate({ from: '/service/$host/$service/checks' });
  const filter = filterIn(search);
  const { about, unless } = whyNot(inventory, { host, service });
  const reported = useReport({ host, name: service, about, enabled: unless === null });
  const fixing = useFix({ host, service });
  const { report, failure, again } = reported;
  const choose = (change: Partial<Filter>) => {
    void navigate({ search: searchOf({ ...filter, ...change }), replace: true, resetScroll: false });
  };
  useScrolledTo(report === null ? null : filter.finding);
  return (
    <div className="page">
      <Head of={report} at={{ host, service }}>
        {report && <FixAll findings={report.findings} fixing={fixing} disabled={unless !== null} />}
      </Head>
      <NothingDone fixing={fixing} />
      {failure !== null && unless === null && <Failure of={failure} again={again} />}
      <div className={`columns ${classes.columns}`}>
        <div className="stack">
          <Section title="Seven areas" note={report ? 'press one for its checks' : undefined}>
            {report ? (
              <Bars
                findings={report.findings}
                row={(area, content) => (
                  <button
                    type="button"
                    className={bars.row}
                    aria-pressed={filter.area === area}
                    onClick={() => choose({ area: filter.area === area ? null : area, finding: null })}
                  >
                    {content}
                  </button>
                )}
              />
            ) : (
              failure === null && <NoBars />
            )}
            <LookedAt of={reported} unless={unless} />
          </Section>
          {report && <ShowOnly filter={filter} stage={report.subject.stage} choose={choose} />}
        </div>
        {!report && unless !== null && inventory && (
          <div className="empty">
            <p>{unless}. Its checks are shown as soon as they can be; what was done to it is in the history.</p>
            <LinkButton to="/history">History</LinkButton>
          </div>
        )}
        {report && (
          <Listed
            report={report}
            filter={filter}
            choose={choose}
            fixing={fixing}
            disabled={unless !== null}
            said={again}
          />
        )}
      </div>
    </div>
  );
}

type HeadProps = { readonly of: Report | null; readonly at: At; readonly children: React.ReactNode };

function Head({ of: report, at: { host, service }, children }: HeadProps) {
  const release = report?.subject.release;
  return (
    <div className="head">
      <div className={classes.title}>
        <h1>
          <span className="cut">
            Checks of <bdi>{service}</bdi>
          </span>
          {report && (
            <span className={report.subject.stage === 'production' ? 'tag production' : 'tag'}>
              {report.subject.stage}
            </span>
          )}
        </h1>
        <p className="cut">
          <bdi>{release ? `${releaseWords(release)} on ${host}` : `on ${host}`}</bdi>
          {report && `: ${tally(report.findings)}`}
        </p>
      </div>
      <div className="acts">
        {children}
        <LinkButton to="/service/$host/$service" params={{ host, service }}>
          To the service
        </LinkButton>
      </div>
    </div>
  );
}

/** Who comes for one finding begins at it. */
function useScrolledTo(id: string | null): void {
  useEffect(() => {
    if (id !== null) document.getElementById(`finding-${id}`)?.scrollIntoView({ block: 'nearest' });
  }, [id]);
}
