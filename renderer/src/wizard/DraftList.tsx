import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { Draft } from '#contract/draft';
import { useClient } from '../app/session.ts';
import { Failure } from '../ui/Failure.tsx';
import { ago } from '../ui/figures.ts';
import { LinkButton } from '../ui/LinkButton.tsx';
import { Section } from '../ui/Section.tsx';
import { useNow } from '../ui/useNow.ts';
import { namesIn } from './fields.ts';
import { removeSeen } from './removing.ts';
import { useDrafts } from './useDraft.ts';
import classes from './Wizard.module.css';

/** What was begun and left. Removing one can be undone for as long as the page is open. */
export function DraftList() {
  const { data, error, refetch } = useDrafts('all');
  const [removed, setRemoved] = useState<readonly Draft[]>([]);
  const client = useClient();
  const now = useNow(5000);
  const remove = useMutation({
    mutationFn: (draft: Draft) => removeSeen(client.draft, draft),
    onSuccess: (_, draft) => setRemoved((before) => [draft, ...before]),
    // Also where it was changed meanwhile: then it is to be seen as it is now.
    onSettled: () => void refetch(),
  });
  const undo = useMutation({
    // What an update was of is known by the core alone, so it is begun again as one.
    mutationFn: async ({ id, of, host, text }: Draft) => {
      const image = namesIn(text).image;
      const begun = of === 'new' || !image ? null : await client.draft.begin({ image, service: of, host });
      return client.draft.save({ id: begun?.id ?? id, host, text, since: begun?.revision ?? 0 });
    },
    onSuccess: (_, { id }) => {
      setRemoved((before) => before.filter((one) => one.id !== id));
      void refetch();
    },
  });
  if (error) return <Failure of={error} again={() => void refetch()} />;
  const drafts = (data ?? []).filter(({ id }) => removed.every((one) => one.id !== id));
  if (drafts.length + removed.length === 0) return null;
  const failure = remove.error ?? undo.error;
  return (
    <Section title="Left unfinished" note={drafts.length === 1 ? '1 draft' : `${drafts.length} drafts`}>
      {failure && <Failure of={failure} />}
      <table className="table" aria-label="Drafts">
        <tbody>
          {drafts.map((draft) => (
            <tr key={draft.id}>
              <td className={`medium ${classes.name}`}>
                <Title of={draft} />
              </td>
              <td className={classes.name}>
                <bdi className={`mono second cut ${classes.block}`}>{namesIn(draft.text).image ?? 'no image yet'}</bdi>
              </td>
              <td className="second">{draft.host}</td>
              <td className="second">{ago(draft.updatedAt, now)}</td>
              <td className="number">
                <span className={classes.buttons}>
                  <Button size="xs" aria-label={`Remove ${titleOf(draft)}`} onClick={() => remove.mutate(draft)}>
                    Remove
                  </Button>
                  <Continue draft={draft} />
                </span>
              </td>
            </tr>
          ))}
          {removed.map((draft) => (
            <tr key={draft.id}>
              <td className="dim" colSpan={4}>
                Removed: <bdi>{titleOf(draft)}</bdi>
              </td>
              <td className="number">
                <Button size="xs" aria-label={`Undo: keep ${titleOf(draft)}`} onClick={() => undo.mutate(draft)}>
                  Undo
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}

function Title({ of: draft }: { readonly of: Draft }) {
  return (
    <span className={`row ${classes.fill}`}>
      <bdi className="cut">{titleOf(draft)}</bdi>
      <span className="tag">{draft.of === 'new' ? 'new' : 'update'}</span>
    </span>
  );
}

const titleOf = ({ of, text }: Draft): string => namesIn(text).service ?? (of === 'new' ? 'unnamed' : of);

function Continue({ draft: { id, of, host, text } }: { readonly draft: Draft }) {
  const label = `Continue ${namesIn(text).service ?? of}`;
  if (of === 'new') {
    return (
      <LinkButton size="xs" to="/deploy/$draft" params={{ draft: id }} aria-label={label}>
        Continue
      </LinkButton>
    );
  }
  return (
    <LinkButton size="xs" to="/service/$host/$service/update" params={{ host, service: of }} aria-label={label}>
      Continue
    </LinkButton>
  );
}
