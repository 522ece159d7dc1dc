import { Combobox, Modal, TextInput, useCombobox } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { type Command, commandsOf, found } from './commands.ts';
import classes from './Palette.module.css';
import { closePalette, openPalette, paletteIsOpen, subscribeToPalette } from './palette.ts';
import { useInventory } from './session.ts';

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
  const hits = found(commandsOf(inventory), question).slice(0, 40);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first hit of every question is the chosen one
  useEffect(() => {
    combobox.selectFirstOption();
  }, [question, hits.length]);
  const groups = [...new Set(hits.map(({ group }) => group))];
  const go = (id: string) => {
    const command = hits.find((one) => one.id === id);
    if (!command) return;
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
        />
      </Combobox.EventsTarget>
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

function Hit({ of: { id, label, detail, keys } }: { readonly of: Command }) {
  return (
    <Combobox.Option value={id} className={classes.hit}>
      <span className="medium">{label}</span>
      <span className="dim cut">{detail}</span>
      {keys && <kbd>{keys}</kbd>}
    </Combobox.Option>
  );
}
