import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { Picture } from '../ui/Picture.tsx';
import { Section } from '../ui/Section.tsx';
import { AnswerView } from './AnswerView.tsx';
import { spreadOut } from './answer.ts';
import { type Asked, firstAsked, mistakeIn } from './golden.ts';
import { type Into, Keep } from './Keep.tsx';
import { pictureInText } from './picture.ts';
import { RequestForm } from './RequestForm.tsx';
import classes from './TryIt.module.css';

type Props = {
  readonly host: string;
  /** A service, or any container that serves. */
  readonly subject: string;
  /** The service's file as it serves; without it an answer cannot be kept. */
  readonly text?: string | undefined;
  /** A draft that a right answer is kept in. */
  readonly into?: Into | undefined;
  readonly disabled?: boolean;
  /** The release that serves: another one may be asked otherwise. */
  readonly release?: string | null;
};

/** A request filled in from what is served, its answer and its time; a right one can be kept as a golden request. */
export function TryIt({ host, subject, text, into, disabled = false, release = null }: Props) {
  const canKeep = text !== undefined || into !== undefined;
  const client = useClient();
  const proposed = useQuery({
    queryKey: ['question', host, subject, release],
    queryFn: ({ signal }) => client.model.question({ host, subject }, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    enabled: !disabled,
  });
  const [typed, setTyped] = useState<Partial<Asked>>({});
  const [edits, setEdits] = useState(false);
  const [keeps, setKeeps] = useState(false);
  const golden = into ? firstAsked(into.fields) : null;
  const { method = 'POST', path = '/', body = null } = proposed.data ?? {};
  const asked: Asked = { method, path, body: body === null ? '' : spreadOut(body), ...golden, ...typed };
  const ask = useMutation({
    mutationFn: async () => {
      const { method, path, body } = asked;
      const sent = method === 'GET' || body.trim() === '' ? {} : { body };
      return { asked, answer: await client.model.ask({ host, subject, method, path, golden: false, ...sent }) };
    },
    onMutate: () => setKeeps(false),
  });
  const picture = pictureInText(ask.data?.asked.body ?? asked.body);
  const { data: given } = ask;
  return (
    <Section title="Try it" note={proposed.data || golden || typed.path ? `${asked.method} ${asked.path}` : undefined}>
      <div className={classes.try}>
        {proposed.error !== null && !golden && (
          <p className="second small">No request is known for it: write one that it understands.</p>
        )}
        {(edits || (proposed.error !== null && !golden)) && (
          <RequestForm
            asked={asked}
            onAsked={setTyped}
            from={golden ? 'the first golden request' : (proposed.data?.from ?? null)}
            onSubmit={() => ask.mutate()}
          />
        )}
        {disabled && <p className="second small">It can be asked again once its host answers.</p>}
        <div className={disabled && !given ? undefined : classes.answer} aria-live="polite" aria-busy={ask.isPending}>
          {picture && <Picture of={picture} size={72} />}
          {given && !ask.isPending ? (
            <AnswerView answer={given.answer} />
          ) : (
            <p className="dim">{ask.isPending ? 'Asking…' : ask.error || disabled ? '' : 'Not asked yet.'}</p>
          )}
        </div>
        {ask.error !== null && <Failure of={ask.error} />}
        <div className={classes.acts}>
          <Button
            size="xs"
            onClick={() => ask.mutate()}
            loading={ask.isPending}
            disabled={disabled || (proposed.isLoading && !golden) || mistakeIn(asked.body) !== null}
          >
            {given || ask.error ? 'Ask again' : 'Ask'}
          </Button>
          <Button size="xs" onClick={() => setEdits(!edits)} aria-expanded={edits}>
            {edits ? 'Done editing' : 'Edit'}
          </Button>
          {given && canKeep && !keeps && (
            <Button size="xs" className="push" onClick={() => setKeeps(true)}>
              This is right: keep it
            </Button>
          )}
        </div>
        {given && canKeep && keeps && (
          <Keep host={host} service={subject} text={text ?? ''} into={into} of={given} onDone={() => setKeeps(false)} />
        )}
      </div>
    </Section>
  );
}
