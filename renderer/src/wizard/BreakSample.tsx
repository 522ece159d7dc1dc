import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { namesIn } from './fields.ts';
import { isSample } from './useSample.ts';

type Props = { readonly host: string; readonly service: string };

/** The sample's next release with a deliberate fault: what must be refused can be seen being refused. */
export function BreakSample({ host, service }: Props) {
  const client = useClient();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const spoil = useMutation({
    mutationFn: async () => {
      const { text } = await client.sample.file({ host, version: '1.1.0', fault: 'wrong-answers' });
      const { image } = namesIn(text);
      const named = await client.draft.edit({ text, set: [{ path: ['service'], value: service }] });
      const { drafts } = await client.draft.list();
      // What somebody left unfinished stays as it is: the newest draft is the one that is opened.
      const same = drafts.find((one) => one.of === service && one.host === host && one.text === named.text);
      const { id, revision } = same ?? (await client.draft.begin({ image: image ?? '', service, host }));
      await client.draft.save({ id, host, text: named.text, since: revision });
      await queries.invalidateQueries({ queryKey: ['drafts'] });
    },
    onSuccess: () => navigate({ to: '/service/$host/$service/update', params: { host, service } }),
  });
  return (
    <>
      {spoil.error && <Failure of={spoil.error} />}
      <Button onClick={() => spoil.mutate()} loading={spoil.isPending}>
        Now break it on purpose
      </Button>
    </>
  );
}

/** The same where it is the sample that serves, and nothing anywhere else. */
export function BreakIfSample({ host, service }: Props) {
  const client = useClient();
  const { data } = useQuery({
    queryKey: ['service', host, service],
    queryFn: ({ signal }) => client.service.show({ host, service }, { signal }),
  });
  return isSample(data?.file) ? <BreakSample host={host} service={service} /> : null;
}
