import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import type { Deployment } from '#contract/deployment';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { count, duration, joined, moment } from '../ui/figures.ts';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { acceptedWords, deploymentShape, deploymentWord, findingWords, releaseWords } from '../ui/words.ts';
import classes from './ComparePage.module.css';
import { tookMs } from './filter.ts';

/** Two deployments side by side: what they put in force, and how they went. */
export function ComparePage() {
  const { a, b } = useParams({ from: '/history/$a/$b' });
  const client = useClient();
  const [all, setAll] = useState(false);
  const both = useQuery({
    queryKey: ['compare', a, b],
    queryFn: async ({ signal }) => {
      const [first, second, diff] = await Promise.all([
        client.history.show({ id: a }, { signal }),
        client.history.show({ id: b }, { signal }),
        client.history.diff({ a, b }, { signal }),
      ]);
      return { first, second, changes: diff.changes };
    },
  });
  if (both.error) {
    return (
      <div className="page">
        <Failure of={both.error} again={() => void both.refetch()} />
      </div>
    );
  }
  if (!both.data) return <div className="page dim">Opening…</div>;
  const { first, second, changes } = both.data;
  const how = outcomes(first.deployment, second.deployment);
  const shown = all ? how : how.filter(([, before, after]) => before !== after);
  return (
    <div className="page">
      <div className="head">
        <div>
          <h1>
            Compare {first.deployment.service}
            {second.deployment.service !== first.deployment.service && ` and ${second.deployment.service}`}
          </h1>
          <p>{changes.length === 0 ? 'Both put the same file in force' : `${count(changes.length)} settings differ`}</p>
        </div>
        <div className="acts">
          <Checkbox
            label="Also what is the same"
            checked={all}
            onChange={({ currentTarget }) => setAll(currentTarget.checked)}
          />
        </div>
      </div>
      <Section title="How they went">
        <table className={`table ${classes.table}`}>
          <thead>
            <tr>
              <th>
                <span className="hidden-text">What</span>
              </th>
              <Head of={first.deployment} />
              <Head of={second.deployment} />
            </tr>
          </thead>
          <tbody>
            {shown.map(([name, before, after]) => (
              <Row key={name} name={name} before={before} after={after} />
            ))}
          </tbody>
        </table>
      </Section>
      {changes.length > 0 && (
        <Section title="The file" note="what each put in force">
          <table className={`table ${classes.table}`}>
            <tbody>
              {changes.map(({ path, from, to }) => (
                <Row key={path} name={path} before={text(from)} after={text(to)} mono />
              ))}
            </tbody>
          </table>
        </Section>
      )}
    </div>
  );
}

function Head({ of: one }: { readonly of: Deployment }) {
  const now = useNow(30_000);
  return (
    <th>
      <span className="row">
        <Link to="/deployment/$id" params={{ id: one.id }} className="link">
          {moment(one.startedAt, now)}
        </Link>
        <Status kind={deploymentShape[one.state]} word={deploymentWord[one.state]} />
      </span>
    </th>
  );
}

type RowProps = { readonly name: string; readonly before: string; readonly after: string; readonly mono?: boolean };

function Row({ name, before, after, mono = false }: RowProps) {
  const kind = mono ? 'mono ' : '';
  return (
    <tr>
      <th scope="row" className={classes.name}>
        {name}
      </th>
      <td className={`${kind}second`}>
        <bdi>{before}</bdi>
      </td>
      <td className={before === after ? `${kind}second` : `${kind}medium`}>
        <bdi>{after}</bdi>
      </td>
    </tr>
  );
}

function outcomes(a: Deployment, b: Deployment): readonly (readonly [name: string, before: string, after: string])[] {
  const both = (name: string, of: (one: Deployment) => string) => [name, of(a), of(b)] as const;
  const ms = (value: number | null | undefined) => (value == null ? '–' : joined(duration(value)));
  const sum = (one: Deployment, key: 'requests' | 'errors') => one.evidence.traffic.reduce((n, it) => n + it[key], 0);
  return [
    both('Kind', ({ kind }) => kind),
    both('Release', ({ to }) => (to ? releaseWords(to) : '–')),
    both('Before it', ({ from }) => (from ? releaseWords(from) : '–')),
    both('Image', ({ to }) => to?.digest ?? '–'),
    both('Who', ({ operator }) => operator),
    both('Why', ({ note }) => note ?? '–'),
    both(
      'Accepted',
      ({ evidence: { accepted = [] } }) =>
        accepted.map((it) => `${findingWords(it.id)}: “${it.reason}” ${acceptedWords(it)}`).join('; ') || '–',
    ),
    both('Took', (one) => ms(tookMs(one))),
    both('On the new one after', ({ evidence }) => ms(evidence.switchedMs)),
    both(
      'Golden answers',
      ({ evidence: { golden } }) => `${golden.filter(({ ok }) => ok).length} of ${golden.length} right`,
    ),
    both('Requests, failed', (one) => `${count(sum(one, 'requests'))}, failed ${count(sum(one, 'errors'))}`),
    both('p95 while watching', ({ evidence }) => ms(evidence.watch?.new.latency?.p95)),
    both('Reason', ({ reason }) => reason ?? '–'),
  ];
}

const text = (value: unknown): string => {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
};
