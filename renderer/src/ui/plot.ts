import type { RefObject } from 'react';
import uPlot from 'uplot';
import type { Line, Mark } from './Chart.tsx';
import { holesIn, ticks, topOf } from './scale.ts';

/** What changes from drawing to drawing. */
export type Drawn = {
  readonly marks: readonly Mark[];
  readonly least: number;
  readonly isCount: boolean;
  readonly span: readonly [number, number];
  readonly onPlace: (at: number | null) => void;
};
type Making = {
  readonly width: number;
  readonly height: number;
  readonly lines: readonly Line[];
  readonly drawn: RefObject<Drawn>;
};

const gutter = 32;

/** A chart of this design in uPlot's words: three hairlines, neat numbers, dashed marks with their names. */
export function optionsOf(box: Element, { width, height, lines, drawn }: Making): uPlot.Options {
  const value = (name: string) => getComputedStyle(box).getPropertyValue(name).trim();
  const font = () => `${value('--fs-xs')} ${value('--font')}`;
  const small = () => value('--text-3');
  const grid = { stroke: () => value('--line'), width: 1 };
  const soft = (tone: Line['tone']) => `color-mix(in srgb, ${value(`--${tone}`)} 10%, transparent)`;
  return {
    width,
    height,
    padding: [6, 0, 0, 0],
    legend: { show: false },
    cursor: {
      points: { size: 5 },
      drag: { x: false, y: false },
      y: false,
      sync: { key: 'charts', setSeries: false },
    },
    scales: {
      x: { time: true, range: () => [...drawn.current.span] },
      y: {
        range: (_, __, highest) => [
          0,
          topOf(Number.isFinite(highest) ? highest : 0, drawn.current.least, drawn.current.isCount),
        ],
      },
    },
    axes: [
      {
        size: 22,
        gap: 5,
        font: font(),
        stroke: small,
        grid: { show: false },
        ticks: { show: false },
        splits: () => timesOf(drawn.current.span),
        values: (_, splits) => splits.map(clock),
      },
      {
        size: gutter,
        gap: 4,
        font: font(),
        stroke: small,
        grid,
        ticks: { show: false },
        splits: (_, __, low, high) => [low, (low + high) / 2, high],
        values: (_, splits) =>
          splits.map((one) => (one >= 10_000 ? `${one / 1000}k` : String(Number(one.toPrecision(3))))),
      },
    ],
    series: [
      {},
      ...lines.map(({ name, tone, fill }) => ({
        label: name,
        width: 1.5,
        stroke: () => value(`--${tone}`),
        ...(fill ? { fill: () => soft(tone) } : {}),
        points: {
          show: true,
          size: 3,
          width: 0,
          fill: () => value(`--${tone}`),
          filter: (plot: uPlot, at: number) => lone(plot.data[at] ?? []),
        },
        spanGaps: false,
        gaps: (plot: uPlot, _: number, from: number, to: number, nulls: uPlot.Series.Gap[]) =>
          [
            ...nulls,
            ...holesIn(plot.data[0], from, to).map(
              ([before, after]): uPlot.Series.Gap => [
                Math.round(plot.valToPos(before, 'x', true)),
                Math.round(plot.valToPos(after, 'x', true)),
              ],
            ),
          ].toSorted(([a], [b]) => a - b),
      })),
    ],
    hooks: {
      draw: [
        (plot) =>
          drawMarks(plot, drawn.current.marks, {
            line: small(),
            text: value('--text-2'),
            under: value('--surface'),
            font: value('--font'),
          }),
      ],
      setCursor: [(plot) => drawn.current.onPlace(plot.cursor.idx ?? null)],
    },
  };
}

/** A value with nothing on either side has no line that would show it. */
function lone(values: ArrayLike<number | null | undefined>): number[] {
  const found: number[] = [];
  for (let at = 0; at < values.length; at += 1) {
    if (values[at] != null && values[at - 1] == null && values[at + 1] == null) found.push(at);
  }
  return found;
}

const clock = (seconds: number): string => {
  const at = new Date(seconds * 1000);
  const two = (n: number) => String(n).padStart(2, '0');
  const minutes = `${two(at.getHours())}:${two(at.getMinutes())}`;
  return at.getSeconds() === 0 ? minutes : `${minutes}:${two(at.getSeconds())}`;
};

type Ink = { readonly line: string; readonly text: string; readonly under: string; readonly font: string };

/**
 * A mark's name stands before its line, where there is room, on the ground of the page so that it can be read over a curve.
 * Of two that would cover one another the later is named.
 */
function drawMarks({ ctx, bbox, valToPos, scales }: uPlot, marks: readonly Mark[], ink: Ink): void {
  const ratio = uPlot.pxRatio;
  const named: (readonly [from: number, to: number])[] = [];
  ctx.save();
  for (const { at, label } of marks.toSorted((a, b) => b.at - a.at)) {
    if (at < (scales.x?.min ?? 0) || at > (scales.x?.max ?? 0)) continue;
    const x = Math.round(valToPos(at, 'x', true)) + 0.5;
    ctx.strokeStyle = ink.line;
    ctx.lineWidth = ratio;
    ctx.setLineDash([3 * ratio, 3 * ratio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top - 4 * ratio);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.font = `500 ${11 * ratio}px ${ink.font}`;
    const wide = ctx.measureText(label).width;
    const before = x - wide - 6 * ratio > bbox.left;
    const left = before ? x - wide - 5 * ratio : x + 5 * ratio;
    if (named.some(([from, to]) => left < to && from < left + wide)) continue;
    named.push([left - 6 * ratio, left + wide + 6 * ratio]);
    ctx.fillStyle = ink.under;
    ctx.fillRect(left - 2 * ratio, bbox.top - 4 * ratio, wide + 4 * ratio, 14 * ratio);
    ctx.fillStyle = ink.text;
    ctx.textBaseline = 'top';
    ctx.textAlign = 'left';
    ctx.fillText(label, left, bbox.top - 2 * ratio);
  }
  ctx.restore();
}

/** Before anything was seen there is no time to write. */
const timesOf = (span: readonly [number, number]): number[] => (span[0] === 0 ? [] : ticks(span));
