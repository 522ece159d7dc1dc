import { Button, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { FieldRow, Typed } from '../Field.tsx';
import type { Desk } from '../useDraft.ts';
import { addEdit, type Mapped, type MappedPart, mappingIn, partEdit, removeEdit } from './mapping.ts';
import classes from './Sample.module.css';

/** How rows become what the model takes, field by field; it stays in the file, and the exported program does the same. */
export function Mapping({ desk }: { readonly desk: Desk }) {
  const all = mappingIn(desk.fields);
  return (
    <FieldRow
      title="Mapping"
      hint="for fields that do not fit: by another name, as another type, times and plus, and what stands in where one is missing"
    >
      {all.length > 0 && (
        <ul className={classes.mapping} aria-label="Mapped fields">
          {all.map((one) => (
            <One key={one.name} of={one} all={all} desk={desk} />
          ))}
        </ul>
      )}
      <Add taken={all.map(({ name }) => name)} add={(name) => desk.keeping.edit([addEdit(name)])} />
    </FieldRow>
  );
}

type OneProps = { readonly of: Mapped; readonly all: readonly Mapped[]; readonly desk: Desk };

function One({ of, all, desk }: OneProps) {
  const { name, cast, drop } = of;
  const part = (which: Exclude<MappedPart, 'cast'>, kind: 'text' | 'number', look: Look) => (
    <Typed
      {...look}
      label={`${name}: ${look.label}`}
      value={of[which]}
      kind={kind}
      keep={(typed) => desk.keeping.edit([partEdit(name, which, typed)])}
    />
  );
  return (
    <li>
      <div className="row">
        <bdi className="cut medium mono">{name}</bdi>
        {drop && <span className="second small">is left out</span>}
        <Button
          size="xs"
          className="push"
          aria-label={`Remove the mapping of ${name}`}
          onClick={() => desk.keeping.edit([removeEdit(name, all)])}
        >
          Remove
        </Button>
      </div>
      {!drop && (
        <div className={classes.how}>
          {part('from', 'text', { label: 'field of the row', width: 128, unit: 'from', placeholder: name })}
          <NativeSelect
            aria-label={`${name}: type`}
            className={classes.cast ?? ''}
            value={cast}
            data={[{ value: '', label: 'as it is' }, 'number', 'integer', 'string', 'boolean']}
            onChange={({ currentTarget: { value } }) => desk.keeping.edit([partEdit(name, 'cast', value)])}
          />
          {part('factor', 'number', { label: 'times', width: 84, unit: 'times', placeholder: '1' })}
          {part('offset', 'number', { label: 'plus', width: 76, unit: 'plus', placeholder: '0' })}
          {part('default', 'text', {
            label: 'where it is missing',
            width: 112,
            unit: 'if none',
            placeholder: 'a fault',
          })}
        </div>
      )}
    </li>
  );
}

type Look = { readonly label: string; readonly width: number; readonly unit: string; readonly placeholder: string };

type AddProps = { readonly taken: readonly string[]; readonly add: (name: string) => void };

function Add({ taken, add }: AddProps) {
  const [typed, setTyped] = useState('');
  const name = typed.trim();
  const isTaken = taken.includes(name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name === '' || isTaken) return;
    add(name);
    setTyped('');
  };
  return (
    <form className="row" onSubmit={submit}>
      <TextInput
        aria-label="Field to map"
        placeholder="a field that the model takes"
        w={200}
        value={typed}
        maxLength={200}
        error={isTaken}
        spellCheck={false}
        autoComplete="off"
        onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      />
      <Button type="submit" size="xs" disabled={name === '' || isTaken}>
        Map it
      </Button>
    </form>
  );
}
