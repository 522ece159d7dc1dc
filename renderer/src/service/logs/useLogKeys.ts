import { type RefObject, useEffect, useRef } from 'react';
import type { LogViewHandle } from './LogView.tsx';

type Acts = {
  readonly view: RefObject<LogViewHandle | null>;
  readonly go: (by: 1 | -1) => void;
  readonly tail: () => void;
};

/** Keys of a log, wherever the focus is but in a field: n, N, End, Home, arrows and pages. They come before the console's own. */
export function useLogKeys(acts: Acts): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || writes(event.target)) return;
      const act = actOf(event.key, latest.current);
      if (!act) return;
      event.preventDefault();
      event.stopPropagation();
      act();
    };
    document.addEventListener('keydown', pressed, { capture: true });
    return () => document.removeEventListener('keydown', pressed, { capture: true });
  }, []);
}

function actOf(key: string, { view, go, tail }: Acts): (() => void) | null {
  const scroll = (by: Parameters<LogViewHandle['scrollBy']>[0]) => () => view.current?.scrollBy(by);
  switch (key) {
    case 'n':
      return () => go(1);
    case 'N':
      return () => go(-1);
    case 'End':
      return tail;
    case 'Home':
      return scroll('-all');
    case 'PageDown':
      return scroll('page');
    case 'PageUp':
      return scroll('-page');
    case 'ArrowDown':
      return scroll(1);
    case 'ArrowUp':
      return scroll(-1);
    default:
      return null;
  }
}

function writes(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) || target.closest('[role=dialog]') !== null;
}
