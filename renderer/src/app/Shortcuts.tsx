import { Modal } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { commandsOf } from './commands.ts';
import { paletteKeys, subscribeToShortcuts } from './palette.ts';
import classes from './Shortcuts.module.css';

const pages = commandsOf(null).filter(({ keys }) => keys);
/** Milliseconds between two keys that belong together. */
const together = 1000;

/** "g h" and the like, and "?" for the list of them; never while somebody writes. */
export function Shortcuts() {
  const navigate = useNavigate();
  const [listed, setListed] = useState(false);
  useEffect(() => subscribeToShortcuts(() => setListed(true)), []);
  useEffect(() => {
    let before = '';
    let at = 0;
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
      const typed = event.timeStamp - at < together ? `${before} ${event.key}` : event.key;
      [before, at] = [event.key, event.timeStamp];
      if (event.key === '?') return setListed(true);
      if (event.key === '/') {
        const search = document.querySelector<HTMLElement>('[data-search]');
        if (search) event.preventDefault();
        return search?.focus();
      }
      const command = pages.find(({ keys }) => keys === typed || keys === event.key);
      if (command) void navigate({ to: command.to });
    };
    document.addEventListener('keydown', pressed);
    return () => document.removeEventListener('keydown', pressed);
  }, [navigate]);
  return (
    <Modal opened={listed} onClose={() => setListed(false)} title="Keys">
      <dl className={classes.keys}>
        <Row keys={paletteKeys} does="find or do anything: every page, service, release and act" />
        <Row keys="/" does="search on this page" />
        {pages.map(({ keys, label }) => (
          <Row key={label} keys={keys ?? ''} does={label} />
        ))}
        <Row keys="?" does="this list" />
        <Row keys="Esc" does="leave what is open as it is" />
      </dl>
      <h3 className={classes.title}>In a log</h3>
      <dl className={classes.keys}>
        <Row keys="n" does="next hit" />
        <Row keys="N" does="hit before" />
        <Row keys="End" does="to the newest line, and follow" />
        <Row keys="Home" does="to the oldest line that is held" />
        <Row keys="↑ ↓" does="a line; Page Up, Page Down: a page" />
      </dl>
    </Modal>
  );
}

function Row({ keys, does }: { readonly keys: string; readonly does: string }) {
  return (
    <>
      <dt>
        <kbd>{keys}</kbd>
      </dt>
      <dd>{does}</dd>
    </>
  );
}

function writes(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
    target.closest('[role=dialog]') !== null
  );
}
