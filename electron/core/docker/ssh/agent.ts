import { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Line } from './line.ts';

type Told = (error: Error | null, stream: Duplex) => void;

/** HTTP over channels of one SSH connection, each kept for the next request. */
export class ChannelAgent extends Agent {
  readonly #line: Line;

  constructor(line: Line) {
    super({ keepAlive: true });
    this.#line = line;
    // Where channels are few, one that waits for its next request goes before somebody has to wait.
    line.onFull = () => {
      for (const sockets of Object.values(this.freeSockets)) sockets?.[0]?.destroy();
    };
  }

  override createConnection(_: unknown, told: Told): undefined {
    this.#line.open().then(
      (socket) => told(null, socket),
      (error: Error) => told(error, undefined as never),
    );
  }

  override keepSocketAlive(socket: Duplex): boolean {
    // Declared as void, and yet its answer decides whether a socket is kept.
    return this.#line.wanted() === 0 && Boolean(super.keepSocketAlive(socket));
  }

  override destroy(): void {
    super.destroy();
    this.#line.close();
  }
}
