import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
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
export function Field({ desk, name, label, width, unit, placeholder, wrong = false }: FieldProps) {
  const { kind } = formFields[name];
  const typed = useTyped(shownIn(desk.fields, name), (value) => desk.keeping.edit([editOf(name, value)]));
  const isText = isDetailed(desk.fields, name);
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
