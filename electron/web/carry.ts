import type { WebSocket } from 'ws';
import type { Client } from '#core/core';
import { answering } from '#wire/answering';

/** Who sits at the other end of a WebSocket, and what is told of it. */
export type Carried = {
  readonly client: Client;
  readonly log: (text: string) => void;
  /** Whether the session lasts. */
  readonly known: () => boolean;
  /** Somebody looks at the page. */
  readonly used: () => void;
};

/** Bytes that may wait for a reader who does not read: a few of the longest answers. */
const most = 32 * 1024 * 1024;
/** Milliseconds between two looks at whether the other end lives and its session lasts; it misses one look at most. */
const look = 20_000;
/** The close code by which a page knows that it needs a new link. */
export const sessionOver = 4401;

/** Answers the page at the other end of a WebSocket until it is closed, does not read, does not live or may not stay. */
export function carry(socket: WebSocket, { client, log, known, used }: Carried, every = look): void {
  let alive = true;
  const page = answering({
    client,
    say(text) {
      if (socket.bufferedAmount + text.length > most) return socket.terminate();
      socket.send(text, () => {});
    },
    bug: (thrown, call) => log(`${call} failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`),
    here: used,
  });
  const timer = setInterval(() => {
    if (!alive) return socket.terminate();
    if (!known()) return socket.close(sessionOver);
    alive = false;
    socket.ping();
  }, every).unref();
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('message', (data, binary) => {
    if (binary || !page.heard(String(data))) socket.terminate();
  });
  // A page that went away or said more than is taken: "close" comes next.
  socket.on('error', () => {});
  socket.on('close', () => {
    clearInterval(timer);
    page[Symbol.dispose]();
  });
}
