import { Button, Checkbox, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { FieldEdit } from '#contract/checklist';
import type { DeploymentKind } from '#contract/deployment';
import type { Answer } from '#contract/model';
import { useClient } from '../app/session.ts';
import { useAgreeing } from '../host/agreeing.ts';
import { Failure } from '../ui/Failure.tsx';
import { headline, type Leaf, leaves } from './answer.ts';
import { type Asked, keeping, namesIn } from './golden.ts';
import { Kept } from './Kept.tsx';
import classes from './TryIt.module.css';

export type Into = { readonly fields: unknown; readonly keep: (edit: FieldEdit) => void };

type Props = {
  readonly host: string;
  readonly service: string;
  readonly text: string;
  /** A draft that it goes into; without one it is put in force for the service. */
  readonly into?: Into | undefined;
  readonly of: { readonly asked: Asked; readonly answer: Answer };
  readonly onDone: () => void;
};

/** Values that are offered; more would be a file. */
const most = 12;

/** What a deployment would change besides what is asked of replicas: keeping an answer does none of it. */
const otherwise: Readonly<Record<Exclude<DeploymentKind, 'policy'>, string>> = {
  deploy: 'another release would be rolled out, such as of a tag that was built anew',
  rollback: 'another release would serve',
  scale: 'the number of replicas',
  restart: 'the replicas would be made anew',
  retire: 'it would be retired',
  front: 'how it is reached',
  takeover: 'a container would be taken over',
};

/** An answer becomes a golden request: named, with what must come back chosen, and in force without touching what runs. */
export function Keep({ host, service, text, into, of: { asked, answer }, onDone }: Props) {
  const client = useClient();
  const agreeing = useAgreeing();
  const main = headline(answer.body)?.leaf;
  const offered = [...(main ? [main] : []), ...leaves(answer.body, most).filter(({ path }) => path !== main?.path)];
  const [name, setName] = useState(main ? `answers ${String(main.value)}`.slice(0, 60) : '');
  const [chosen, setChosen] = useState<readonly Leaf[]>(main ? [main] : []);
  const file = useQuery({
    queryKey: ['fields', text],
    queryFn: ({ signal }) => client.draft.read({ text }, { signal }),
    enabled: into === undefined,
  });
  const fields = into ? into.fields : file.data?.fields;
  const known = into !== undefined || file.data !== undefined;
  const edit = () => keeping(fields, { name, asked, answer, keeps: chosen });
  const start = useMutation({
    mutationFn: async () => {
      const { text: next } = await client.draft.edit({ text, set: [edit()] });
      const act = { kind: 'deploy', file: { name: 'slipway.yaml', text: next } } as const;
      const options = { host, allowGap: false };
      const { kind, hash } = await client.deployment.plan({ act, options });
      if (kind !== 'policy') return { id: null, refused: otherwise[kind] };
      return agreeing((agreed) => client.deployment.start({ act, options: { ...options, expect: hash, ...agreed } }));
    },
  });
  const taken = namesIn(fields).includes(name.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '' || taken || !known) return;
    if (!into) return start.mutate();
    into.keep(edit());
    onDone();
  };
  if (start.data && start.data.id !== null) return <Kept id={start.data.id} name={name.trim()} onDone={onDone} />;
  return (
    <form className={classes.keep} onSubmit={submit}>
      <TextInput
        label="Keep it as"
        placeholder="a seven"
        data-autofocus
        autoFocus
        value={name}
        maxLength={200}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
        error={taken ? `${service} has a golden request of that name.` : undefined}
      />
      <fieldset className={classes.values}>
        <legend className="small">From now on every new replica must answer {answer.status} with</legend>
        {offered.length === 0 && <p className="small dim">nothing else: its body has no values to compare.</p>}
        {offered.map((leaf) => (
          <Checkbox
            key={leaf.path}
            size="xs"
            checked={chosen.some(({ path }) => path === leaf.path)}
            onChange={({ currentTarget }) =>
              setChosen(currentTarget.checked ? [...chosen, leaf] : chosen.filter(({ path }) => path !== leaf.path))
            }
            label={
              <bdi className="mono">
                {leaf.path || 'the answer'} = {JSON.stringify(leaf.value).slice(0, 80)}
              </bdi>
            }
          />
        ))}
      </fieldset>
      {file.error !== null && <Failure of={file.error} />}
      {start.error !== null && <Failure of={start.error} />}
      {start.data?.id === null && (
        <p role="alert">Not kept. Something else would change: {start.data.refused}. Use Update.</p>
      )}
      <div className={classes.acts}>
        <Button size="xs" onClick={onDone}>
          Cancel
        </Button>
        <Button
          size="xs"
          type="submit"
          className="push"
          loading={start.isPending}
          disabled={name.trim() === '' || taken || !known}
        >
          Keep it
        </Button>
      </div>
    </form>
  );
}
