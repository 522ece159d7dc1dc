import { finished } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { UtilityProcess, WebContents } from 'electron';
import type { ProblemShape } from '#contract/problem';
import type { Electron } from './electron.ts';
import type { FromCore, ToCore } from './messages.ts';

/** How the core's process ended without having been asked to: by itself with a reason, or else with its last words. */
export type Gone = { readonly code: number; readonly lines: readonly string[]; readonly problem: ProblemShape | null };

export type Hearing = {
  readonly said: (message: FromCore) => void;
  readonly gone: (how: Gone) => void;
};

/** The core's process as the main one sees it. The main process carries no call: each page has a channel of its own. */
export type Core = {
  /** Starts it, also again, and connects every page that is there. */
  start(): void;
  /** Gives a page a fresh channel to the core. */
  connect(page: WebContents): void;
  /** Ends it in order, or by force after `patience` milliseconds; settles once it is gone. */
  end(patience: number): Promise<void>;
};

type Needs = Pick<Electron, 'utilityProcess' | 'MessageChannelMain'>;

const kept = 12;
/** Milliseconds for the last lines of a process that is gone. */
const lastWords = 500;

export function supervise(electron: Needs, entry: string, hearing: Hearing): Core {
  const pages = new Set<WebContents>();
  let child: UtilityProcess | null = null;
  let ending = false;

  const tell = (to: UtilityProcess, message: ToCore) => to.postMessage(message);
  const channel = (page: WebContents, to: UtilityProcess): void => {
    const { port1, port2 } = new electron.MessageChannelMain();
    to.postMessage({ kind: 'page' } satisfies ToCore, [port1]);
    page.postMessage('port', null, [port2]);
  };

  const start = (): void => {
    const started = electron.utilityProcess.fork(entry, [], { serviceName: 'Slipway core', stdio: 'pipe' });
    child = started;
    const lines = lastLines(started);
    let problem: ProblemShape | null = null;
    started.on('message', (message: FromCore) => {
      if (message.kind === 'refused') {
        problem = message.problem;
        tell(started, { kind: 'end' });
      }
      hearing.said(message);
    });
    started.once('exit', (code) => {
      if (child === started) child = null;
      if (ending) return;
      for (const page of pages) page.send('gone');
      void lines().then((it) => hearing.gone({ code, lines: it, problem }));
    });
    for (const page of pages) channel(page, started);
  };

  return {
    start,
    connect(page) {
      if (!pages.has(page)) page.once('destroyed', () => void pages.delete(page));
      pages.add(page);
      if (child) channel(page, child);
    },
    async end(patience) {
      ending = true;
      if (!child) return;
      const at = child;
      const gone = new Promise<void>((resolve) => void at.once('exit', () => resolve()));
      tell(at, { kind: 'end' });
      const force = setTimeout(() => at.kill(), patience);
      await gone;
      clearTimeout(force);
    },
  };
}

/** Passes on what a process prints, and remembers the end of it. */
function lastLines({ stdout, stderr }: UtilityProcess): () => Promise<readonly string[]> {
  let text = '';
  const streams = [stdout, stderr].filter((it) => it !== null);
  for (const stream of streams) {
    stream.on('data', (part: Buffer) => {
      process.stderr.write(part);
      text = (text + part.toString()).slice(-20_000);
    });
  }
  return async () => {
    const over = Promise.allSettled(streams.map((it) => finished(it as NodeJS.ReadableStream)));
    await Promise.race([over, pause(lastWords, undefined, { ref: false })]);
    return text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .slice(-kept);
  };
}
