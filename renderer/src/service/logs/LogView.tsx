import { type Ref, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RowPool } from '../../ui/row-pool.ts';
import { Scrolls } from '../../ui/Scrolls.tsx';
import type { LogFeed } from './feed.ts';
import { shortName } from './format.ts';
import classes from './LogView.module.css';
import { type LogRow, logRows } from './log-rows.ts';
import { rowsOf } from './rows.ts';
import type { Search } from './search.ts';
import { useCell } from './useCell.ts';
import { type Chosen, useChosen } from './useChosen.ts';

/** How a log is shown; `current` is the line of the hit that one stands at. */
export type Look = {
  readonly listed: readonly number[] | null;
  readonly search: Search;
  readonly wrap: boolean;
  readonly times: boolean;
  readonly names: boolean;
  readonly current: number | null;
};

export type LogViewHandle = {
  scrollToLine(n: number): void;
  scrollBy(rows: number | 'page' | '-page' | 'all' | '-all'): void;
  /** The numbers of the lines that are seen, from the first to the last. */
  seen(): readonly number[];
};

type Props = {
  readonly feed: LogFeed;
  readonly look: Look;
  readonly follows: boolean;
  readonly onFollows: (follows: boolean) => void;
  readonly onChosen: (chosen: Chosen) => void;
  readonly ref: Ref<LogViewHandle>;
  readonly label: string;
};

const row = 18;
/** Chromium lays out no box that is higher than about 33 million pixels; beyond, a pixel of the bar stands for more. */
const highest = 30_000_000;
/** Rows that are drawn above and below what is seen. */
const margin = 12;

/**
 * A log of any length: only the rows that are seen are there, drawn in the frame in which it is scrolled and not by React.
 * It stays at the tail until somebody scrolls up.
 */
