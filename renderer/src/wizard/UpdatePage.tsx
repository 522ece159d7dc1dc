import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { Draft } from '#contract/draft';
import type { ServiceDetail } from '#contract/service';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { imageOf, NextImage } from './NextImage.tsx';
import { beginInstead } from './removing.ts';
import { UpdateDesk } from './UpdateDesk.tsx';
import { UpdateHead } from './UpdateHead.tsx';
import { useChoices } from './useChoices.ts';
import { useDrafts } from './useDraft.ts';

/** The daily job: another image for a service, tried beside the one that serves before anything is switched. */
export function UpdatePage() {
  const { host, service } = useParams({ from: '/service/$host/$service/update' });
  const client = useClient();
  const detail = useQuery({
    queryKey: ['service', host, service],
    queryFn: ({ signal }) => client.service.show({ host, service }, { signal }),
    refetchInterval: 10_000,
  });
  if (detail.data) return <Known key={`${host}/${service}`} detail={detail.data} />;
  return (
    <div className="page">
      <UpdateHead service={service} stage={null} from={null}>
        <LinkButton to="/service/$host/$service" params={{ host, service }}>
          Back
        </LinkButton>
      </UpdateHead>
      {detail.error ? (
        <Failure of={detail.error} again={() => void detail.refetch()} />
      ) : (
        <p className="second">Looking at what serves…</p>
      )}
    </div>
  );
}

function Known({ detail }: { readonly detail: ServiceDetail }) {
  const { service, host } = detail.status;
  const drafts = useDrafts(`${host}/${service}`);
  const choices = useChoices(host);
  const begin = useBegin(service, host);
  const present = imageOf(detail);
  const draft = drafts.data?.find((one) => one.of === service && one.host === host);
  const choose = (image: string, instead: Begun['instead'] = null) => begin.mutate({ image, instead });
  if (draft && !begin.isPending)
    return (
      <UpdateDesk
        key={draft.id}
        draft={draft}
        detail={detail}
        choices={choices}
        choose={choose}
        failure={begin.error}
      />
    );
  return (
    <div className="page">
      <UpdateHead service={service} stage={detail.stage} from={detail.status.release}>
        <LinkButton to="/service/$host/$service" params={{ host, service }}>
          Cancel
        </LinkButton>
        {drafts.data && present !== '' && (
          <Button onClick={() => choose(present)} loading={begin.isPending && begin.variables.image === present}>
            Only its settings
          </Button>
        )}
      </UpdateHead>
      {begin.error && <Failure of={begin.error} />}
      {drafts.error && <Failure of={drafts.error} again={() => void drafts.refetch()} />}
      {drafts.data && (
        <NextImage
          detail={detail}
          choices={choices}
          choose={choose}
          busy={begin.isPending ? begin.variables.image : null}
        />
      )}
    </div>
  );
}

type Begun = { readonly image: string; readonly instead: Pick<Draft, 'id' | 'revision'> | null };

/** One draft a service: another image begins it anew, from what is in force. */
function useBegin(service: string, host: string) {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ image, instead }: Begun) => beginInstead(client.draft, { image, service, host }, instead),
    // Also where it failed: what another window wrote is to be seen then.
    onSettled: () => queries.invalidateQueries({ queryKey: ['drafts'] }),
  });
}
