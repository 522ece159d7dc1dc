import type { DeploymentEvent, Step } from '#contract/deployment';
import type { Sink } from './io.ts';
import type { Ink } from './print.ts';
import { cell, duration, escaped } from './text.ts';

/** The steps of a deployment as they happen. */
export type Progress = {
  readonly show: (event: DeploymentEvent) => Promise<void>;
  /** The step that is being waited for, or null between two. */
  readonly current: () => string | null;
  /** Wipes the line under way, so that something else can be said; the next event draws it again. */
  readonly wipe: () => Promise<void>;
};

const marks = { started: '…', done: '✓', failed: '✗', undone: '↩' } as const;

/** On a terminal the step under way is one line that is rewritten; elsewhere every ended step is a line of its own. */
export function progress(sink: Sink, ink: Ink): Progress {
  const open = new Map<number, string>();
  const clear = sink.tty ? '\r\x1b[2K' : '';
  const underWay = () =>
    sink.tty && open.size > 0 ? fitted(`  ${marks.started} ${[...open.values()].join(', ')}`) : '';
  const fitted = (line: string) => [...line].slice(0, sink.columns - 1).join('');
  return {
    current: () => [...open.values()].at(-1) ?? null,
    wipe: async () => {
      if (underWay() !== '') await sink.write(clear);
    },
    show: async (event) => {
      switch (event.type) {
        case 'step':
          if (event.step.state === 'started') open.set(event.step.n, label(event.step));
          else open.delete(event.step.n);
          await sink.write(clear + stepLine(event.step, event.reason, ink) + underWay());
          return;
        case 'said':
          await sink.write(`${clear}${escaped(event.text)}\n${underWay()}`);
          return;
        case 'state':
          if (event.reason) await sink.write(`${clear}${event.state}: ${escaped(event.reason)}\n${underWay()}`);
          return;
      }
    },
  };
}

function stepLine(step: Step, reason: string | undefined, ink: Ink): string {
  if (step.state === 'started') return '';
  const mark = step.state === 'done' ? ink.good(marks.done) : ink.bad(marks[step.state]);
  const why = reason ? `: ${cell(reason)}` : '';
  const of = String(step.of);
  const place = ink.dim(`${String(step.n).padStart(of.length)}/${of}`);
  const undone = step.state === 'undone' ? 'took back ' : '';
  return `  ${mark} ${place} ${undone}${label(step)}${why}  ${ink.dim(duration(step.ms))}\n`;
}

function label(step: Step): string {
  return step.target ? `${cell(step.do)} ${cell(step.target)}` : cell(step.do);
}
