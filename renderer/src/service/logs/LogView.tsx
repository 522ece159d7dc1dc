import {
  type Ref,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useReducer,
  useRef,
  useState,
} from 'react';
import { Scrolls } from '../../ui/Scrolls.tsx';
import type { LogFeed } from './feed.ts';
import { shortName } from './format.ts';
import { LogRow } from './LogRow.tsx';
import classes from './LogView.module.css';
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

/** A log of any length: only the rows that are seen are there. It stays at the tail until somebody scrolls up. */
export function LogView({ feed, look, follows, onFollows, onChosen, ref, label }: Props) {
  const viewport = useRef<HTMLDivElement>(null);
  const cell = useCell();
  const [size, setSize] = useState({ width: 0, height: 0 });
  const [, moved] = useReducer((n: number) => n + 1, 0);
  const tail = useRef(follows);
  const place = useRef({ top: 0, left: 0, line: 0, into: 0, widest: 0 });
  const { chosen, gutter, copy } = useChosen(feed.ring, onChosen);

  const name = Math.min(28, Math.max(8, ...feed.ring.replicas.map((one) => shortName(one).length)));
  const withDay = look.times && dayOf(feed);
  const gutterCells = (look.times ? (withDay ? 20 : 13) : 0) + (look.names ? name + 1 : 0) + 4;
  const columns = Math.max(20, Math.floor((size.width - 32) / cell) - gutterCells);
  const wrapAt = look.wrap ? columns : null;
  const { ring } = feed;
  const { listed } = look;
  // Lines come and go in place: their ends say which there are.
  const rows = useMemo(
    () => rowsOf(ring, listed, wrapAt),
    [ring, ring.first, ring.end, listed, listed?.length, listed?.[0], wrapAt],
  );
  const full = rows.total * row;
  const height = Math.min(full, highest);
  const stretch = full > highest ? (full - size.height) / (highest - size.height) : 1;
  const { top, left } = place.current;
  const at = Math.min(top * stretch, Math.max(0, full - size.height));
  const first = Math.max(0, Math.floor(at / row) - margin);
  const shown: { n: number; part: number; afterGap: boolean }[] = [];
  for (let it = first; it < first + Math.ceil(size.height / row) + 2 * margin; it += 1) {
    const found = rows.locate(it);
    if (found) shown.push(found);
  }
  for (const { n } of shown) place.current.widest = Math.max(place.current.widest, feed.ring.cells(n));

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
    if (tail.current) box.scrollTop = height;
    else {
      const wanted = (rows.rowOf(line) * row + into) / stretch;
      if (Math.abs(wanted - before) < 1) return;
      box.scrollTop += wanted - before;
    }
    if (Math.abs(before - box.scrollTop) < 1) return;
    place.current.top = box.scrollTop;
    moved();
  });

  const onScroll = () => {
    const box = viewport.current;
    if (!box) return;
    const now = box.scrollTop * stretch;
    const found = rows.locate(Math.floor(now / row));
    const line = found?.n ?? feed.ring.end;
    const into = found ? now - rows.rowOf(line) * row : 0;
    Object.assign(place.current, { top: box.scrollTop, left: box.scrollLeft, line, into });
    const atTail = box.scrollTop + box.clientHeight >= box.scrollHeight - row;
    leaveTail(atTail);
    moved();
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
      const from = Math.ceil(at / row);
      const numbers = shown.filter((_, index) => first + index >= from && first + index < from + size.height / row);
      return [...new Set(numbers.map(({ n }) => n))];
    },
  }));

  const wide = look.wrap ? undefined : (gutterCells + place.current.widest + 4) * cell;
  return (
    <Scrolls
      className={classes.viewport}
      ref={viewport}
      role="log"
      aria-live="off"
      aria-label={label}
      onScroll={onScroll}
      onWheel={onWheel}
      onCopy={copy}
    >
      <div className={classes.all} style={{ height, minWidth: wide }}>
        <div
          className={classes.rows}
          style={{ transform: `translateY(${first * row - at + top}px)`, ['--gutter' as string]: `${gutterCells}ch` }}
        >
          {shown.map(({ n, part, afterGap }) => (
            <LogRow
              key={`${n}.${part}`}
              line={feed.ring.at(n)}
              part={part}
              columns={wrapAt}
              from={Math.max(0, Math.floor(left / cell) - gutterCells)}
              width={columns}
              withDay={withDay}
              nameWidth={name}
              look={look}
              afterGap={afterGap}
              chosen={chosen !== null && n >= chosen.from && n <= chosen.to}
              gutter={gutter}
            />
          ))}
        </div>
      </div>
    </Scrolls>
  );
}

/** Whether the log reaches back before today, so that its times need their day. */
function dayOf({ ring }: LogFeed): boolean {
  if (ring.end === ring.first) return false;
  return ring.at(ring.first).time < new Date().setHours(0, 0, 0, 0);
}
