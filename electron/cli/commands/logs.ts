import { Problem } from '#contract/problem';
import type { LogLine } from '#contract/service';
import { command } from '../command.ts';
import { unlessInterrupted } from '../interrupt.ts';
import { since } from '../since.ts';
import { cell, escaped, jsonLine, pad } from '../text.ts';

const BATCH = 1000;
/** Lines that are printed of what was written before: a terminal keeps no more. */
const MOST = 10_000;

export const logs = command({
  name: 'logs',
  words: ['SERVICE'],
  summary: 'replica and gateway logs, also of replicas that are gone',
  json: 'a line a log line: {"time","replica","release","stream","line"}',
  options: {
    follow: { type: 'boolean', says: 'stay and print what comes' },
    since: { type: 'string', value: 'WHEN', says: 'only what is newer: 10m, 2h or an ISO time' },
    replica: { type: 'string', value: 'NAME', says: 'only this replica' },
    grep: { type: 'string', value: 'RE', says: 'only lines that match this regular expression' },
  },
  record: 'reads',
  hearsInterrupts: true,
  async run({ words: [service = ''], values: { follow, since: from, replica, grep }, io, print }) {
    if (grep !== undefined) checkExpression(grep);
    const wanted = { service, follow, since: since(from), replica, grep, tail: MOST };
    const client = await io.client();
    const { id } = await unlessInterrupted(client.logs.open(wanted, { signal: io.signal }), io.signal);
    try {
      let after = 0;
      let width = 0;
      while (!io.stdout.gone) {
        const next = client.logs.next({ id, after, max: BATCH }, { signal: io.signal });
        // Ctrl-C is how following ends, so it leaves quietly.
        const page = await untilAborted(next, io.signal);
        if (!page) return 130;
        after = page.lines.at(-1)?.n ?? after;
        width = Math.max(width, ...page.lines.map((line) => line.replica.length));
        const text = page.lines.map(({ n: _, hit: __, ...line }) =>
          print.json ? jsonLine(line) : lineText(line, width, io.stdout.tty),
        );
        if (text.length > 0) await io.stdout.write(text.join(''));
        if (page.ended) return 0;
      }
      return 0;
    } finally {
      await client.logs.close({ id });
    }
  },
});

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const stop = () => resolve(undefined);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  try {
    // The call ends too when the signal does; how it ends then is of no interest.
    return await Promise.race([work.catch((error) => (signal.aborted ? undefined : Promise.reject(error))), promise]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function lineText({ time, replica, line }: LogLine, width: number, tty: boolean): string {
  // Nanoseconds are more than a person reads.
  const shown = time.replace(/(\.\d{3})\d+/, '$1');
  return `${cell(shown)} ${pad(cell(replica), width)} ${tty ? cellFree(line) : line}\n`;
}

/** A whole line, however long, but one line. */
function cellFree(line: string): string {
  return escaped(line).replaceAll('\n', '\\n');
}

function checkExpression(text: string): void {
  try {
    new RegExp(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Problem('BAD_COMMAND', `--grep "${text}" is no regular expression.`, {
      hint: error.message,
      cause: error,
    });
  }
}
