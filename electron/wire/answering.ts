import { api } from '#contract/api';
import { type Ask, ask, type Failure, type Reply } from '#contract/message';
import type { Client } from '#core/core';
import { badInput, failureOf } from './failed.ts';

/** One page's calls, whatever carries them. */
export type Answering = Disposable & {
  /** Takes what the page said. False where it is out of bounds: then the page is to be dropped. */
  heard(text: string): boolean;
  /** Calls without an answer. */
  readonly open: number;
};

export type Page = {
  /** The core's procedures, in the name of whoever sits at the page. */
  readonly client: Client;
  readonly say: (text: string) => void;
  /** Told what no page is told: a bug. */
  readonly bug: (thrown: unknown, call: string) => void;
  /** Told when somebody uses the page. */
  readonly here?: () => void;
};

/** Calls that one page may have in hand: each shown thing follows with one, and a page shows a dozen. */
export const atOnce = 256;

type Procedure = (input: unknown, options: { signal: AbortSignal }) => Promise<unknown>;

/** Answers a page's calls until it is disposed of, which takes back every question, never a deployment that was started. */
export function answering({ client, say, bug, here }: Page): Answering {
  const open = new Map<number, AbortController>();
  const reply = (it: Reply) => say(JSON.stringify(it));
  const answer = async (n: number, call: string, input: unknown, signal: AbortSignal) => {
    const fail = (failure: Failure) => reply({ n, failure });
    if (!procedures.has(call)) return fail(badInput([{ path: [], message: `There is no procedure "${call}"` }]));
    try {
      reply({ n, answer: await named(client, call)(input, { signal }) });
    } catch (thrown) {
      if (signal.aborted) return;
      const failure = failureOf(thrown);
      if (failure.kind === 'bug') bug(thrown, call);
      fail(failure);
    }
  };
  return {
    heard(text) {
      const asked = parsed(text);
      if (!asked) return false;
      if ('here' in asked) {
        here?.();
        return true;
      }
      if ('ping' in asked) {
        reply({ n: asked.n });
        return true;
      }
      if ('stop' in asked) {
        open.get(asked.n)?.abort();
        return true;
      }
      if (open.has(asked.n) || open.size >= atOnce) return false;
      const stop = new AbortController();
      open.set(asked.n, stop);
      void answer(asked.n, asked.call, asked.input, stop.signal).finally(() => open.delete(asked.n));
      return true;
    },
    get open() {
      return open.size;
    },
    [Symbol.dispose]() {
      for (const stop of open.values()) stop.abort();
    },
  };
}

function parsed(text: string): Ask | undefined {
  try {
    return ask.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Every name that may be called, "hosts.list": what is not in the contract is reached by no text. */
const procedures: ReadonlySet<string> = new Set(namesIn(api));

function namesIn(tree: object, above = ''): string[] {
  return Object.entries(tree).flatMap(([name, below]) =>
    '~orpc' in below ? [above + name] : namesIn(below, `${above}${name}.`),
  );
}

function named(client: Client, call: string): Procedure {
  return call.split('.').reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], client) as Procedure;
}
