import { useQueries } from '@tanstack/react-query';
import { useClient, useInventory } from '../app/session.ts';
import { type Choice, choicesOf } from './images.ts';

export type Choices = {
  readonly all: readonly Choice[];
  readonly waits: boolean;
  /** Hosts that did not say, and why. */
  readonly failed: readonly { readonly host: string; readonly failure: unknown }[];
  readonly again: () => void;
};

/** The images of every host that answers, or of the one that is asked about. */
export function useChoices(only?: string): Choices {
  const client = useClient();
  const { inventory } = useInventory();
  const hosts = (inventory?.hosts ?? [])
    .filter(({ name, state }) => (only === undefined ? state === 'connected' : name === only))
    .map(({ name }) => name);
  return useQueries({
    queries: hosts.map((host) => ({
      queryKey: ['images', host],
      queryFn: ({ signal }: { signal: AbortSignal }) => client.images.list({ host }, { signal }),
      refetchInterval: 15_000,
    })),
    combine: (results) => ({
      all: choicesOf(results.map(({ data }, at) => ({ host: hosts[at] ?? '', images: data?.images ?? [] }))),
      waits: !inventory || results.some(({ isPending }) => isPending),
      failed: results.flatMap(({ error }, at) => (error ? [{ host: hosts[at] ?? '', failure: error }] : [])),
      again: () => {
        for (const { refetch } of results) void refetch();
      },
    }),
  });
}
