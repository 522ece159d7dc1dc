import type { LiveSample } from '#contract/live';
import { useClient } from '../app/session.ts';
import { type Followed, useFollowed } from '../ui/useFollowed.ts';
import { extended } from './live.ts';

const none: readonly LiveSample[] = [];

/** What a service's callers get, for as long as somebody looks. */
export function useLive(host: string, service: string): Followed<readonly LiveSample[]> {
  const client = useClient();
  return useFollowed(`${host}/${service}`, {
    initial: none,
    async step(samples, signal) {
      const after = samples.at(-1)?.n ?? 0;
      const page = await client.service.live({ host, service, after }, { signal });
      return extended(samples, page.samples);
    },
  });
}
