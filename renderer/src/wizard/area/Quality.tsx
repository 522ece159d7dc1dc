import { Button, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { ServiceDetail } from '#contract/service';
import { numberWords } from '../change.ts';
import { valueAt } from '../fields.ts';
import type { Desk } from '../useDraft.ts';
import { useTyped } from '../useTyped.ts';
import { changeWords, type Figure, figuresOf, numberIn } from './quality.ts';
import classes from './Versioning.module.css';

type Props = { readonly desk: Desk; readonly detail: ServiceDetail | null };

/** Figures that travel with the version, beside those of the release that serves. */
export function Quality({ desk, detail }: Props) {
  const figures = figuresOf(detail?.file, desk.fields);
  const set = (name: string, value: number | null) => desk.keeping.edit([{ path: ['model', 'quality', name], value }]);
  return (
    <>
      {figures.length > 0 && (
        <table className={`table ${classes.quality}`} aria-label="Quality figures">
          <thead>
            <tr>
              <th>Figure</th>
              {detail && <th className="number">{detail.status.release?.release ?? 'now'}</th>}
              <th className="number">this one</th>
              {detail && <th className="number">change</th>}
            </tr>
          </thead>
          <tbody>
            {figures.map((figure) => (
              <tr key={figure.name}>
                <td title={figure.name}>
                  <bdi className="cut">{figure.name}</bdi>
                </td>
                {detail && <td className="number second">{figure.now === null ? '–' : numberWords(figure.now)}</td>}
                <td className="number">
                  <Value of={figure} set={set} />
                </td>
                {detail && <td className="number medium">{changeWords(figure) || '–'}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {isCarried(figures, detail, desk.fields) && (
        <p className="second small">
          These are the figures of {detail?.status.release?.release ?? 'what serves'}: another image has others.
        </p>
      )}
      <More taken={figures.map(({ name }) => name)} set={set} />
    </>
  );
}

/** A draft begins as the file in force, figures too, which say nothing of another image. */
function isCarried(figures: readonly Figure[], detail: ServiceDetail | null, fields: unknown): boolean {
  const image = ['model', 'image'];
  const isOther = detail !== null && valueAt(detail.file, image) !== valueAt(fields, image);
  return isOther && figures.length > 0 && figures.every(({ now, next }) => now === next);
}

type SetProps = { readonly set: (name: string, value: number | null) => void };

function Value({ of: { name, next }, set }: SetProps & { readonly of: Figure }) {
  const typed = useTyped(next === null ? '' : String(next), (value) => {
    const number = numberIn(value);
    if (number !== null || value.trim() === '') set(name, number);
  });
  return (
    <TextInput
      aria-label={`${name} of this version`}
      size="xs"
      w={84}
      inputMode="decimal"
      error={numberIn(typed.value) === null && typed.value.trim() !== ''}
      {...typed}
    />
  );
}

function More({ taken, set }: SetProps & { readonly taken: readonly string[] }) {
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  const number = numberIn(value);
  const called = name.trim();
  const isTaken = taken.includes(called);
  const add = (event: FormEvent) => {
    event.preventDefault();
    if (called === '' || isTaken || number === null) return;
    set(called, number);
    setName('');
    setValue('');
  };
  return (
    <form className="row" onSubmit={add}>
      <TextInput
        aria-label="Name of a figure"
        placeholder="accuracy"
        w={140}
        value={name}
        maxLength={80}
        error={isTaken}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <TextInput
        aria-label="Value of the figure"
        placeholder="0.971"
        w={84}
        inputMode="decimal"
        value={value}
        error={value.trim() !== '' && number === null}
        onChange={({ currentTarget }) => setValue(currentTarget.value)}
      />
      <Button type="submit" size="xs" disabled={called === '' || isTaken || number === null}>
        Add
      </Button>
    </form>
  );
}
