import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Finding, Report } from '#contract/checklist';
import { Copy } from '../ui/Copy.tsx';
import { Section } from '../ui/Section.tsx';
import { areas, areaWords } from './areas.ts';
import { doingWords } from './doing.ts';
import list from './Findings.module.css';
import { FindingColumns, Findings } from './Findings.tsx';
import { byUrgency, tally } from './standing.ts';
import { titleOf } from './words.ts';
import classes from './XrayPage.module.css';

type Props = {
  readonly report: Report;
  readonly opened: string | null;
  readonly onOpen: (id: string | null) => void;
  /** What mends it while it runs; null where nothing does. */
  readonly commandOf: (finding: Finding) => string | null;
  readonly children: ReactNode;
};

/** Everything that was measured of a container, by areas; what could not be is one press away. */
export function XrayFindings({ report, opened, onOpen, commandOf, children }: Props) {
  const [all, setAll] = useState(false);
  const applies = report.findings.filter(({ verdict }) => verdict !== 'not-applicable');
  const measured = applies.filter(({ verdict }) => verdict !== 'unchecked');
  const shown = byUrgency(all ? applies : measured, 'verdict');
  const rest = applies.length - measured.length;
  const act = (finding: Finding) => <Act of={finding} command={commandOf(finding)} opened={opened} onOpen={onOpen} />;
  return (
    <Section title={`${measured.length} findings`} note={tally(applies, 'verdict')} more={children}>
      <div className={list.frame}>
        <FindingColumns areas />
        {areas.map((area) => {
          const own = shown.filter((one) => one.area === area);
          return (
            own.length > 0 && (
              <section key={area} className={list.group} aria-label={areaWords(area)}>
                <h3 className={list.area}>{areaWords(area)}</h3>
                <Findings
                  findings={own}
                  by="verdict"
                  label={`${areaWords(area)}, findings`}
                  opened={opened}
                  onOpen={onOpen}
                  act={act}
                />
              </section>
            )
          );
        })}
      </div>
      {rest > 0 && (
        <p className={classes.left}>
          {all
            ? `${rest} of them could not be checked`
            : `and ${rest} that could not be checked: most need a service file or a load`}{' '}
          <Button size="xs" onClick={() => setAll(!all)} aria-expanded={all}>
            {all ? 'Hide' : 'Show'}
          </Button>
        </p>
      )}
    </Section>
  );
}

type ActProps = Pick<Props, 'opened' | 'onOpen'> & { readonly of: Finding; readonly command: string | null };

function Act({ of: finding, command, opened, onOpen }: ActProps) {
  const { id, remedy, verdict } = finding;
  if (remedy === null || verdict === 'pass') return null;
  if (command !== null)
    return <Copy text={command} label={doingWords('copy', remedy.minutes)} about={titleOf(finding)} />;
  const label = doingWords('show', remedy.minutes);
  return (
    <Button
      size="xs"
      aria-label={`${label}: ${titleOf(finding)}`}
      aria-expanded={opened === id}
      onClick={() => onOpen(opened === id ? null : id)}
    >
      {label}
    </Button>
  );
}
