import { Button } from '@mantine/core';
import { useState } from 'react';
import classes from './DraftForm.module.css';
import { FieldRow } from './Field.tsx';
import { goldenIn, valueAt } from './fields.ts';
import { TryDraft } from './TryDraft.tsx';
import type { Desk } from './useDraft.ts';

/** The requests that every new replica has to answer rightly, and how one comes to be. */
export function GoldenRow({ desk }: { readonly desk: Desk }) {
  const [tries, setTries] = useState(false);
  const golden = goldenIn(desk.fields);
  const without = (at: number) => {
    const all = valueAt(desk.fields, ['golden']);
    if (Array.isArray(all)) desk.keeping.edit([{ path: ['golden'], value: all.filter((_, i) => i !== at) }]);
  };
  return (
    <>
      <FieldRow
        title="Golden requests"
        hint={golden.length === 0 ? 'without one, whether it is right is unknown' : 'every new replica is asked first'}
      >
        {golden.length > 0 && (
          <ul className={classes.goldens}>
            {golden.map(({ name, wants }, at) => (
              <li key={`${name} ${wants}`}>
                <bdi className="cut">{name}</bdi>
                <bdi className="cut mono dim" title={wants}>
                  {wants}
                </bdi>
                <Button size="xs" aria-label={`Remove the golden request ${name}`} onClick={() => without(at)}>
                  Remove
                </Button>
              </li>
            ))}
          </ul>
        )}
        {!tries && (
          <Button size="xs" onClick={() => setTries(true)}>
            {golden.length === 0 ? 'Try it and keep the answer' : 'Add one'}
          </Button>
        )}
      </FieldRow>
      {tries && <TryDraft desk={desk} done={() => setTries(false)} />}
    </>
  );
}
