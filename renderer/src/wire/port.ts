import type { Carrying } from './carrier.ts';

/** The end of a channel that a desktop window is given. */
export type PortEnd = {
  postMessage(message: string): void;
  addEventListener(type: 'message' | 'close', listener: (event: { readonly data?: unknown }) => void): void;
  start(): void;
  close(): void;
};

/** A channel to the core's process. `next` gives the newest end: after the core was started again that is another one. */
export function port(next: () => Promise<PortEnd>): Carrying {
  return (heard) => {
    let end: PortEnd | undefined;
    let over = false;
    const closed = () => {
      if (!over) heard.closed('dropped');
      over = true;
    };
    next().then((given) => {
      if (over) return given.close();
      end = given;
      given.addEventListener('message', ({ data }) => {
        if (typeof data === 'string') heard.said(data);
      });
      given.addEventListener('close', closed);
      given.start();
      heard.opened();
    }, closed);
    return {
      say: (text) => end?.postMessage(text),
      close() {
        end?.close();
        closed();
      },
    };
  };
}
