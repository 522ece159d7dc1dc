import { Button, Textarea, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { duration, joined, span } from '../ui/figures.ts';
import { Status } from '../ui/Status.tsx';
import { useNow } from '../ui/useNow.ts';
import { sayingOf } from './answers.ts';
import { valueAt } from './fields.ts';
import { type Asking, askingOf, askOnly, keepAnswer } from './keep.ts';
import classes from './TryIt.module.css';
import { useCandidate } from './useCandidate.ts';
import type { Desk } from './useDraft.ts';

type Props = { readonly desk: Desk; readonly count: number; readonly done: () => void };

/** Starts the draft by itself, asks it once, and makes a golden request of an answer that somebody says is right. */
export function TryIt({ desk, count, done }: Props) {
  const client = useClient();
  const { host } = desk.writing;
  const subject = String(valueAt(desk.fields, ['model', 'image']) ?? '');
  const proposed = useQuery({
    queryKey: ['question', host, subject],
    queryFn: ({ signal }) => client.model.question({ subject, host }, { signal }),
    staleTime: 60_000,
  });
  const [typed, setTyped] = useState<Partial<Asking>>({});
  const empty: Asking = { name: 'the first answer', method: 'POST', path: '/', body: '' };
  const asking: Asking = { ...(proposed.data ? askingOf(proposed.data, count) : empty), ...typed };
  const tried = useCandidate(host);
  const start = useMutation({
    mutationFn: async () => {
      const { text } = await client.draft.edit({ text: await desk.keeping.settle(), set: [...askOnly(asking)] });
      tried.start(text);
    },
  });
  const close = () => {
    void tried.stop();
    done();
  };
  return (
    <section className={classes.try} aria-label="Try it">
      <div className={classes.line}>
        <TextInput
          aria-label="Path"
          value={asking.path}
          onChange={({ currentTarget }) => setTyped({ ...typed, path: currentTarget.value })}
          leftSection={<span className="small dim">{asking.method}</span>}
          leftSectionWidth={48}
          className={classes.path}
          spellCheck={false}
        />
        {tried.is === 'running' ? (
          <Button size="sm" onClick={() => void tried.stop()}>
            Stop
          </Button>
        ) : (
          <Button size="sm" onClick={() => start.mutate()} loading={start.isPending}>
            Ask it
          </Button>
        )}
        <Button size="sm" onClick={close}>
          Close
        </Button>
      </div>
      <Textarea
        aria-label="Body of the request"
        value={asking.body}
        onChange={({ currentTarget }) => setTyped({ ...typed, body: currentTarget.value })}
        classNames={{ input: classes.body }}
        rows={4}
        spellCheck={false}
      />
      <p className="dim small">
        {proposed.data ? `Filled in from ${proposed.data.from}. ` : ''}It is started by itself for this, on {host}, and
        removed again.
      </p>
      {start.error && <Failure of={start.error} />}
      <Answer
        tried={tried}
        asking={asking}
        rename={(name) => setTyped({ ...typed, name })}
        keep={(body) => {
          desk.keeping.edit(keepAnswer(asking, body, count));
          close();
        }}
      />
    </section>
  );
}

type AnswerProps = {
  readonly tried: ReturnType<typeof useCandidate>;
  readonly asking: Asking;
  readonly rename: (name: string) => void;
  readonly keep: (body: string) => void;
};

function Answer({ tried, asking, rename, keep }: AnswerProps) {
  const now = useNow();
  const { candidate } = tried;
  if (tried.failure) return <Failure of={tried.failure} />;
  if (tried.is === 'running')
    return (
      <Status kind="busy" word={candidate?.phase === 'asking' ? 'asking it' : 'starting it'}>
        {candidate?.phase === 'asking' ? 'asking it' : 'starting it'}, {span((now - tried.since) / 1000)}
      </Status>
    );
  if (candidate?.problem)
    return (
      <div>
        <Status kind="fail" word={candidate.problem.message} />
        <p className="second small">{candidate.problem.hint}</p>
      </div>
    );
  const answer = candidate?.answers.find(({ name }) => name === asking.name)?.new ?? candidate?.answers[0]?.new;
  if (!answer) return null;
  const saying = sayingOf(answer);
  return (
    <div className={classes.answer}>
      <div className="row">
        <Status kind={answer.ok ? 'pass' : 'fail'} word={answer.ok ? 'answered' : 'wrong'} />
        <bdi className={classes.said}>{saying?.text}</bdi>
        <span className="dim small">
          status {answer.status ?? '–'}, {joined(duration(answer.ms))}
        </span>
      </div>
      <pre className="code">{answer.body}</pre>
      {answer.ok && (
        <div className={classes.line}>
          <TextInput
            aria-label="Name of the golden request"
            value={asking.name}
            onChange={({ currentTarget }) => rename(currentTarget.value)}
            className={classes.path}
          />
          <Button size="sm" onClick={() => keep(answer.body)}>
            This is right: keep it
          </Button>
        </div>
      )}
    </div>
  );
}
