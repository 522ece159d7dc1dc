import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Exchange, Report } from '#contract/checklist';
import { TryIt } from '../service/TryIt.tsx';
import { duration, joined } from '../ui/figures.ts';
import { Scrolls } from '../ui/Scrolls.tsx';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { servesWords, spread, telling } from './serving.ts';
import classes from './XrayPage.module.css';

/** What it serves and why that is thought, and what it was asked for it. */
export function Serves({ report, host }: { readonly report: Report; readonly host: string }) {
  const { serves, unasked } = report;
  if (!serves)
    return (
      <div className="stack">
        <Section title="What it serves">
          <div className={classes.more}>
            <Status kind="unchecked" word="not known" />
            <p className="second">
              <bdi>{unasked}</bdi>
            </p>
          </div>
        </Section>
        <Ask report={report} host={host} />
      </div>
    );
  const shown = telling(serves.asked);
  const rest = serves.asked.filter((one) => one !== shown);
  return (
    <div className="stack">
      <Section title="What it serves">
        <p className={classes.what}>
          <bdi>{servesWords(serves)}</bdi>
        </p>
        <p className="second small">
          {serves.confidence}, at <bdi>{serves.address}</bdi>
          {serves.metrics && (
            <>
              , metrics at <bdi>{serves.metrics}</bdi>
            </>
          )}
        </p>
      </Section>
      <Section title="Why we think so" note={serves.reasons.length}>
        <ul className={classes.reasons}>
          {serves.reasons.map((reason) => (
            <li key={reason}>
              <bdi>{reason}</bdi>
            </li>
          ))}
        </ul>
      </Section>
      <Section title="Asked it" note="what changes nothing">
        {shown && <Exchanged of={shown} />}
        {rest.length > 0 && (
          <details className={classes.more}>
            <summary className="small">and {rest.length} more</summary>
            <ul>
              {rest.map((one, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same may be asked twice
                <li key={at} className="small">
                  <bdi className="mono cut">{one.request}</bdi>
                  <span className="push dim">
                    {one.status} in {joined(duration(one.ms))}
                  </span>
                </li>
              ))}
            </ul>
          </details>
        )}
      </Section>
      <Ask report={report} host={host} />
    </div>
  );
}

function Exchanged({ of: { request, status, ms, body } }: { readonly of: Exchange }) {
  return (
    <div className={classes.exchange}>
      <Scrolls as="pre" className="code" aria-label="The request and its answer">
        <span className="dim">
          <bdi>{request}</bdi>
          {`\n${status} in ${joined(duration(ms))}\n`}
        </span>
        <bdi>{spread(body)}</bdi>
      </Scrolls>
    </div>
  );
}

/** A request of one's own takes a helper beside it, so it is never made unasked. */
function Ask({ report: { subject, unasked }, host }: { readonly report: Report; readonly host: string }) {
  const [asks, setAsks] = useState(false);
  if (asks) return <TryIt host={host} subject={subject.name} />;
  return (
    <Section title="Ask it yourself">
      <div className={classes.more}>
        <p className="second small">
          A small container is started in its network for each request and removed again. It is not restarted or
          changed.
        </p>
        <div className={classes.more}>
          <Button size="xs" onClick={() => setAsks(true)} disabled={unasked === 'It does not run.'}>
            Write a request
          </Button>
        </div>
      </div>
    </Section>
  );
}
