import { useQuery } from '@tanstack/react-query';
import type { Following } from '#contract/deployment';
import type { HistoryRecord } from '#contract/history';
import { useClient } from '../app/session.ts';
import { useFollowed } from '../ui/useFollowed.ts';
import { type Told, tell, untold } from './stages.ts';

type Followed = { readonly told: Told; readonly ended: Following['ended']; readonly over: boolean };

type Watching = {
  readonly record: HistoryRecord | undefined;
  readonly told: Told;
  readonly ended: Following['ended'];
  readonly failure: unknown;
};

/** Milliseconds between two looks at a deployment that nobody carries out. */
const between = 500;

const beginning: Followed = { told: untold, ended: null, over: false };

/** A deployment from its first event on, whether it goes on, ended, or is of long ago. */
export function useDeployment(id: string): Watching {
  const client = useClient();
  const { value, failure } = useFollowed<Followed>(id, {
    initial: beginning,
    async step({ told, over }, signal) {
      if (over) return null;
      const { events, ended } = await client.deployment.next({ id, after: told.last, max: 500 }, { signal });
      // One without an end that nobody carries out was interrupted: it is settled soon, and told by nobody.
      const interrupted = ended !== null && ended.deployment.finishedAt === null;
      if (interrupted) await new Promise((resolve) => setTimeout(resolve, between));
      return interrupted
        ? { told: tell(told, events), ended: null, over: false }
        : { told: tell(told, events), ended, over: ended !== null };
    },
  });
  const record = useQuery({
    queryKey: ['deployment', id, value.over],
    queryFn: ({ signal }) => client.history.show({ id }, { signal }),
    placeholderData: (before) => before,
  });
  return { record: record.data, told: value.told, ended: value.ended, failure: failure ?? record.error };
}
