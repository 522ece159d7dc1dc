import type { Duplex } from 'node:stream';

/**
 * Connections that are no page's yet. Any user of this machine may open as many as there are: whoever comes takes the
 * place of the one that has been there longest, so that they keep nobody out.
 */
export type Crowd = {
  came(socket: Duplex): void;
  /** It is a page that was let in, and nobody takes its place. */
  admitted(socket: Duplex): void;
};

export function crowd(most: number): Crowd {
  const there = new Set<Duplex>();
  return {
    came(socket) {
      there.add(socket);
      socket.once('close', () => there.delete(socket));
      const [longest] = there;
      if (there.size > most) longest?.destroy();
    },
    admitted: (socket) => void there.delete(socket),
  };
}
