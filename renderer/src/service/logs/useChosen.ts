import { type ClipboardEvent, type MouseEvent, useRef, useState } from 'react';
import { plain } from './format.ts';
import classes from './LogView.module.css';
import type { LogRing } from './ring.ts';

/** Lines that were chosen at their left edge, from one to the other. */
export type Chosen = { readonly from: number; readonly to: number } | null;

/** Choosing lines with the mouse: press one's time or name, Shift and press another's. They are copied whole. */
export function useChosen(ring: LogRing, onChosen: (chosen: Chosen) => void) {
  const [chosen, setChosen] = useState<Chosen>(null);
  const last = useRef<{ chosen: Chosen; anchor: number }>({ chosen: null, anchor: 0 });
  const choose = (event: MouseEvent<HTMLElement>) => {
    const edge = event.target instanceof Element ? event.target.closest(`.${classes.gutter}`) : null;
    const line = edge?.closest<HTMLElement>('[data-n]');
    if (!line) return;
    const n = Number(line.dataset.n);
    event.preventDefault();
    const { chosen: before, anchor } = last.current;
    const begin = event.shiftKey && before ? anchor : n;
    const again = before !== null && before.from === n && before.to === n && !event.shiftKey;
    const next = again ? null : { from: Math.min(begin, n), to: Math.max(begin, n) };
    last.current = { chosen: next, anchor: begin };
    setChosen(next);
    onChosen(next);
  };
  const copy = (event: ClipboardEvent) => {
    const lines = chosen ?? marked(document.getSelection());
    if (!lines) return;
    const made: string[] = [];
    for (let n = Math.max(lines.from, ring.first); n <= lines.to && n < ring.end; n += 1) made.push(plain(ring.at(n)));
    event.clipboardData.setData('text/plain', made.join('\n'));
    event.preventDefault();
  };
  return { chosen, choose, copy };
}

/** The lines that a selection of text goes over, where they are several: a part of one line is copied as it is. */
function marked(selection: Selection | null): Chosen {
  if (!selection || selection.isCollapsed) return null;
  const numbers = [selection.anchorNode, selection.focusNode].map((node) => {
    const element = node instanceof Element ? node : node?.parentElement;
    return Number(element?.closest<HTMLElement>('[data-n]')?.dataset.n ?? Number.NaN);
  });
  const [a = Number.NaN, b = Number.NaN] = numbers;
  return Number.isNaN(a) || Number.isNaN(b) || a === b ? null : { from: Math.min(a, b), to: Math.max(a, b) };
}
