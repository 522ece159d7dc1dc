import { Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useState, useSyncExternalStore } from 'react';
import { Failure } from '../ui/Failure.tsx';
import { type Command, commandsOf, deploymentsAs, draftsAs, found } from './commands.ts';
import { Hits, hitId } from './Hits.tsx';
import classes from './Palette.module.css';
import { closePalette, openPalette, paletteIsOpen, subscribeToPalette } from './palette.ts';
import { useClient, useInventory } from './session.ts';
import { type Act, useActs } from './useActs.ts';

/** Ctrl or Cmd and K: any service, host, page, deployment, draft or act by its name. */
export function Palette() {
  const open = useSyncExternalStore(subscribeToPalette, paletteIsOpen);
  useEffect(() => {
    const pressed = (event: globalThis.KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'k') return;
      event.preventDefault();
      if (paletteIsOpen()) closePalette();
      else openPalette();
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, []);
  return (
    <Modal
      opened={open}
      onClose={closePalette}
      withCloseButton={false}
      padding={0}
      size={560}
      yOffset="12vh"
      title="Find or do anything"
      classNames={{ header: classes.header ?? '', title: 'hidden-text' }}
    >
      <Search />
    </Modal>
  );
}

/** Hits that are shown: more are found by another word. */
const most = 40;

function Search() {
  const [question, setQuestion] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const navigate = useNavigate();
  const acting = useMutation({ mutationFn: (act: Act['act']) => act() });
  const hits = found<Command | Act>(useAll(), question).slice(0, most);
  // The first one is chosen until another was, for as long as that is found.
  const at = Math.max(
    0,
    hits.findIndex(({ id }) => id === chosen),
  );
  const go = (hit: Command | Act | undefined) => {
    if (!hit) return;
    if ('act' in hit) return acting.mutate(hit.act);
    closePalette();
    void navigate({ to: hit.to });
  };
  const move = (event: KeyboardEvent, to: number) => {
    event.preventDefault();
    setChosen(hits.at(to % Math.max(1, hits.length))?.id ?? null);
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown') move(event, at + 1);
    if (event.key === 'ArrowUp') move(event, at - 1);
    if (event.key === 'Enter') go(hits[at]);
  };
  return (
    <>
      <TextInput
        data-autofocus
        className={classes.search}
        variant="unstyled"
        size="md"
        role="combobox"
        aria-expanded
        aria-controls="palette-hits"
        aria-activedescendant={hits[at] && hitId(hits[at].id)}
        aria-autocomplete="list"
        autoComplete="off"
        aria-label="Find or do anything"
        placeholder="Find or do anything"
        value={question}
        onChange={({ currentTarget }) => setQuestion(currentTarget.value)}
        onKeyDown={pressed}
      />
      {acting.error && <Failure of={acting.error} />}
      <Hits id="palette-hits" of={hits} chosen={hits[at]?.id} onGo={go} />
    </>
  );
}

/** Newest deployments that are looked through: the history finds any. */
const recorded = 200;

function useAll(): readonly (Command | Act)[] {
  const { inventory } = useInventory();
  const client = useClient();
  const acts = useActs(inventory);
  const history = useQuery({
    queryKey: ['palette', 'deployments'],
    queryFn: ({ signal }) => client.history.list({ limit: recorded }, { signal }),
  });
  const drafts = useQuery({
    queryKey: ['palette', 'drafts'],
    queryFn: ({ signal }) => client.draft.list(undefined, { signal }),
  });
  return [
    ...commandsOf(inventory),
    ...acts,
    ...draftsAs(drafts.data?.drafts ?? []),
    ...deploymentsAs(history.data?.deployments ?? []),
  ];
}
