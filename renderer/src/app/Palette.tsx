import { Combobox, Modal, TextInput, useCombobox } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Failure } from '../ui/Failure.tsx';
import { signOut } from '../wire/sign-out.ts';
import { type Command, commandsOf, found } from './commands.ts';
import classes from './Palette.module.css';
import { closePalette, openPalette, paletteIsOpen, subscribeToPalette } from './palette.ts';
import { useInventory } from './session.ts';

/** What leads nowhere, and is done at once. */
type Act = Omit<Command, 'to'> & { readonly act: () => Promise<void> };
const acts: readonly Act[] = signOut
  ? [{ id: 'do-sign-out', group: 'Do', label: 'Sign out', detail: 'of this browser', act: signOut }]
  : [];

/** Ctrl or Cmd and K: any service, host, page or act by its name. */
export function Palette() {
  const open = useSyncExternalStore(subscribeToPalette, paletteIsOpen);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
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

function Search() {
  const { inventory } = useInventory();
  const [question, setQuestion] = useState('');
  const navigate = useNavigate();
  const combobox = useCombobox({ opened: true });
  const acting = useMutation({ mutationFn: (act: Act['act']) => act() });
  const hits = found<Command | Act>([...commandsOf(inventory), ...acts], question).slice(0, 40);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first hit of every question is the chosen one
  useEffect(() => {
    combobox.selectFirstOption();
  }, [question, hits.length]);
  const groups = [...new Set(hits.map(({ group }) => group))];
  const go = (id: string) => {
    const command = hits.find((one) => one.id === id);
    if (!command) return;
    if ('act' in command) return acting.mutate(command.act);
    closePalette();
    void navigate({ to: command.to });
  };
  return (
    <Combobox store={combobox} onOptionSubmit={go} withinPortal={false}>
      <Combobox.EventsTarget>
        <TextInput
          data-autofocus
          className={classes.search}
          variant="unstyled"
          size="md"
          aria-label="Find or do anything"
          placeholder="Find or do anything"
          value={question}
          onChange={({ currentTarget }) => setQuestion(currentTarget.value)}
          // The list of hits would keep it to itself, though it is never closed.
          onKeyDown={({ key }) => key === 'Escape' && closePalette()}
        />
      </Combobox.EventsTarget>
      {acting.error && <Failure of={acting.error} />}
      <Combobox.Options className={classes.hits} aria-label="What was found">
        {groups.map((group) => (
          <Combobox.Group key={group} label={group}>
            {hits
              .filter((one) => one.group === group)
              .map((one) => (
                <Hit key={one.id} of={one} />
              ))}
          </Combobox.Group>
        ))}
        {hits.length === 0 && <Combobox.Empty>Nothing has that in its name.</Combobox.Empty>}
      </Combobox.Options>
    </Combobox>
  );
}

function Hit({ of: { id, label, detail, keys } }: { readonly of: Command | Act }) {
  return (
    <Combobox.Option value={id} className={classes.hit}>
      <span className="medium">{label}</span>
      <span className="dim cut">{detail}</span>
      {keys && <kbd>{keys}</kbd>}
    </Combobox.Option>
  );
}
