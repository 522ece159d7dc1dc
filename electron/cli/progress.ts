import type { DeploymentEvent, Step } from '#contract/deployment';
import type { Sink } from './io.ts';
import type { Ink } from './print.ts';
import { cell, duration, escaped, pad } from './text.ts';

/** The steps of a deployment as they happen. */
export type Progress = Disposable & {
  readonly show: (event: DeploymentEvent) => Promise<void>;
  /** The step that is being waited for, or null between two. */
  readonly current: () => string | null;
  /** Says something else: the line under way is out of its way meanwhile. */
  readonly aside: <T>(say: () => Promise<T>) => Promise<T>;
};

const marks = { started: '…', done: '✓', failed: '✗', undone: '↩' } as const;
/** Who waits longer than this is told how long it has been. */
const longWait = 2_000;

/** On a terminal the steps under way are one line that is rewritten; elsewhere every ended step is a line of its own. */
export function progress(sink: Sink, ink: Ink, now: () => number = () => performance.now()): Progress {
  const open = new Map<number, Step>();
  const clear = sink.tty ? '\r\x1b[2K' : '';
  let since = now();
  let asides = 0;
  const underWay = () => {
    if (!sink.tty || open.size === 0 || asides > 0) return '';
    const waited = now() - since;
    const time = waited < longWait ? '' : `  ${Math.floor(waited / 1000)} s`;
    const line = `  ${marks.started} ${labels([...open.values()])}`;
    return [...line].slice(0, sink.columns - time.length - 1).join('') + time;
  };
  // A failed write is the sink's to remember; a tick has nobody to tell.
  const tick = () => void (open.size > 0 && asides === 0 && sink.write(clear + underWay()).catch(() => {}));
  const ticking = sink.tty ? setInterval(tick, 1_000).unref() : undefined;
  const shown = (event: DeploymentEvent): string => {
    switch (event.type) {
      case 'step':
        return stepLine(event.step, event.reason, ink);
      case 'said':
        return `${escaped(event.text)}\n`;
      case 'state':
        return '';
    }
  };
  return {
    current: () => {
      const last = [...open.values()].at(-1);
      return last ? labels([last]) : null;
    },
    aside: async (say) => {
      if (underWay() !== '') await sink.write(clear);
      asides += 1;
      try {
        return await say();
      } finally {
        asides -= 1;
        if (underWay() !== '') await sink.write(clear + underWay());
      }
    },
    show: async (event) => {
      if (event.type === 'step' && event.step.state === 'started') {
        if (open.size === 0) since = now();
        open.set(event.step.n, event.step);
      } else if (event.type === 'step') open.delete(event.step.n);
      await sink.write(clear + shown(event) + underWay());
    },
    [Symbol.dispose]: () => clearInterval(ticking),
  };
}

function stepLine(step: Step, reason: string | undefined, ink: Ink): string {
  if (step.state === 'started') return '';
  const of = String(step.of);
  const place = `${String(step.n).padStart(of.length)}/${of}`;
  const facts = `${place} ${duration(step.ms).padStart(7)}  ${pad(cell(step.do), 7)} ${cell(step.target)}`.trimEnd();
  switch (step.state) {
    case 'done':
      return `  ${ink.good(marks.done)} ${facts}\n`;
    case 'undone':
      // Most steps leave nothing behind: that they were passed on the way back is for the record.
      if (step.ms < 1) return '';
      return ink.dim(`  ${marks.undone} ${facts} taken back`).concat('\n');
    case 'failed':
      // One that failed only because another did has no reason of its own.
      return `  ${ink.bad(marks.failed)} ${facts}${reason ? `: ${cell(reason)}` : ' given up'}\n`;
  }
}

/** "start digits-1, digits-2": steps under way at once do the same. */
function labels(steps: readonly Step[]): string {
  return `${cell(steps[0]?.do ?? '')} ${steps.map(({ target }) => cell(target)).join(', ')}`.trimEnd();
}
