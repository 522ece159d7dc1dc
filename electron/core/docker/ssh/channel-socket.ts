import { Duplex } from 'node:stream';
import type { ClientChannel } from './driver.ts';

/**
 * A channel as HTTP wants a socket. A channel of the driver's ends in order also where its connection was lost, which
 * would read as the end of a log: this one is destroyed with the reason by whoever sees the loss.
 */
export class ChannelSocket extends Duplex {
  readonly #channel: ClientChannel;
  timeout = 0;

  constructor(channel: ClientChannel) {
    super({ allowHalfOpen: true, highWaterMark: 256 * 1024 });
    this.#channel = channel;
    channel.on('data', (bytes: Buffer) => {
      if (!this.push(bytes)) channel.pause();
    });
    // What a command complains of would fill the window that its output needs.
    channel.stderr.resume();
    channel.on('end', () => this.push(null));
    channel.on('error', (error: Error) => this.destroy(error));
    // What has come and is not read yet must still be read.
    channel.on('close', () => {
      if (this.readableEnded || this.destroyed) this.destroy();
      else this.once('end', () => this.destroy());
    });
  }

  override _read(): void {
    this.#channel.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    // A channel that is closed never calls back: then the close of this side ends the wait.
    this.#channel.write(chunk, () => done());
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#channel.end();
    done();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    this.#channel.destroy();
    // What still comes until the other side agrees is nobody's, and must not fill its window.
    this.#channel.resume();
    done(error);
  }

  /** Time limits, Nagle and keepalive are the connection's below; a channel has none of its own. */
  setTimeout(): this {
    return this;
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
