import { useEffect, useRef } from 'react';
import type { Deployment } from '#contract/deployment';
import type { LiveSample } from '#contract/live';
import { useClient } from '../app/session.ts';
import { useFollowed } from '../ui/useFollowed.ts';

/** What callers got while it was watched: the samples since this page was opened, or none of what is long over. */
export type Traffic = { readonly samples: readonly LiveSample[] };

/** Samples kept: fifteen minutes of them. */
const most = 900;
const none: Traffic = { samples: [] };

export function useTraffic(one: Deployment | undefined, over: boolean): Traffic {
  const client = useClient();
  const { service = '', host = '' } = one ?? {};
  const isOver = useRef(false);
  const looks = one !== undefined && one.finishedAt === null && !over;
  // Told to what is followed already: its key does not change when the deployment ends.
  useEffect(() => {
    isOver.current = !looks;
  }, [looks]);
  const { value } = useFollowed<Traffic & { last: number }>(one ? `${host}/${service}` : '', {
    initial: { ...none, last: 0 },
    async step({ samples, last }, signal) {
      if (isOver.current) return null;
      const page = await client.service.live({ service, host, after: last, max: 200 }, { signal });
      if (isOver.current) return null;
      const fresh = page.samples.filter(({ n }) => n > last);
      return { samples: [...samples, ...fresh].slice(-most), last: fresh.at(-1)?.n ?? last };
    },
  });
  return value;
}

/** Requests and errors so far, of all or of one release. Pure. */
export function totals({ samples }: Traffic, release?: string): { requests: number; errors: number } {
  let requests = 0;
  let errors = 0;
  for (const { releases } of samples) {
    for (const one of releases) {
      if (release !== undefined && one.release !== release) continue;
      requests += one.requests;
      errors += one.errors;
    }
  }
  return { requests, errors };
}
