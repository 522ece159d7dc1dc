import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';

type WithPorts = { readonly message: unknown; readonly carried: readonly MessagePort[] };

/** Electron's MessagePortMain over a real port: it queues until `start`, and its events carry `data` and `ports`. */
export class PortDouble extends EventEmitter {
  /** The end that the other side gets when this one is passed on. */
  readonly real: MessagePort;

  constructor(real: MessagePort) {
    super();
    this.real = real;
  }

  start(): void {
    this.real.on('message', (sent: unknown) => {
      const { message, carried } = isWithPorts(sent) ? sent : { message: sent, carried: [] };
      this.emit('message', { data: message, ports: carried.map((port) => new PortDouble(port)) });
    });
    this.real.on('close', () => this.emit('close'));
  }

  postMessage(message: unknown, transfer: readonly PortDouble[] = []): void {
    const carried = transfer.map(({ real }) => real);
    if (carried.length === 0) this.real.postMessage(message);
    else this.real.postMessage({ message, carried } satisfies WithPorts, carried);
  }

  close(): void {
    this.real.close();
  }
}

export class ChannelDouble {
  readonly port1: PortDouble;
  readonly port2: PortDouble;

  constructor() {
    const { port1, port2 } = new MessageChannel();
    this.port1 = new PortDouble(port1);
    this.port2 = new PortDouble(port2);
  }
}

const isWithPorts = (sent: unknown): sent is WithPorts =>
  typeof sent === 'object' && sent !== null && 'carried' in sent;
