import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Finding, Report } from '#contract/checklist';
import type { ListedHost } from '#contract/inventory';
import { useInventory } from '../app/session.ts';
import { Copy } from '../ui/Copy.tsx';
import { Failure } from '../ui/Failure.tsx';
import { failureIn } from '../wire/failure.ts';
import { commandsFor } from './doing.ts';
import { NotThere } from './NotThere.tsx';
import { Serves } from './Serves.tsx';
import { Stops } from './Stops.tsx';
import { useReport } from './useReport.ts';
import { XrayFindings } from './XrayFindings.tsx';
import { XrayHead } from './XrayHead.tsx';
import classes from './XrayPage.module.css';

/** Any running container, looked at without touching it: what it serves, how good it is, and what would mend it. */
export function XrayPage() {
  const { host, container } = useParams({ from: '/host/$host/container/$container' });
  return <Xray key={`${host}/${container}`} host={host} id={container} />;
}

function Xray({ host, id }: { readonly host: string; readonly id: string }) {
  const { inventory } = useInventory();
  const at = inventory?.hosts.find(({ name }) => name === host);
  const seen = at?.others.find((one) => one.id.startsWith(id));
  const part = at?.served.find(({ replicas }) => replicas.some((one) => one.id.startsWith(id)))?.service ?? null;
  const isAway = at?.state === 'unreachable';
  const reported = useReport({ host, name: id, about: '', enabled: at !== undefined && !isAway });
  const { report, failure } = reported;
  const [opened, setOpened] = useState<string | null>(null);
  const told = failure === null ? null : failureIn(failure);
  const isGone = told?.kind === 'problem' && told.code === 'UNKNOWN_SERVICE';
  if (inventory && !at) return <NotThere title={host} says="This console knows no host of that name." host={null} />;
  if (isGone && !report)
    return (
      <NotThere
        title={seen?.name ?? id}
        says={`There is no such container on ${host} any more: it was removed, or made again under another id.`}
        host={host}
      />
    );
  const name = report?.subject.name ?? seen?.name ?? id;
  return (
    <div className="page">
      <XrayHead {...{ name, host, seen, part, reported, isAway, isGone }} url={at?.url ?? ''} />
      {isAway && <Away of={at} hasReport={report !== null} />}
      {failure !== null && !isGone && !isAway && <Failure of={failure} again={reported.again} />}
      {report && <Looked report={report} opened={opened} onOpen={setOpened} url={at?.url ?? ''} host={host} />}
    </div>
  );
}

function Away({ of: { name, reason }, hasReport }: { readonly of: ListedHost; readonly hasReport: boolean }) {
  return (
    <div className="band" role="status">
      <span>
        <b>{name}</b> does not answer: <bdi>{reason ?? 'nothing is heard of it'}</bdi>.{' '}
        {hasReport ? 'What is shown is from before.' : 'It is looked at as soon as it does.'}
      </span>
    </div>
  );
}

type LookedProps = {
  readonly report: Report;
  readonly opened: string | null;
  readonly onOpen: (id: string | null) => void;
  readonly url: string;
  readonly host: string;
};

function Looked({ report, opened, onOpen, url, host }: LookedProps) {
  const { findings, subject } = report;
  const commands = commandsFor(findings, subject.name, url);
  const act = (finding: Finding) => commands.get(finding.id) ?? null;
  return (
    <>
      <Stops findings={findings} onOpen={onOpen} />
      <div className={`columns ${classes.columns}`}>
        <Serves report={report} host={host} />
        <XrayFindings report={report} opened={opened} onOpen={onOpen} commandOf={act}>
          {commands.size > 0 && (
            <Copy
              text={[...commands.values()].join('\n')}
              label={commands.size === 1 ? 'Copy 1 live fix' : `Copy ${commands.size} live fixes`}
            />
          )}
        </XrayFindings>
      </div>
    </>
  );
}
