import type { WebSocket } from 'ws';
import type { Client } from '#core/core';
import { answering } from '#wire/answering';

/** Who sits at the other end of a WebSocket, and what is told of it. */
type Carried = {
  readonly client: Client;
  readonly log: (text: string) => void;
  /** Whether the session lasts. */
  readonly known: () => boolean;
  /** Somebody uses the page. */
  readonly used: () => void;
};

/** Bytes that may wait for a reader who does not read: a few of the longest answers. */
const most = 32 * 1024 * 1024;
/** Milliseconds between two looks at whether the session lasts and the other end lives, and how many looks it may miss. */
const look = 5_000;
const missed = 4;
/** The close code that says that the session is over: a token is given to a newer one only. */
export const sessionOver = 4401;

/** Answers the page at the other end of a WebSocket until it is closed, does not read, does not live or may not stay. */
export function carry(socket: WebSocket, { client, log, known, used }: Carried, every = look): void {
  let silent = 0;
  let over = false;
  /** Nothing is heard or answered once the session ended, also while the other end takes its time to go. */
  const stays = () => {
    if (!over && !known()) {
      over = true;
      page[Symbol.dispose]();
      socket.close(sessionOver);
    }
    return !over;
  };
  const page = answering({
    client,
    say(text) {
      if (!stays()) return;
      if (socket.bufferedAmount + text.length > most) return socket.terminate();
      socket.send(text, () => {});
    },
    bug: (thrown, call) => log(`${call} failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`),
    here: used,
  });
  const timer = setInterval(() => {
    if (silent > missed) return socket.terminate();
    silent += 1;
    if (stays()) socket.ping();
  }, every).unref();
  socket.on('pong', () => {
    silent = 0;
  });
  socket.on('message', (data, binary) => {
    if (!stays()) return;
    if (binary || !page.heard(String(data))) socket.terminate();
  });
  // A page that went away or said more than is taken: "close" comes next.
  socket.on('error', () => {});
  socket.on('close', () => {
    clearInterval(timer);
    page[Symbol.dispose]();
  });
}
