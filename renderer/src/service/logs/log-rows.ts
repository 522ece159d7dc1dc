import { type RowPool, rowPool } from '../../ui/row-pool.ts';
import { cut } from './clean.ts';
import { margin } from './format.ts';
import classes from './LogView.module.css';
import type { HeldLine } from './ring.ts';
import { pieces, rangesIn, type Search } from './search.ts';

/** What holds for all rows alike; another one draws all of them anew. */
export type RowStyle = {
  readonly search: Search;
  readonly times: boolean;
  readonly names: boolean;
  readonly withDay: boolean;
  readonly nameWidth: number;
  /** How many cells of a line are seen. */
  readonly width: number;
  /** How many a row has where lines are wrapped, null where they are not. */
  readonly columns: number | null;
};

export type LogRow = {
  readonly line: HeldLine;
  /** Which of the rows that a wrapped line takes. */
  readonly part: number;
  readonly afterGap: boolean;
  readonly chosen: boolean;
  readonly here: boolean;
  /** The first cell that is seen. */
  readonly from: number;
  readonly style: RowStyle;
};

type Made = {
  readonly element: HTMLElement;
  readonly margin: Text;
  readonly error: HTMLElement;
  readonly text: HTMLElement;
};

/** Lines wider than this are there only as far as they are seen: a page of whole ones would take seconds. */
const longest = 600;

export const logRows = (parent: HTMLElement): RowPool<LogRow> =>
  rowPool<LogRow, Made>(parent, { keyOf: ({ line, part }) => `${line.n}.${part}`, make, fill });

function make(): Made {
  const element = document.createElement('div');
  const gutter = document.createElement('span');
  gutter.className = classes.gutter ?? '';
  const margin = document.createTextNode('');
  const error = document.createElement('b');
  error.textContent = 'err';
  gutter.append(margin, error);
  const text = document.createElement('bdi');
  text.className = classes.text ?? '';
  text.dir = 'ltr';
  element.append(gutter, text);
  return { element, margin, error, text };
}

function fill(made: Made, row: LogRow, before: LogRow | null): void {
  if (before && isSame(before, row)) return;
  const { line, part, style, chosen, afterGap, here } = row;
  const names = [classes.row, chosen && classes.chosen, afterGap && classes.gap, here && classes.here];
  made.element.className = names.filter(Boolean).join(' ');
  made.element.dataset.n = String(line.n);
  made.margin.data = part === 0 ? margin(line, style, style.withDay, style.nameWidth) : '';
  made.error.hidden = part !== 0 || line.stream !== 'stderr';
  const { text, at, indent } = seenOf(row);
  made.text.style.paddingLeft = indent === 0 ? '' : `${indent}ch`;
  const ranges = style.search.kind === 'sought' ? rangesIn(style.search, line.text) : [];
  if (ranges.length === 0) made.text.textContent = text;
  else made.text.replaceChildren(...pieces(text, at, ranges).map(({ text, hit }) => (hit ? mark(text) : text)));
}

/** Of a line what is drawn: all of it, its part of a wrapped one, or what of a very wide one lies around the window. */
function seenOf({ line: { text, cells }, part, from, style: { columns, width } }: LogRow) {
  if (columns !== null) return { ...cut(text, cells, part * columns, columns), indent: 0 };
  if (cells <= longest) return { text, at: 0, indent: 0 };
  const begin = Math.max(0, from - 40);
  return { ...cut(text, cells, begin, width + 80), indent: begin };
}

function mark(text: string): HTMLElement {
  const element = document.createElement('mark');
  element.textContent = text;
  return element;
}

const isSame = (a: LogRow, b: LogRow): boolean =>
  a.style === b.style &&
  a.line.n === b.line.n &&
  a.line.text === b.line.text &&
  a.part === b.part &&
  a.chosen === b.chosen &&
  a.here === b.here &&
  a.afterGap === b.afterGap &&
  (a.from === b.from || a.line.cells <= longest || a.style.columns !== null);
