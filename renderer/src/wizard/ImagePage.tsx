import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useClient, useInventory } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { LinkButton } from '../ui/LinkButton.tsx';
import { DraftList } from './DraftList.tsx';
import { HostChoice } from './HostChoice.tsx';
import { ImageTable } from './ImageTable.tsx';
import { Steps } from './Steps.tsx';
import { useChoices } from './useChoices.ts';
import classes from './Wizard.module.css';

/** The first steps of putting a model into service: its image, and the host where there is more than one. */
export function ImagePage() {
  const { inventory } = useInventory();
  const choices = useChoices();
  const [image, setImage] = useState<string | null>(null);
  const begin = useBegin();
  const hosts = inventory?.hosts ?? [];
  const there = hosts.filter(({ state }) => state === 'connected');
  const only = there.length === 1 ? there[0]?.name : undefined;
  const choose = (reference: string) => {
    begin.reset();
    setImage(reference);
  };
  // Not where it is chosen: somebody may be faster than the hosts are known.
  const { mutate, isIdle } = begin;
  useEffect(() => {
    if (image !== null && only !== undefined && isIdle) mutate({ image, host: only });
  }, [image, only, isIdle, mutate]);
  const choosesHost = image !== null && there.length > 1;
  return (
    <div className="page">
      <div className="head">
        <div>
          <h1>Deploy a model</h1>
          <p>{choosesHost ? 'Where it is to run' : 'Choose its image. What the image says is filled in'}</p>
        </div>
        <div className="acts">
          <PasteFile host={there[0]?.name} />
        </div>
      </div>
      <div className={`columns ${classes.two}`}>
        <Steps
          at={choosesHost ? 'host' : 'image'}
          steps={[
            {
              name: 'image',
              says: image ?? 'one that is there, or any',
              done: image !== null,
              go: () => setImage(null),
            },
            { name: 'host', says: hostSays(there), done: there.length === 1 },
            { name: 'review', says: 'what matters, then deploy', done: false },
          ]}
        />
        <div className="stack">
          {begin.error && <Failure of={begin.error} />}
          {inventory && there.length === 0 && <NoHost />}
          {choosesHost ? (
            <HostChoice
              hosts={hosts}
              having={choices.all.find(({ name }) => name === image)?.hosts ?? []}
              busy={begin.isPending ? (begin.variables?.host ?? null) : null}
              choose={(host) => begin.mutate({ image, host })}
            />
          ) : (
            <>
              <DraftList />
              {(!inventory || there.length > 0) && (
                <ImageTable choices={choices} chosen={begin.isPending || !inventory ? image : null} choose={choose} />
              )}
            </>
          )}
        </div>
      </div>
    </div>
  );
}

function useBegin() {
  const client = useClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (input: { image: string; host: string }) => client.draft.begin(input),
    onSuccess: ({ id }) => navigate({ to: '/deploy/$draft', params: { draft: id } }),
  });
}

/** A file that somebody has already: an empty draft, open as text. */
function PasteFile({ host }: { readonly host: string | undefined }) {
  const client = useClient();
  const navigate = useNavigate();
  const paste = useMutation({
    mutationFn: (host: string) => client.draft.save({ id: crypto.randomUUID(), host, text: '' }),
    onSuccess: ({ id }) => navigate({ to: '/deploy/$draft', params: { draft: id } }),
  });
  return (
    <>
      {paste.error && <Failure of={paste.error} />}
      <Button disabled={!host} loading={paste.isPending} onClick={() => host && paste.mutate(host)}>
        Paste a file
      </Button>
    </>
  );
}

function NoHost() {
  return (
    <div className="empty">
      <p>No Docker engine answers, so there is nowhere to run it. Add a host, or start the one of this machine.</p>
      <LinkButton to="/start" variant="filled">
        Find engines on this machine
      </LinkButton>
    </div>
  );
}

function hostSays(there: readonly { readonly name: string }[]): string {
  const [only] = there;
  if (!only) return 'none answers';
  return there.length === 1 ? only.name : `one of ${there.length}`;
}
