import type { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Deployment } from '#contract/deployment';
import { HistoryTable } from '../history/HistoryTable.tsx';
import { Failure } from '../ui/Failure.tsx';
import { Section } from '../ui/Section.tsx';

/** How many of them are listed. */
export const most = 8;

type Props = { readonly service: string; readonly host: string; readonly of: Read };
type Read = Pick<ReturnType<typeof useQuery<{ deployments: Deployment[] }>>, 'data' | 'error' | 'refetch'>;

/** What was done to it last, the newest first. */
export function Deployments({ service, host, of: { data, error, refetch } }: Props) {
  const all = data?.deployments;
  return (
    <Section
      title="Deployments"
      note={
        all
          ? all.length === 0
            ? 'none is known here'
            : all.length < most
              ? all.length
              : `the last ${most}`
          : undefined
      }
      more={
        <Link className="link" to="/history" aria-label={`All deployments of ${service} on ${host}`}>
          All
        </Link>
      }
    >
      {error !== null && <Failure of={error} again={() => void refetch()} />}
      {all && all.length > 0 && <HistoryTable deployments={all} isOfOne />}
    </Section>
  );
}
