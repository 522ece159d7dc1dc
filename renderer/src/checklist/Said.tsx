import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { Finding } from '#contract/checklist';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { Fact } from './FindingDetail.tsx';
import { dayWords, isAsking, mayAccept } from './saying.ts';

type Props = {
  readonly of: Finding;
  readonly at: { readonly host: string; readonly service: string };
  /** Begins to say it. */
  readonly say: (what: 'accept' | 'answer') => void;
  readonly done: () => void;
};

/** What people said of a finding: that it is lived with, or what they answered; and how to say it. */
export function Said({ of: finding, at, say, done }: Props) {
  const { accepted, answer, question, id } = finding;
  const client = useClient();
  const withdraw = useMutation({
    mutationFn: () => client.checklist.withdraw({ ...at, id }),
    onSuccess: done,
  });
  return (
    <>
      {question !== null && (
        <Fact name="Question">
          <bdi>{question}</bdi>
        </Fact>
      )}
      {answer && (
        <Fact name="Answer">
          “<bdi>{answer.text}</bdi>”
          <p className="dim small">
            <bdi>{answer.by}</bdi>, until {dayWords(answer.until)}
          </p>
        </Fact>
      )}
      {accepted && (
        <Fact name="Accepted">
          “<bdi>{accepted.reason}</bdi>”
          <p className="dim small">
            <bdi>{accepted.by}</bdi>, until {dayWords(accepted.until)}
          </p>
        </Fact>
      )}
      <Fact name="">
        <span className="row">
          {question !== null && (
            <Button size="xs" variant={isAsking(finding) ? 'filled' : 'default'} onClick={() => say('answer')}>
              {answer ? 'Answer anew' : 'Answer'}
            </Button>
          )}
          {mayAccept(finding) && (
            <Button size="xs" onClick={() => say('accept')}>
              Accept it for a while
            </Button>
          )}
          {accepted && (
            <Button size="xs" onClick={() => withdraw.mutate()} loading={withdraw.isPending}>
              Withdraw
            </Button>
          )}
        </span>
        {withdraw.error !== null && <Failure of={withdraw.error} />}
      </Fact>
    </>
  );
}
