import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Seg } from '../ui/Seg.tsx';
import classes from './DraftForm.module.css';
import { editOf, type FieldName, formFields, isDetailed, shownIn } from './fields.ts';
import type { Desk } from './useDraft.ts';
import { useTyped } from './useTyped.ts';

type FieldProps = {
  readonly desk: Desk;
  readonly name: FieldName;
  readonly label: string;
  readonly width: number | string;
  readonly unit?: string;
  readonly placeholder?: string | undefined;
  readonly wrong?: boolean;
};

/** One field of the file. What is typed is on screen at once and in the file a moment later. */
export function Field({ desk, name, ...shown }: FieldProps) {
  return (
    <Typed
      {...shown}
      value={shownIn(desk.fields, name)}
      kind={formFields[name].kind}
      isText={isDetailed(desk.fields, name)}
      keep={(typed) => desk.keeping.edit([editOf(name, typed)])}
    />
  );
}

type TypedProps = Omit<FieldProps, 'desk' | 'name'> & {
  readonly value: string;
  readonly kind: 'text' | 'number' | 'list';
  /** More stands there than a line can show. */
  readonly isText?: boolean;
  readonly keep: (typed: string) => void;
};

/** A value that is typed, with what it counts at its end. */
export function Typed({
  value,
  kind,
  isText = false,
  keep,
  label,
  width,
  unit,
  placeholder,
  wrong = false,
}: TypedProps) {
  const typed = useTyped(value, keep);
  return (
    <TextInput
      aria-label={label}
      {...typed}
      readOnly={isText}
      title={isText ? 'More than names: it is written in YAML' : undefined}
      placeholder={placeholder}
      error={wrong}
      w={width}
      inputMode={kind === 'number' ? 'decimal' : 'text'}
      spellCheck={false}
      autoComplete="off"
      rightSection={unit && <span className={classes.unit}>{unit}</span>}
      rightSectionWidth={unit ? unit.length * 7 + 14 : 0}
      rightSectionPointerEvents="none"
    />
  );
}

type ChoiceProps = {
  readonly desk: Desk;
  readonly name: FieldName;
  readonly title: string;
  /** What holds where the file says nothing. */
  readonly usual: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  /** What each means; the file may have others, which it then says. */
  readonly hints: Readonly<Record<string, string>>;
  readonly children?: ReactNode;
};

/** A decision among a few, all of them to be seen, with what the chosen one means. */
export function ChoiceRow({ desk, name, title, usual, choices, hints, children }: ChoiceProps) {
  const value = shownIn(desk.fields, name) || usual;
  return (
    <FieldRow title={title} hint={hints[value] ?? `the file says ${value}`}>
      <Seg label={title} value={value} choices={choices} onChange={(next) => desk.keeping.edit([editOf(name, next)])} />
      {children}
    </FieldRow>
  );
}

type RowProps = { readonly title: string; readonly hint: ReactNode; readonly children: ReactNode };

/** A decision with where its value comes from, or what it means. */
export function FieldRow({ title, hint, children }: RowProps) {
  return (
    // The controls have names of their own: the title groups them for the eye and for a reader.
    <fieldset className={classes.row} aria-label={title}>
      <span aria-hidden="true">{title}</span>
      <div className={classes.controls}>{children}</div>
      <div className={classes.hint}>{hint}</div>
    </fieldset>
  );
}
