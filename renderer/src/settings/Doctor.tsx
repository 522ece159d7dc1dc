import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { Diagnosis } from '#contract/doctor';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { Section } from '../ui/Section.tsx';
import { Status, type StatusKind } from '../ui/Status.tsx';
import classes from './Settings.module.css';

const shapes: Readonly<Record<Diagnosis['problems'][number]['severity'], StatusKind>> = {
  blocker: 'fail',
  warning: 'warn',
  advice: 'unchecked',
};

/** The doctor's findings: what is wrong, where, and what to do. */
export function Doctor() {
  const client = useClient();
  const found = useQuery({
    queryKey: ['doctor'],
    queryFn: ({ signal }) => client.doctor(undefined, { signal }),
    staleTime: 10_000,
  });
  const problems = found.data?.problems ?? [];
  return (
    <Section
      title="Doctor"
      note={found.isFetching ? 'looking…' : 'this machine, the record and every host'}
      more={
        <Button size="xs" onClick={() => void found.refetch()} loading={found.isFetching}>
          Look again
        </Button>
      }
    >
      {found.error && <Failure of={found.error} again={() => void found.refetch()} />}
      {found.data && problems.length === 0 && (
        <p className={classes.line}>
          <Status kind="pass" word="Nothing is wrong" />
        </p>
      )}
      <ul>
        {problems.map(({ severity, where, what, hint }) => (
          <li key={`${where} ${what}`} className={classes.finding}>
            <Status kind={shapes[severity]} word={severity} />
            <b className="cut">{where}</b>
            <div>
              <p>
                <bdi>{what}</bdi>
              </p>
              <p className="dim small">
                <bdi>{hint}</bdi>
              </p>
            </div>
          </li>
        ))}
      </ul>
    </Section>
  );
}
