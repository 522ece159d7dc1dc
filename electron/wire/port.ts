import type { Client } from '#core/core';
import { answering, type Page } from './answering.ts';

/** A MessagePort of Node's or of Electron's main process, whose messages come as they are or in `data`. */
export type PortLike = {
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  postMessage(message: string): void;
  start?(): void;
  close(): void;
};

/** Answers the page at the other end of a port until either end closes it. */
export function servePort(port: PortLike, client: Client, bug: Page['bug']): Disposable {
  const page = answering({ client, say: (text) => port.postMessage(text), bug });
  port.on('message', (message) => {
    if (!page.heard(textOf(message))) port.close();
  });
  port.on('close', () => page[Symbol.dispose]());
  port.start?.();
  return {
    [Symbol.dispose]() {
      page[Symbol.dispose]();
      port.close();
    },
  };
}

function textOf(message: unknown): string {
  const text = typeof message === 'object' && message !== null && 'data' in message ? message.data : message;
  return typeof text === 'string' ? text : '';
}
