import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useClient } from '../app/session.ts';
import { AddHost } from '../host/AddHost.tsx';
import { labelOf, saysOf } from '../host/guard.ts';
import { HostName } from '../host/HostName.tsx';
import { Failure } from '../ui/Failure.tsx';
import { Section } from '../ui/Section.tsx';
import { Status } from '../ui/Status.tsx';
import classes from './Settings.module.css';

/** The engines that this console knows. */
export function Hosts() {
  const client = useClient();
  const queries = useQueryClient();
  const list = useQuery({ queryKey: ['hosts'], queryFn: ({ signal }) => client.hosts.list(undefined, { signal }) });
  const changed = () => queries.invalidateQueries({ queryKey: ['hosts'] });
  const [asks, setAsks] = useState<string | null>(null);
  const forget = useMutation({
    mutationFn: (name: string) => client.hosts.remove({ name }),
    onSuccess: changed,
    onSettled: () => setAsks(null),
  });
  return (
    <Section title="Hosts" note="Docker engines that this console reaches">
      {list.error && <Failure of={list.error} again={() => void list.refetch()} />}
      {forget.error && <Failure of={forget.error} />}
      <table className="table" aria-label="Hosts">
        <tbody>
          {list.data?.hosts.map(({ name, url, state, engine, reason, mode }) => (
            <tr key={name}>
              <td className="medium">
                <Link to="/host/$host" params={{ host: name }}>
                  <HostName name={name} />
                </Link>
              </td>
              <td className="mono second">{url}</td>
              <td>
                <Status
                  kind={state === 'connected' ? 'serving' : state === 'unreachable' ? 'down' : 'unchecked'}
                  word={state}
                />
              </td>
              <td className={`second ${classes.why}`} title={reason}>
                {engine ? `engine ${engine.version}, API ${engine.api}, ${engine.architecture}` : reason}
              </td>
              <td className="second" title={saysOf(mode)}>
                {mode === 'silent' ? '' : labelOf(mode)}
              </td>
              <td className="number">
                {asks === name ? (
                  <span className={`row ${classes.asks}`}>
                    <span className="second small">What runs there runs on.</span>
                    <Button size="xs" autoFocus onClick={() => setAsks(null)}>
                      Leave it
                    </Button>
                    <Button size="xs" onClick={() => forget.mutate(name)} loading={forget.isPending}>
                      Forget <bdi>{name}</bdi>
                    </Button>
                  </span>
                ) : (
                  <Button
                    size="xs"
                    onClick={() => setAsks(name)}
                    disabled={name === 'local'}
                    title={name === 'local' ? 'The engine of this machine stays' : undefined}
                    aria-label={`Forget ${name}`}
                  >
                    Forget
                  </Button>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className={classes.line}>
        <AddHost onAdded={changed} />
      </div>
    </Section>
  );
}
