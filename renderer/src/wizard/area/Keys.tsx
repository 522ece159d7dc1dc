import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useClient } from '../../app/session.ts';
import { Copy } from '../../ui/Copy.tsx';
import { Failure } from '../../ui/Failure.tsx';
import { Status } from '../../ui/Status.tsx';
import { Field, FieldRow } from '../Field.tsx';
import { valueAt } from '../fields.ts';
import type { Desk, Judged } from '../useDraft.ts';
import classes from './Keys.module.css';

type Props = { readonly desk: Desk; readonly judged: Judged };

/** The names of the keys by which callers are let in, and a value for each that has none. */
export function Keys({ desk, judged }: Props) {
  const client = useClient();
  const { data, error, refetch } = useQuery({
    queryKey: ['secrets'],
    queryFn: ({ signal }) => client.secrets.list(undefined, { signal }),
  });
  const keys = valueAt(desk.fields, ['front', 'keys']);
  const names = (Array.isArray(keys) ? keys : []).filter((one) => typeof one === 'string');
  return (
    <FieldRow title="Keys" hint="a name for each of who calls, with commas; the file has the names alone">
      <Field desk={desk} name="keys" label="Names of API keys" width="100%" placeholder="shop, reports" />
      {error !== null && <Failure of={error} again={() => void refetch()} />}
      {data && (
        <ul className={classes.keys} aria-label="Keys">
          {names.map((name) => (
            <Key
              key={name}
              name={name}
              isSet={data.secrets.some((one) => one.name === name)}
              onMade={() => judged.again()}
            />
          ))}
        </ul>
      )}
    </FieldRow>
  );
}

type KeyProps = { readonly name: string; readonly isSet: boolean; readonly onMade: () => void };

function Key({ name, isSet, onMade }: KeyProps) {
  const client = useClient();
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: async () => {
      const value = drawn();
      await client.secrets.set({ name, value: btoa(value) });
      return value;
    },
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['secrets'] });
      onMade();
    },
  });
  return (
    <li>
      <bdi className="cut medium">{name}</bdi>
      {isSet || make.data ? <Status kind="pass" word="has a value" /> : <Status kind="unchecked" word="no value yet" />}
      {!isSet && !make.data && (
        <Button size="xs" aria-label={`Make one: ${name}`} loading={make.isPending} onClick={() => make.mutate()}>
          Make one
        </Button>
      )}
      {make.data && <Copy text={make.data} label="Copy" about={`the key ${name}`} />}
      {make.data && (
        <p className="second small">
          Copy it now, for who calls: it is shown nowhere again. Callers send it as x-api-key.
        </p>
      )}
      {make.error !== null && <Failure of={make.error} />}
    </li>
  );
}

/** 256 bits that nobody chose, in hexadecimal digits, as openssl rand -hex 32 draws them. */
const drawn = (): string =>
  [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
