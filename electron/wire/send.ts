import { Agent, type IncomingMessage, request } from 'node:http';
import type { OwnerNote } from '#core/owner';
import { type Acting, written } from './headers.ts';

/** How long an owner may be silent: see `open.ts`. Milliseconds. */
export type Patience = { readonly greeting: number; readonly check: number; readonly silence: number };

/** `absent`: nobody is there, and nothing was asked · `lost`: it hung up in the middle · `silent`: it lives and says nothing. */
export type Failure = 'absent' | 'lost' | 'silent';
export type Reply = { readonly status: number; readonly text: string };

/** The other end of the socket, as a process that attaches sees it. */
export type Line = Disposable & {
  /** Whether somebody is there who answers within `within` milliseconds. */
  hello(within: number, signal?: AbortSignal): Promise<'answers' | Failure>;
  /** Asks, and waits as long as the other end shows that it lives. An abort rejects with the signal's reason. */
  ask(path: string, body: string, signal?: AbortSignal): Promise<Reply | Failure>;
};

/** Calls of one process at a time: what waits long (a dozen) and what is quick beside it; more wait for one to end. */
const atOnce = 64;
/** Milliseconds. */
const busyDoor = 20;

export function lineTo(note: OwnerNote, acting: Acting, limits: Patience): Line {
  // One that stays open tells the owner that somebody is attached. A call never reuses it: on a connection of its own it
  // is known whether it was made at all.
  const presence = new Agent({ keepAlive: true });
  const calls = new Agent({ maxSockets: atOnce });
  const headers = written(note.key, acting);
  const post = (path: string, body: string, signal: AbortSignal, agent: Agent): Promise<Reply | Failure> =>
    new Promise((resolve, reject) => {
      const options = { socketPath: note.socket ?? '', method: 'POST', path, signal, headers, agent };
      const sent = request(options, (response) => {
        read(response).then((text) => resolve({ status: response.statusCode ?? 0, text }), failed);
      });
      const failed = (error: NodeJS.ErrnoException) => {
        if (signal.aborted) reject(signal.reason);
        // More knock than are let in: a burst is over soon, and a process that lets nobody in is found out by the limits.
        else if (error.code === 'EAGAIN') setTimeout(() => resolve(post(path, body, signal, agent)), busyDoor);
        else resolve(error.syscall === 'connect' ? 'absent' : 'lost');
      };
      sent.on('error', failed);
      sent.end(body);
    });
  const hello: Line['hello'] = async (within, signal) => {
    const late = AbortSignal.timeout(within);
    const either = signal ? AbortSignal.any([late, signal]) : late;
    const reply = await post('/hello', '', either, presence).catch((reason: unknown) => {
      if (signal?.aborted || !late.aborted) throw reason;
      return 'silent' as const;
    });
    if (typeof reply === 'string') return reply === 'lost' ? 'absent' : reply;
    return reply.status === 200 ? 'answers' : 'absent';
  };
  return {
    hello,
    async ask(path, body, signal) {
      const frozen = new AbortController();
      let checking = false;
      const check = async () => {
        if (checking) return;
        checking = true;
        const found = await hello(limits.silence, frozen.signal).catch(() => 'answers');
        checking = false;
        if (found === 'silent') frozen.abort('silent');
      };
      const timer = setInterval(check, limits.check).unref();
      try {
        const reply = await post(path, body, signal ? AbortSignal.any([frozen.signal, signal]) : frozen.signal, calls);
        return typeof reply !== 'string' && (reply.status === 503 || reply.status === 403) ? 'absent' : reply;
      } catch (reason) {
        if (signal?.aborted || !frozen.signal.aborted) throw reason;
        return 'silent';
      } finally {
        clearInterval(timer);
        frozen.abort('over');
      }
    },
    [Symbol.dispose]() {
      presence.destroy();
      calls.destroy();
    },
  };
}

async function read(response: IncomingMessage): Promise<string> {
  response.setEncoding('utf8');
  let text = '';
  for await (const part of response) text += part;
  return text;
}
