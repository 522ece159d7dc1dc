import { api } from '#contract/api';
import type { Client, Process, Sink } from '../../electron/cli/io.ts';
import { run } from '../../electron/cli/run.ts';

type Partly<T> = { [K in keyof T]?: T[K] extends (...args: never[]) => unknown ? T[K] : Partly<T[K]> };
export type Replies = Partly<Client>;

export type Shell = {
  readonly run: (...argv: string[]) => Promise<number>;
  readonly interrupt: () => void;
  readonly out: () => string;
  readonly err: () => string;
  /** Standard output as JSON, an object a line. */
  readonly json: () => unknown[];
  readonly opened: () => boolean;
};
type Settings = {
  replies?: Replies;
  env?: Record<string, string>;
  cwd?: string;
  tty?: boolean;
  stdin?: string;
  attached?: boolean;
};

/** A terminal or a pipe around `run`, with a client that answers only what a test says. */
export function shell({
  replies = {},
  env = {},
  cwd = '/nowhere',
  tty = false,
  stdin = '',
  attached = false,
}: Settings = {}): Shell {
  const out: string[] = [];
  const err: string[] = [];
  const stop = new AbortController();
  const listeners = new Set<() => void>();
  let opened = false;
  const around: Process = {
    open: async () => {
      opened = true;
      return clientWith(replies);
    },
    attached: () => attached,
    stdout: sink(out, tty),
    stderr: sink(err, tty),
    stdin: { tty, chunks: typed(stdin) },
    env,
    cwd,
    version: '1.2.3',
    signal: stop.signal,
    onInterrupt: (listener) => {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    hold: () => {},
  };
  return {
    run: (...argv) => run(argv, around),
    interrupt: () => {
      stop.abort();
      for (const listener of listeners) listener();
    },
    out: () => out.join(''),
    err: () => err.join(''),
    json: () =>
      out
        .join('')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as unknown),
    opened: () => opened,
  };
}

/** Every procedure of the contract: those without a reply fail the test that calls them. */
function clientWith(replies: Replies): Client {
  const settle = () => Promise.resolve({ settled: [] });
  return answering(api, { ...replies, deployment: { settle, ...replies.deployment } }, []) as Client;
}

function answering(contract: object, replies: object, path: readonly string[]): unknown {
  return Object.fromEntries(
    Object.entries(contract).map(([name, part]: [string, object]) => {
      const reply: unknown = (replies as Record<string, unknown>)[name];
      const here = [...path, name];
      if (!('~orpc' in part)) return [name, answering(part, reply ?? {}, here)];
      return [name, reply ?? (() => Promise.reject(new Error(`the test expected no call of ${here.join('.')}`)))];
    }),
  );
}

function sink(into: string[], tty: boolean): Sink {
  return { tty, columns: 80, gone: false, write: async (text) => void into.push(text) };
}

async function* typed(text: string): AsyncGenerator<string> {
  if (text !== '') yield text;
}
