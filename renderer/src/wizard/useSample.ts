import { useQueries } from '@tanstack/react-query';
import type { ListedHost, ListedService } from '#contract/inventory';
import { useClient } from '../app/session.ts';
import { valueAt } from './fields.ts';

/** The sample model where it serves on a host, under whatever name. */
export function useSampleOn({ name: host, served }: ListedHost): ListedService | null {
  const client = useClient();
  const alive = served.filter(({ state }) => state !== 'retired');
  return useQueries({
    queries: alive.map(({ service }) => ({
      queryKey: ['service', host, service],
      queryFn: ({ signal }: { signal: AbortSignal }) => client.service.show({ host, service }, { signal }),
      staleTime: 10_000,
    })),
    combine: (results) => alive.find((_, at) => isSample(results[at]?.data?.file)) ?? null,
  });
}

export function isSample(file: unknown): boolean {
  const image = valueAt(file, ['model', 'image']);
  return typeof image === 'string' && image.startsWith('slipway-sample/');
}