export function LogView({ feed, look, follows, onFollows, onChosen, ref, label }: Props) {
  const viewport = useRef<HTMLDivElement>(null);
  const all = useRef<HTMLDivElement>(null);
  const block = useRef<HTMLDivElement>(null);
  const pool = useRef<RowPool<LogRow> | null>(null);
  const cell = useCell();
  const [size, setSize] = useState({ width: 0, height: 0 });
  const tail = useRef(follows);
  const place = useRef({ top: 0, left: 0, line: 0, into: 0, widest: 0 });
  const { chosen, choose, copy } = useChosen(feed.ring, onChosen);

  const nameWidth = Math.min(28, Math.max(8, ...feed.ring.replicas.map((one) => shortName(one).length)));
  const { search, times, names, current } = look;
  const withDay = times && dayOf(feed);
  const gutterCells = (times ? (withDay ? 20 : 13) : 0) + (names ? nameWidth + 1 : 0) + 4;
  const width = Math.max(20, Math.floor((size.width - 32) / cell) - gutterCells);
  const columns = look.wrap ? width : null;
  const style = useMemo(
    () => ({ search, times, names, withDay, nameWidth, width, columns }),
    [search, times, names, withDay, nameWidth, width, columns],
  );
  const { ring } = feed;
  const { listed } = look;
  // Lines come and go in place: their ends say which there are.
  const rows = useMemo(
    () => rowsOf(ring, listed, columns),
    [ring, ring.first, ring.end, listed, listed?.length, listed?.[0], columns],
  );
  const full = rows.total * row;
  const height = Math.min(full, highest);
  const stretch = full > highest ? (full - size.height) / (highest - size.height) : 1;
  /** Pixels of the whole log above what is seen. */
  const above = () => Math.min(place.current.top * stretch, Math.max(0, full - size.height));

  const draw = () => {
    if (!block.current || !all.current) return;
    pool.current ??= logRows(block.current);
    const first = Math.max(0, Math.floor(above() / row) - margin);
    const from = Math.max(0, Math.floor(place.current.left / cell) - gutterCells);
    const shown: LogRow[] = [];
    for (let it = first; it < first + Math.ceil(size.height / row) + 2 * margin; it += 1) {
      const found = rows.locate(it);
      if (!found) continue;
      const { n, part, afterGap } = found;
      const isChosen = chosen !== null && n >= chosen.from && n <= chosen.to;
      shown.push({ line: ring.at(n), part, afterGap, chosen: isChosen, here: current === n, from, style });
    }
    const widest = Math.max(place.current.widest, ...shown.map(({ line }) => line.cells));
    place.current.widest = widest;
    pool.current.show(shown);
    block.current.style.transform = `translateY(${first * row - above() + place.current.top}px)`;
    all.current.style.minWidth = look.wrap ? '' : `${(gutterCells + widest + 4) * cell}px`;
  };

  const scrollToRow = (to: number) => {
    const box = viewport.current;
    if (box) box.scrollTop = (to * row) / stretch;
  };

  useEffect(() => {
    const box = viewport.current;
    if (!box) return;
    const watch = new ResizeObserver(() => setSize({ width: box.clientWidth, height: box.clientHeight }));
    watch.observe(box);
    return () => watch.disconnect();
  }, []);

  // What the wheel said last counts at once: a render for new lines may come before the one that it asked for.
  useLayoutEffect(() => {
    tail.current = follows;
  }, [follows]);

  // After every change: at the tail where it is followed, else the same line stays under the eyes, whatever came or went.
  useLayoutEffect(() => {
    const box = viewport.current;
    if (!box || size.height === 0) return;
    const { line, into, top: before } = place.current;
    const wanted = (rows.rowOf(line) * row + into) / stretch;
    if (tail.current) box.scrollTop = height;
    else if (Math.abs(wanted - before) >= 1) box.scrollTop += wanted - before;
    place.current.top = box.scrollTop;
    draw();
  });

  const onScroll = () => {
    const box = viewport.current;
    if (!box) return;
    const { scrollTop: top, scrollLeft: left } = box;
    const now = top * stretch;
    const found = rows.locate(Math.floor(now / row));
    const line = found?.n ?? ring.end;
    const into = found ? now - rows.rowOf(line) * row : 0;
    Object.assign(place.current, { top, left, line, into });
    leaveTail(top + size.height >= height - row);
    draw();
  };
  const leaveTail = (atTail: boolean) => {
    tail.current = atTail;
    if (atTail !== follows) onFollows(atTail);
  };
  const onWheel = ({ deltaY }: React.WheelEvent) => {
    if (deltaY < 0 && place.current.top > 0) leaveTail(false);
  };

  useImperativeHandle(ref, () => ({
    scrollToLine(n) {
      const to = rows.rowOf(n) - Math.floor(size.height / row / 3);
      scrollToRow(Math.max(0, to));
    },
    scrollBy(by) {
      const box = viewport.current;
      if (!box) return;
      const page = box.clientHeight - 2 * row;
      const steps = { page, '-page': -page, all: box.scrollHeight, '-all': -box.scrollHeight };
      box.scrollTop += typeof by === 'number' ? by * row : steps[by];
    },
    seen() {
      const seen = new Set<number>();
      for (let it = Math.ceil(above() / row); it * row < above() + size.height; it += 1) {
        const found = rows.locate(it);
        if (found) seen.add(found.n);
      }
      return [...seen];
    },
  }));

  return (
    <Scrolls
      className={classes.viewport}
      ref={viewport}
      role="log"
      aria-live="off"
      aria-label={label}
      onScroll={onScroll}
      onWheel={onWheel}
      onMouseDown={choose}
      onCopy={copy}
    >
      <div ref={all} className={classes.all} style={{ height }}>
        <div ref={block} className={classes.rows} style={{ ['--gutter' as string]: `${gutterCells}ch` }} />
      </div>
    </Scrolls>
  );
}

/** Whether the log reaches back before today, so that its times need their day. */
function dayOf({ ring }: LogFeed): boolean {
  if (ring.end === ring.first) return false;
  return ring.at(ring.first).time < new Date().setHours(0, 0, 0, 0);
}
