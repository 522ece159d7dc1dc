import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { Report } from '#contract/checklist';
import { useClient } from '../app/session.ts';

/** Milliseconds within which a page that is opened shows what another one has just asked for. */
const fresh = 60_000;

type Wanted = {
  readonly host: string;
  /** A service, or the id of any container. */
  readonly name: string;
  /** What the report is about: another release or deployment makes another report. */
  readonly about: string;
  /** False while it could not be asked: its host is away, or a deployment changes it right now. */
  readonly enabled: boolean;
};

export type Reported = {
  readonly report: Report | null;
  /** When it was asked for, in milliseconds since 1970. */
  readonly at: number;
  readonly isLooking: boolean;
  readonly failure: unknown;
  readonly again: () => void;
};

/** The checklist of what runs: asked for when a page opens, when what it is about changes, and on request; never by itself. */
export function useReport({ host, name, about, enabled }: Wanted): Reported {
  const client = useClient();
  const { data, dataUpdatedAt, isFetching, error, refetch } = useQuery({
    queryKey: ['report', host, name, about],
    queryFn: ({ signal }) => client.checklist.run({ host, subject: { kind: 'running', name } }, { signal }),
    enabled,
    staleTime: fresh,
    gcTime: 10 * fresh,
    placeholderData: keepPreviousData,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  return {
    report: data ?? null,
    at: dataUpdatedAt,
    isLooking: isFetching,
    failure: error,
    again: () => void refetch(),
  };
}
