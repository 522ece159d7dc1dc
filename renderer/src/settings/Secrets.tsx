import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { Secret } from '#contract/secret';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { moment } from '../ui/figures.ts';
import { Section } from '../ui/Section.tsx';
import { useNow } from '../ui/useNow.ts';
import classes from './Settings.module.css';

/** Names, dates and who uses them. A value goes in and never comes out. */
export function Secrets() {
  const client = useClient();
  const queries = useQueryClient();
  const now = useNow(30_000);
  const list = useQuery({ queryKey: ['secrets'], queryFn: ({ signal }) => client.secrets.list(undefined, { signal }) });
  const changed = () => queries.invalidateQueries({ queryKey: ['secrets'] });
  const remove = useMutation({ mutationFn: (name: string) => client.secrets.remove({ name }), onSuccess: changed });
  return (
    <Section title="Secrets" note="names and dates, never values">
      {list.error && <Failure of={list.error} again={() => void list.refetch()} />}
      {remove.error && <Failure of={remove.error} />}
      {list.data?.secrets.length === 0 && <p className={`${classes.line} dim`}>None yet.</p>}
      <table className="table" aria-label="Secrets">
        <tbody>
          {list.data?.secrets.map(({ name, setAt, usedBy, reason }) => (
            <tr key={name}>
              <td className="medium">{name}</td>
              <td className="second">set {moment(setAt, now)}</td>
              <td className="second">{usedBy.length > 0 ? `used by ${usedBy.join(', ')}` : 'used by no service'}</td>
              <td className={`second ${classes.why}`}>{reason}</td>
              <td className="number">
                <Button
                  size="xs"
                  disabled={usedBy.length > 0}
                  title={usedBy.length > 0 ? 'A service uses it' : undefined}
                  onClick={() => remove.mutate(name)}
                  aria-label={`Remove ${name}`}
                >
                  Remove
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <SetSecret onSet={changed} />
    </Section>
  );
}

function SetSecret({ onSet }: { readonly onSet: () => void }) {
  const client = useClient();
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const set = useMutation({
    mutationFn: () => client.secrets.set({ name: name.trim(), value: base64(value) }),
    onSuccess() {
      setName('');
      onSet();
    },
    // Whatever became of it, the value does not stay in the page.
    onSettled: () => setValue(''),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <form className={classes.form} onSubmit={submit} autoComplete="off">
      <TextInput
        aria-label="Name of the secret"
        placeholder="name"
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <PasswordInput
        className={classes.wide}
        aria-label="Its value"
        placeholder="value"
        autoComplete="new-password"
        value={value}
        onChange={({ currentTarget }) => setValue(currentTarget.value)}
      />
      <Button type="submit" loading={set.isPending} disabled={name.trim() === '' || value === ''}>
        Set the secret
      </Button>
      {set.error && <Failure of={set.error} />}
      {set.data && <Became of={set.data} />}
    </form>
  );
}

/** What setting it did elsewhere, and what is left to do. */
function Became({ of: { name, takenFrom = [], usedBy } }: { readonly of: Secret }) {
  const said = [
    ...takenFrom.map(
      (draft) =>
        `Its value stood in the draft of ${draft} and was taken out there: name the secret in its model.secrets instead.`,
    ),
    ...usedBy.map((service) => `${service} has the value before: restart it to bring the new one.`),
  ];
  return (
    <ul className={classes.became} role="status">
      <li>Set {name}.</li>
      {said.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}

const base64 = (text: string): string => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
