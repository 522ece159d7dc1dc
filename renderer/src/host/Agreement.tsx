import { Button, Modal, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import classes from './Agreement.module.css';
import { AgreementContext, type Agreement as Asked } from './agreeing.ts';
import { HostName } from './HostName.tsx';

type Waiting = { readonly asks: Asked; readonly answer: (agreed: boolean) => void };

/** Asks before a guarded host is changed, whoever wants it; Enter and Escape both leave all as it is. */
export function Agreement({ children }: { readonly children: ReactNode }) {
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  const before = useRef<Waiting | null>(null);
  const ask = (asks: Asked) =>
    new Promise<boolean>((resolve) => {
      // One question at a time: who asks again has left the first one.
      before.current?.answer(false);
      const it: Waiting = {
        asks,
        answer: (agreed) => {
          before.current = null;
          setWaiting(null);
          resolve(agreed);
        },
      };
      before.current = it;
      setWaiting(it);
    });
  return (
    <AgreementContext value={ask}>
      {children}
      {waiting && <Question key={waiting.asks.act} of={waiting} />}
    </AgreementContext>
  );
}

function Question({ of: { asks, answer } }: { readonly of: Waiting }) {
  const [typed, setTyped] = useState('');
  const { act, host, how } = asks;
  const wantsName = how === 'type-name';
  const isRight = !wantsName || typed === host;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isRight) answer(true);
  };
  return (
    <Modal.Root opened onClose={() => answer(false)} size={440} zIndex={400} transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content>
        <Modal.Body>
          <form className={classes.asked} onSubmit={submit}>
            <Modal.Title>
              Change the host <HostName name={host} />?
            </Modal.Title>
            <p>
              <bdi>{act}</bdi> wants your agreement first.
            </p>
            {wantsName && (
              <TextInput
                label={`Type ${host} to go ahead`}
                data-autofocus
                value={typed}
                autoComplete="off"
                spellCheck={false}
                onChange={({ currentTarget }) => setTyped(currentTarget.value)}
              />
            )}
            <div className={classes.acts}>
              <Button data-autofocus={wantsName ? undefined : true} onClick={() => answer(false)}>
                Cancel
              </Button>
              <Button type="submit" variant="outline" disabled={!isRight}>
                <span className="cut">
                  Go ahead on <bdi>{host}</bdi>
                </span>
              </Button>
            </div>
          </form>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
