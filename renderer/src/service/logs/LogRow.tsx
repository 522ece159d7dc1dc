import { memo } from 'react';
import { cut } from './clean.ts';
import { margin } from './format.ts';
import classes from './LogView.module.css';
import type { Look } from './LogView.tsx';
import type { HeldLine } from './ring.ts';
import { pieces, type Range, rangesIn } from './search.ts';

type Props = {
  readonly line: HeldLine;
  /** Which of the rows that a wrapped line takes, and how many cells a row has; null where lines are not wrapped. */
  readonly part: number;
  readonly columns: number | null;
  /** The first cell that is seen, and how many are. */
  readonly from: number;
  readonly width: number;
  readonly withDay: boolean;
  readonly nameWidth: number;
  readonly look: Look;
  readonly afterGap: boolean;
  readonly chosen: boolean;
  readonly gutter: { onMouseDown(event: React.MouseEvent<HTMLElement>): void };
};

/** Lines wider than this are there only as far as they are seen: a page of whole ones would take seconds. */
const longest = 600;
const nothing: readonly Range[] = [];

export const LogRow = memo(Row, (a, b) => {
  if (a.line.n !== b.line.n || a.line.text !== b.line.text || a.part !== b.part || a.columns !== b.columns)
    return false;
  if (
    a.chosen !== b.chosen ||
    a.afterGap !== b.afterGap ||
    a.withDay !== b.withDay ||
    a.nameWidth !== b.nameWidth ||
    a.width !== b.width
  )
    return false;
  if (a.line.cells > longest && a.from !== b.from) return false;
  const at = (look: Look, n: number) => look.current === n;
  if (at(a.look, a.line.n) !== at(b.look, b.line.n)) return false;
  return a.look.search === b.look.search && a.look.times === b.look.times && a.look.names === b.look.names;
});

function Row({ line, part, columns, from, width, withDay, nameWidth, look, afterGap, chosen, gutter }: Props) {
  const { n, stream, text, cells } = line;
  const ranges = look.search.kind === 'sought' ? rangesIn(look.search, text) : nothing;
  const whole = columns === null && cells <= longest;
  const begin = columns === null ? Math.max(0, from - 40) : part * columns;
  const shown = whole ? { text, at: 0 } : cut(text, cells, begin, columns ?? width + 80);
  const here = look.current === n;
  const names = [classes.row, chosen && classes.chosen, afterGap && classes.gap, here && classes.here];
  return (
    <div className={names.filter(Boolean).join(' ')} data-n={n}>
      <span className={classes.gutter} {...gutter} data-n={n}>
        {part === 0 ? margin(line, look, withDay, nameWidth) : ''}
        {part === 0 && stream === 'stderr' && <b>err</b>}
      </span>
      <bdi
        className={classes.text}
        dir="ltr"
        style={whole || columns !== null ? undefined : { paddingLeft: `${begin}ch` }}
      >
        {ranges.length === 0
          ? shown.text
          : pieces(shown.text, shown.at, ranges).map(({ at, text, hit }) =>
              hit ? <mark key={at}>{text}</mark> : text,
            )}
      </bdi>
    </div>
  );
}
