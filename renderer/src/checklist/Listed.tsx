import { Button } from '@mantine/core';
import type { Finding, Report } from '#contract/checklist';
import { Section } from '../ui/Section.tsx';
import { areaWords } from './areas.ts';
import classes from './ChecksPage.module.css';
import { doingOf, doingWords } from './doing.ts';
import list from './Findings.module.css';
import { FindingColumns, Findings } from './Findings.tsx';
import { type Filter, filtered, unfiltered, wellOf } from './filter.ts';
import { Said } from './Said.tsx';
import { Say } from './Say.tsx';
import type { Fixing } from './useFix.ts';
import { titleOf } from './words.ts';

type Props = {
  readonly report: Report;
  readonly filter: Filter;
  readonly choose: (change: Partial<Filter>) => void;
  readonly fixing: Fixing;
  readonly disabled: boolean;
  /** Somebody has said something of a finding. */
  readonly said: () => void;
};

/** The findings that are wanted, by areas. */
export function Listed({ report, filter, choose, fixing, disabled, said }: Props) {
  const at = { host: report.subject.host, service: report.subject.name };
  const groups = filtered(report.findings, filter, report.subject.stage);
  const shown = groups.reduce((sum, { findings }) => sum + findings.length, 0);
  const well = wellOf(report.findings);
  const act = (finding: Finding) => (
    <Act of={finding} fixing={fixing} disabled={disabled} opened={filter.finding} choose={choose} />
  );
  const speaking = report.findings.find(({ id }) => id === filter.finding);
  return (
    <Section title={shown === 1 ? '1 finding' : `${shown} findings`} note={narrowed(filter)}>
      {shown === 0 ? (
        <Nothing filter={filter} choose={choose} well={well} />
      ) : (
        <div className={list.frame}>
          <FindingColumns areas />
          {groups.map(({ area, findings }) => (
            <section key={area} className={list.group} aria-label={areaWords(area)}>
              <h3 className={list.area}>{areaWords(area)}</h3>
              <Findings
                findings={findings}
                label={`${areaWords(area)}, findings`}
                opened={filter.finding}
                onOpen={(finding) => choose({ finding })}
                act={act}
                more={(finding) => (
                  <Said of={finding} at={at} done={said} say={(say) => choose({ finding: finding.id, say })} />
                )}
              />
            </section>
          ))}
        </div>
      )}
      {filter.say && speaking && (
        <Say
          key={`${filter.say} ${speaking.id}`}
          what={filter.say}
          of={speaking}
          at={at}
          onClose={() => choose({ say: null })}
          done={said}
        />
      )}
      {shown > 0 && filter.show === 'open' && well > 0 && (
        <p className={classes.left}>
          and {well} that are well{' '}
          <Button size="xs" onClick={() => choose({ show: 'all' })}>
            Show
          </Button>
        </p>
      )}
    </Section>
  );
}

function narrowed({ area, when, show }: Filter): string {
  const parts = [
    show === 'open' ? 'to do' : 'all',
    ...(area ? [areaWords(area)] : []),
    ...(when === 'now' ? ['that matter now'] : when === 'next' ? ['that the next stage wants'] : []),
  ];
  return parts.join(', ');
}

type NothingProps = Pick<Props, 'filter' | 'choose'> & { readonly well: number };

function Nothing({ filter, choose, well }: NothingProps) {
  const isNarrow = filter.area !== null || filter.when !== 'any';
  return (
    <div className="empty">
      <p>
        {isNarrow ? 'Nothing is to be done in this.' : 'Nothing is left to do: all that can be known of it is well.'}
      </p>
      <div className={classes.acts}>
        {isNarrow && <Button onClick={() => choose(unfiltered)}>Show every area and stage</Button>}
        {filter.show === 'open' && (
          <Button onClick={() => choose({ show: 'all' })}>Show the {well} that are well</Button>
        )}
      </div>
    </div>
  );
}

type ActProps = {
  readonly of: Finding;
  readonly fixing: Fixing;
  readonly disabled: boolean;
  readonly opened: string | null;
  readonly choose: Props['choose'];
};

function Act({ of: finding, fixing, disabled, opened, choose }: ActProps) {
  const doing = doingOf(finding);
  const isWell = finding.verdict === 'pass' || finding.verdict === 'not-applicable';
  if (isWell || finding.remedy === null) return null;
  const label = doingWords(doing, finding.remedy.minutes);
  if (doing === 'fix')
    return (
      <Button
        size="xs"
        aria-label={`${label}: ${titleOf(finding)}`}
        disabled={disabled || (fixing.isPending && !fixing.fixes(finding.id))}
        loading={fixing.fixes(finding.id)}
        onClick={() => fixing.begin([finding.id])}
      >
        {label}
      </Button>
    );
  return (
    <Button
      size="xs"
      aria-label={`${label}: ${titleOf(finding)}`}
      aria-expanded={opened === finding.id}
      onClick={() =>
        doing === 'answer'
          ? choose({ finding: finding.id, say: 'answer' })
          : choose({ finding: opened === finding.id ? null : finding.id })
      }
    >
      {label}
    </Button>
  );
}
