import type { WebSocket } from 'ws';
import type { Client } from '#core/core';
import { answering } from '#wire/answering';

/** Answers the page at the other end of a WebSocket until it is closed. */
export function carry(socket: WebSocket, client: Client, log: (text: string) => void): void {
  const page = answering({
    client,
    say: (text) => socket.send(text),
    bug: (thrown, call) => log(`${call} failed: ${thrown instanceof Error ? thrown.stack : String(thrown)}`),
  });
  socket.on('message', (data, binary) => {
    if (binary || !page.heard(String(data))) socket.terminate();
  });
  // A page that was closed or a message out of bounds: "close" comes next.
  socket.on('error', () => {});
  socket.on('close', () => page[Symbol.dispose]());
}
