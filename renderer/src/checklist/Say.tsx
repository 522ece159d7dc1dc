import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Finding } from '#contract/checklist';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { type Said, SayForm } from './SayForm.tsx';
import { inAMonth, missingOf } from './saying.ts';
import { titleOf } from './words.ts';

type Props = {
  readonly what: 'accept' | 'answer';
  readonly of: Finding;
  readonly at: { readonly host: string; readonly service: string };
  readonly onClose: () => void;
  /** It is recorded: what was found is looked at anew. */
  readonly done: () => void;
};

const words = {
  accept: {
    title: 'Live with it?',
    label: 'Why it is fine',
    description: 'Stays in the history, in plain text',
    day: 'After this day it counts again',
    most: 1_000,
    act: 'Accept',
  },
  answer: {
    title: 'A question for you',
    label: 'Your answer',
    description: 'A sentence or two; stays in the history, in plain text',
    day: 'Left empty it holds 90 days in production, 180 internally, a year in trial',
    most: 2_000,
    act: 'Answer',
  },
} as const;

/** A reason or an answer of a person, and until when it holds. */
export function Say({ what, of: finding, at, onClose, done }: Props) {
  const client = useClient();
  const [now] = useState(Date.now);
  const [said, setSaid] = useState<Said>({ text: '', until: what === 'accept' ? inAMonth(now) : '' });
  const text = said.text.trim();
  const { until } = said;
  const say = useMutation({
    mutationFn: async () => {
      const about = { ...at, id: finding.id };
      if (what === 'accept') await client.checklist.accept({ ...about, reason: text, until });
      else await client.checklist.answer({ ...about, text, ...(until === '' ? {} : { until }) });
    },
    onSuccess() {
      done();
      onClose();
    },
  });
  const missing = missingOf({ text, until, mayBeOpen: what === 'answer' }, now);
  const { act, ...rest } = words[what];
  return (
    <SayForm
      {...rest}
      {...{ said, now, missing, onClose }}
      onSaid={setSaid}
      onSubmit={() => {
        if (!say.isPending) say.mutate();
      }}
      about={
        <>
          <p>
            <bdi>{what === 'answer' ? finding.question : titleOf(finding)}</bdi>
          </p>
          {what === 'accept' && (
            <p className="second small">
              <bdi>{finding.detail}</bdi>
            </p>
          )}
        </>
      }
      act={
        <Button type="submit" variant="filled" loading={say.isPending} disabled={missing !== null}>
          {act}
        </Button>
      }
    >
      {say.error !== null && <Failure of={say.error} />}
    </SayForm>
  );
}
