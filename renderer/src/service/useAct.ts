import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { Act } from '#contract/deployment';
import { useClient } from '../app/session.ts';
import { useAgreeing } from '../host/agreeing.ts';
import { failureIn } from '../wire/failure.ts';

/** What is asked for; `allowGap` once somebody has read how long nobody would be served, and wants it all the same. */
type Asked = { readonly act: Act; readonly allowGap: boolean };

/** Begins a deployment on a host and goes to where it is watched. */
export function useAct(host: string) {
  const client = useClient();
  const navigate = useNavigate();
  const agreeing = useAgreeing();
  const { mutate, isPending, error, variables, reset } = useMutation({
    mutationFn: ({ act, allowGap }: Asked) =>
      agreeing((agreed) => client.deployment.start({ act, options: { host, allowGap, ...agreed } })),
    onSuccess: ({ id }) => navigate({ to: '/deployment/$id', params: { id } }),
  });
  const failure = error ? failureIn(error) : null;
  const needsGap = failure?.kind === 'problem' && failure.code === 'GAP_NOT_ALLOWED';
  return {
    begin: (act: Act) => mutate({ act, allowGap: false }),
    /** Does what was refused for its gap; null where nothing was. */
    withGap: needsGap && variables ? () => mutate({ act: variables.act, allowGap: true }) : null,
    isPending,
    error,
    forget: reset,
  };
}

export type Acting = ReturnType<typeof useAct>;
