import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../app/session.ts';

/** The fields of a text that is there already; undefined until they are read. */
export function useFields(text: string): unknown {
  const client = useClient();
  const { data } = useQuery({
    queryKey: ['draft-fields', text],
    queryFn: ({ signal }) => client.draft.read({ text }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 10_000,
  });
  return data?.fields;
}

/** The fields of a text as the desk reads them; undefined where it cannot be read, which trying it will tell. */
export function useFieldsOf() {
  const client = useClient();
  const queries = useQueryClient();
  return async (text: string): Promise<unknown> => {
    const read = await queries
      .fetchQuery({
        queryKey: ['draft-fields', text],
        queryFn: ({ signal }) => client.draft.read({ text }, { signal }),
        staleTime: Number.POSITIVE_INFINITY,
        gcTime: 10_000,
      })
      .catch(() => null);
    return read?.fields;
  };
}
