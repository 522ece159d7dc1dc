import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { withEdits } from './fields.ts';
import { type Tried, useCandidate } from './useCandidate.ts';
import type { Desk } from './useDraft.ts';
import { useFieldsOf } from './useFields.ts';

/** A draft that is tried beside what serves. */
export type Trial = {
  readonly tried: Tried;
  /** The draft is another one than what was tried. */
  readonly changed: boolean;
  readonly again: () => void;
  /** Takes it away, and begins no other. */
  readonly end: () => Promise<void>;
};

type Wanted = {
  readonly desk: Desk;
  readonly host: string;
  /** What changes no container has no candidate either: null until that is known. */
  readonly keeps: boolean | null;
};

/** Tries the draft once it is known what it changes, and again when somebody asks for it. */
export function useTrial({ desk, host, keeps }: Wanted): Trial {
  const tried = useCandidate(host);
  const [triedFields, setTriedFields] = useState<string | null>(null);
  const fieldsOf = useFieldsOf();
  // Counted up by another attempt, by the deployment and by leaving, so that nothing starts that nobody waits for.
  const attempt = useRef(0);
  useEffect(
    () => () => {
      attempt.current += 1;
    },
    [],
  );
  const tryIt = async () => {
    attempt.current += 1;
    const mine = attempt.current;
    const text = await desk.keeping.settle().catch(() => null);
    // What could not be written down is told above; it is not tried either.
    if (text === null) return;
    const fields = await fieldsOf(text);
    if (attempt.current !== mine) return;
    tried.start(text);
    setTriedFields(runFields(fields));
  };
  const atOnce = useEffectEvent(tryIt);
  const known = desk.fields !== undefined;
  const [began, setBegan] = useState(false);
  useEffect(() => {
    if (!known || began || keeps === null) return;
    setBegan(true);
    if (!keeps) void atOnce();
  }, [known, began, keeps]);
  return {
    tried,
    changed: triedFields !== null && triedFields !== runFields(desk.fields),
    again: () => void tryIt(),
    async end() {
      attempt.current += 1;
      await tried.stop();
    },
  };
}

/** What a candidate is made of: all of the file but the words on why. */
const runFields = (fields: unknown): string => JSON.stringify(withEdits(fields, [{ path: ['note'], value: null }]));
