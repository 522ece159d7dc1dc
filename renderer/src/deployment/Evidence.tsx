import { Button } from '@mantine/core';
import { useState } from 'react';
import type { Deployment } from '#contract/deployment';
import { bytes, duration, joined } from '../ui/figures.ts';
import { Scrolls } from '../ui/Scrolls.tsx';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { releaseWords } from '../ui/words.ts';
import classes from './Evidence.module.css';

/** What was measured, down to the answers: wrong ones first and whole. */
export function Evidence({ of: one }: { readonly of: Deployment }) {
  const { golden, containers, wayBack, logs, gapMs } = one.evidence;
  const wrong = golden.filter(({ ok }) => !ok);
  const right = golden.filter(({ ok }) => ok);
  return (
    <>
      {golden.length > 0 && (
        <Section title="Golden answers" note={`${right.length} of ${golden.length} right`}>
          <ul className={classes.answers}>
            {wrong.map((one) => (
              <li key={`${one.replica} ${one.name}`} className={classes.wrong}>
                <Status kind="fail" word="wrong" />
                <div>
                  <b>
                    <bdi>{one.name}</bdi>
                  </b>{' '}
                  <span className="dim small">
                    {one.replica} · {one.asked} · {one.status ?? 'no answer'} in {joined(duration(one.ms))}
                  </span>
                  {one.wrong.map((why) => (
                    <p key={why}>
                      <bdi>{why}</bdi>
                    </p>
                  ))}
                  {one.body !== '' && <pre className={`code ${classes.body}`}>{one.body}</pre>}
                </div>
              </li>
            ))}
          </ul>
          {right.length > 0 && <Right answers={right} />}
        </Section>
      )}
      {wayBack && (
        <Section title="Way back" note={releaseWords(wayBack.release)}>
          <p className={classes.line}>
            {wayBack.why ? (
              <Status kind="fail" word={wayBack.why} />
            ) : (
              <Status
                kind="pass"
                word={`proven${wayBack.coldMs === null ? '' : `, ${joined(duration(wayBack.coldMs))} from a stop`}`}
              />
            )}
            <span className="dim small">{wayBack.golden.length} golden answers of it, asked before the switch</span>
          </p>
        </Section>
      )}
      {gapMs !== null && (
        <Section title="Gap" note="old and new may not run side by side">
          <p className={classes.line}>{joined(duration(gapMs))} in which requests were refused</p>
        </Section>
      )}
      {containers.length > 0 && (
        <Section title="How its containers ended">
          <table className="table">
            <thead>
              <tr>
                <th>Container</th>
                <th>Exit</th>
                <th>Memory kill</th>
                <th className="number">Limit</th>
                <th className="number">Restarts</th>
              </tr>
            </thead>
            <tbody>
              {containers.map((it) => (
                <tr key={it.name}>
                  <td>{it.name}</td>
                  <td>{it.exitCode ?? 'while running'}</td>
                  <td>{it.oomKilled || it.oomEvents > 0 ? 'yes' : 'no'}</td>
                  <td className="number">{it.memory === null ? 'none' : joined(bytes(it.memory))}</td>
                  <td className="number">{it.restarts}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      )}
      {Object.entries(logs).map(([name, text]) => (
        <Section key={name} title={`Last lines of ${name}`}>
          <Scrolls as="pre" className={`code ${classes.log}`}>
            {text}
          </Scrolls>
        </Section>
      ))}
    </>
  );
}

function Right({ answers }: { readonly answers: Deployment['evidence']['golden'] }) {
  const [all, setAll] = useState(false);
  const shown = all ? answers : answers.slice(0, 4);
  return (
    <table className="table">
      <tbody>
        {shown.map((one) => (
          <tr key={`${one.replica} ${one.name}`}>
            <td className={classes.state}>
              <Status kind="pass" word="right" />
            </td>
            <td>
              <bdi>{one.name}</bdi>
            </td>
            <td className="dim">{one.replica}</td>
            <td className="number">{joined(duration(one.ms))}</td>
          </tr>
        ))}
        {shown.length < answers.length && (
          <tr>
            <td colSpan={4}>
              <Button size="xs" onClick={() => setAll(true)}>
                Show {answers.length - shown.length} more
              </Button>
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}
