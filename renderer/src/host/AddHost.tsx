import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import classes from './FirstRun.module.css';

/** An engine that is not found by itself, by its address. */
export function AddHost({ onAdded }: { readonly onAdded?: () => void }) {
  const client = useClient();
  const [name, setName] = useState('');
  const [url, setUrl] = useState('');
  const add = useMutation({
    mutationFn: () => client.hosts.add({ name: name.trim(), url: url.trim() }),
    onSuccess: () => {
      setName('');
      setUrl('');
      onAdded?.();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <>
      <form onSubmit={submit} className={classes.add}>
        <TextInput
          aria-label="Name of the host"
          placeholder="gpu-1"
          value={name}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          spellCheck={false}
        />
        <TextInput
          aria-label="Address of its engine"
          placeholder="ssh://ops@gpu-1 or unix:///run/user/1000/docker.sock"
          value={url}
          onChange={({ currentTarget }) => setUrl(currentTarget.value)}
          spellCheck={false}
        />
        <Button type="submit" loading={add.isPending} disabled={name.trim() === '' || url.trim() === ''}>
          Add host
        </Button>
      </form>
      {add.error && <Failure of={add.error} />}
      {add.data && (
        <p className="second small" role="status">
          Added {add.data.name}:{' '}
          {add.data.state === 'connected' ? 'it answers.' : (add.data.reason ?? 'no answer yet.')}
        </p>
      )}
    </>
  );
}
