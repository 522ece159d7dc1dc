import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useClient } from '../app/session.ts';
import { draftWith } from './drafting.ts';

/** What could not be set, and why: nothing was begun then. */
export class NothingToSet extends Error {
  override name = 'NothingToSet';
}

type Of = { readonly host: string; readonly service: string };

/** Sets what the findings' remedies set in a draft of the service, and shows it with its plan: nothing happens before that. */
export function useFix({ host, service }: Of) {
  const client = useClient();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const { mutate, isPending, error, variables } = useMutation({
    mutationFn: async (ids: readonly string[]) => {
      const [fix, { file }] = await Promise.all([
        client.checklist.fix({ host, subject: { kind: 'running', name: service }, ids: [...ids] }),
        client.service.show({ host, service }),
      ]);
      if (fix.applied.length === 0) throw new NothingToSet(fix.left[0]?.why ?? 'It is as it should be by now.');
      await draftWith(client.draft, { host, service, image: imageIn(file), fix });
    },
    async onSuccess() {
      void queries.invalidateQueries({ queryKey: ['drafts'] });
      await navigate({ to: '/service/$host/$service/update', params: { host, service } });
    },
  });
  return {
    begin: (ids: readonly string[]) => mutate(ids),
    isPending,
    error,
    /** Whether it is these, or this one, that are being fixed. */
    fixesAll: (ids: readonly string[]) => isPending && variables?.join() === ids.join(),
    fixes: (id: string) => isPending && variables?.length === 1 && variables[0] === id,
  };
}

export type Fixing = ReturnType<typeof useFix>;

const imageIn = (file: unknown): string => (file as { model?: { image?: string } } | null)?.model?.image ?? '';
