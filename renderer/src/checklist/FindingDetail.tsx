import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { Finding, Remedy } from '#contract/checklist';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { ago } from '../ui/figures.ts';
import { Scrolls } from '../ui/Scrolls.tsx';
import { useNow } from '../ui/useNow.ts';
import { changeWords, minutesWords } from './doing.ts';
import classes from './FindingDetail.module.css';
import { rawText, readOf, settingWords } from './words.ts';

type Props = { readonly of: Finding; readonly children?: ReactNode };

/** All that is known of one finding: why it matters, what was read where and when, as it came, and what to do. */
export function FindingDetail({ of: finding, children }: Props) {
  const { id, detail, evidence, remedy, verdict } = finding;
  const now = useNow(10_000);
  const isMeasured = evidence !== null && verdict !== 'unchecked';
  return (
    <dl className={classes.detail}>
      <Fact name={verdict === 'unchecked' ? 'Why not' : 'Found'}>
        <bdi>{detail}</bdi>
      </Fact>
      <Why id={id} />
      {isMeasured && (
        <>
          <Fact name="Value read">
            <bdi>{readOf(finding) || evidence.value}</bdi>
            {evidence.threshold && (
              <span className="second">
                , wanted: <bdi>{evidence.threshold}</bdi>
              </span>
            )}
          </Fact>
          <Fact name="Read from">
            <bdi>{evidence.from}</bdi>
            <span className="dim">, {ago(evidence.at, now)}</span>
          </Fact>
          {evidence.request && evidence.request !== evidence.from && (
            <Fact name="Asked">
              <code>
                <bdi>{evidence.request}</bdi>
              </code>
            </Fact>
          )}
          {evidence.raw && Object.keys(evidence.raw).length > 0 && (
            <Fact name="As it came">
              <Scrolls as="pre" className={`code ${classes.raw}`} aria-label={`What was read for ${id}, as it came`}>
                <bdi>{rawText(evidence.raw)}</bdi>
              </Scrolls>
            </Fact>
          )}
        </>
      )}
      {remedy && <ToDo of={remedy} />}
      {children}
    </dl>
  );
}

/** A name and what belongs to it, in the detail of a finding. */
export function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

function Why({ id }: { readonly id: string }) {
  const client = useClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['explain', id],
    queryFn: ({ signal }) => client.checklist.explain({ id }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Fact name="Why it matters">
      {error !== null && <Failure of={error} again={() => void refetch()} />}
      {data && (
        <>
          <p>{data.text.replace(/\n(?!\n)/g, ' ')}</p>
          <p className="dim small">
            {id}, from the stage {data.since} on · {data.source}
          </p>
        </>
      )}
    </Fact>
  );
}

function ToDo({ of: { text, minutes, change, set } }: { readonly of: Remedy }) {
  const takes = [minutesWords(minutes), change ? changeWords[change] : ''].filter(Boolean).join(', ');
  return (
    <Fact name="To do">
      <bdi>{text}</bdi>
      {takes !== '' && <span className="dim"> {takes}</span>}
      {set.length > 0 && (
        <ul>
          {settingWords(set).map((line) => (
            <li key={line}>
              <code>{line}</code>
            </li>
          ))}
        </ul>
      )}
    </Fact>
  );
}
