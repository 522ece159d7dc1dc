import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getNonce } from 'get-nonce';
import { useState } from 'react';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { save } from '../ui/save.ts';
import classes from './Callers.module.css';

type Props = { readonly service: string; readonly host: string; readonly disabled: boolean };

/** The page for other teams: to be looked at here, and saved to be handed on. */
export function Sheet({ service, host, disabled }: Props) {
  const client = useClient();
  const [opened, setOpened] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['sheet', host, service],
    queryFn: ({ signal }) => client.service.sheet({ service, host }, { signal }),
    enabled: opened,
    // It tells what is served now, each time that it is opened.
    staleTime: 0,
    gcTime: 0,
  });
  return (
    <>
      <Button size="xs" disabled={disabled} onClick={() => setOpened(true)}>
        How to call it
      </Button>
      <Modal.Root opened={opened} onClose={() => setOpened(false)} size={880} transitionProps={{ duration: 0 }}>
        <Modal.Overlay />
        <Modal.Content>
          <Modal.Body>
            <div className={classes.head}>
              <Modal.Title>How to call {service}</Modal.Title>
              <div className="row">
                {data && (
                  <Button
                    size="xs"
                    variant="filled"
                    onClick={() => save(`${service}-how-to-call-it.html`, [data.html], 'text/html')}
                  >
                    Save
                  </Button>
                )}
                <Button size="xs" onClick={() => setOpened(false)}>
                  Close
                </Button>
              </div>
            </div>
            {error !== null && <Failure of={error} again={() => void refetch()} />}
            {!data && error === null && <p className="second">Asking what it takes…</p>}
            {data && (
              // Nothing in it runs, and it is of no site: what a model says of itself is in it.
              <iframe
                className={classes.sheet}
                sandbox=""
                title={`How to call ${service}`}
                srcDoc={styled(data.html)}
              />
            )}
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}

/** A page within this one is under its policy too, which lets styles in by their nonce alone. */
const styled = (html: string): string => html.replace('<style>', `<style nonce="${getNonce() ?? ''}">`);
