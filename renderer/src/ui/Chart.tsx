import 'uplot/dist/uPlot.min.css';
import { useEffect, useEffectEvent, useRef } from 'react';
import uPlot from 'uplot';
import classes from './Chart.module.css';
import { type Drawn, optionsOf } from './plot.ts';
import { spanOf } from './scale.ts';

/** `old` is grey, as what is left behind; `fill` draws the area under a line. */
export type Line = {
  readonly name: string;
  readonly tone: 'accent' | 'old' | 'fail';
  readonly fill: boolean;
  readonly values: readonly (number | null)[];
};
/** A moment with its name, in seconds since 1970. */
export type Mark = { readonly at: number; readonly label: string };

type Props = {
  /** What it shows and says, in one sentence, for who cannot see it. */
  readonly summary: string;
  readonly times: readonly number[];
  readonly lines: readonly Line[];
  readonly marks: readonly Mark[];
  /** The highest value that the scale has at least. */
  readonly least: number;
  /** Things that are counted have no halves. */
  readonly isCount: boolean;
  /** Told the place under the pointer; null when it left. */
  readonly onPlace: (at: number | null) => void;
};

/** Pixels, as drawn in the design; and the seconds that are shown at least. */
const height = 124;
const shortest = 120;

/** Lines over time on a canvas, made anew when its lines are others, not when they are longer. */
export function Chart(props: Props) {
  return <Plot key={props.lines.map(({ name, tone, fill }) => `${name}/${tone}/${fill}`).join(' ')} {...props} />;
}

/** The colours are read from the page each time it is drawn, so that it follows the theme. */
function Plot({ summary, times, lines, marks, least, isCount, onPlace }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const drawn = useRef<Drawn>({ marks, least, isCount, span: spanOf(times, shortest), onPlace });

  useEffect(() => {
    drawn.current = { marks, least, isCount, span: spanOf(times, shortest), onPlace };
  });

  const make = useEffectEvent(
    (at: HTMLElement) => new uPlot(optionsOf(at, { width: at.clientWidth, height, lines, drawn }), [[]], at),
  );
  useEffect(() => {
    const at = box.current;
    if (!at) return;
    const made = make(at);
    plot.current = made;
    const sized = new ResizeObserver(() => made.setSize({ width: at.clientWidth, height }));
    sized.observe(at);
    const themed = new MutationObserver(() => made.redraw(false, true));
    themed.observe(document.documentElement, { attributeFilter: ['data-mantine-color-scheme'] });
    // Canvas text is drawn in whatever face is there; once ours is, it is drawn again.
    void document.fonts.ready.then(() => plot.current === made && made.redraw(false, true));
    return () => {
      sized.disconnect();
      themed.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, []);

  useEffect(() => {
    plot.current?.setData([[...times], ...lines.map(({ values }) => [...values])]);
  }, [times, lines]);

  return <div className={classes.chart} ref={box} role="img" aria-label={summary} />;
}
