import { NativeSelect, Textarea, TextInput } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { type Asked, mistakeIn } from './golden.ts';
import classes from './TryIt.module.css';

type Props = {
  readonly asked: Asked;
  readonly onAsked: (asked: Asked) => void;
  /** Where it was filled in from; null where it was not. */
  readonly from: string | null;
  readonly onSubmit: () => void;
};

export function RequestForm({ asked, onAsked, from, onSubmit }: Props) {
  const { method, path, body } = asked;
  const mistake = method === 'GET' ? null : mistakeIn(body);
  // From any of its fields.
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && mistake === null) onSubmit();
  };
  return (
    <div className={classes.form}>
      <div className={classes.line}>
        <NativeSelect
          aria-label="Method"
          onKeyDown={pressed}
          value={method}
          onChange={({ currentTarget }) =>
            onAsked({ ...asked, method: currentTarget.value === 'GET' ? 'GET' : 'POST' })
          }
          data={['POST', 'GET']}
        />
        <TextInput
          className={classes.path}
          aria-label="Path"
          onKeyDown={pressed}
          value={path}
          onChange={({ currentTarget }) => onAsked({ ...asked, path: currentTarget.value })}
          spellCheck={false}
          autoComplete="off"
        />
      </div>
      {method === 'POST' && (
        <Textarea
          aria-label="Body"
          onKeyDown={pressed}
          classNames={{ input: classes.body ?? '' }}
          value={body}
          onChange={({ currentTarget }) => onAsked({ ...asked, body: currentTarget.value })}
          rows={8}
          spellCheck={false}
          autoComplete="off"
        />
      )}
      <p className={mistake ? `small ${classes.wrong}` : 'small dim'} role={mistake ? 'alert' : undefined}>
        {mistake ?? (from ? `Filled in from ${from}. Ctrl Enter asks.` : 'Ctrl Enter asks.')}
      </p>
    </div>
  );
}
