import { EventEmitter } from 'node:events';
import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import type { MessagePort } from 'node:worker_threads';
import type { DesktopShell, FromShell } from '#contract/desktop';
import type { PageWindow, PortEvent } from '../../renderer/src/wire/desktop.ts';
import type { PortEnd } from '../../renderer/src/wire/port.ts';
import type { PortDouble } from './channel.ts';

type Listener = (event: PortEvent) => void;

/** The contents of a window: the real preload runs in it, and what the page sees is what that offers. */
export class PageDouble extends EventEmitter {
  readonly mainFrame = { url: '' };
  readonly heard: FromShell[] = [];
  /** What opens a window of its own is asked here. */
  wantsWindow: ((details: { url: string }) => { action: string }) | null = null;
  window: PageWindow | null = null;
  reloads = 0;
  private readonly preload: string;
  private readonly main: EventEmitter;
  private inner = new EventEmitter();
  private ports: MessagePort[] = [];

  constructor(preload: string, main: EventEmitter) {
    super();
    this.preload = readFileSync(preload, 'utf8');
    this.main = main;
  }

  /** A fresh document at that address, with a fresh preload. */
  load(url: string): void {
    this.emit('did-start-navigation', { isMainFrame: true, isSameDocument: false });
    for (const port of this.ports.splice(0)) port.close();
    this.mainFrame.url = url;
    this.inner = new EventEmitter();
    const listeners: Listener[] = [];
    const world: { slipway?: DesktopShell } = {};
    const electron = {
      contextBridge: { exposeInMainWorld: (name: string, it: DesktopShell) => Object.assign(world, { [name]: it }) },
      ipcRenderer: {
        on: (name: string, listener: (...given: unknown[]) => void) => this.inner.on(name, listener),
        send: (name: string) => this.main.emit(name, { sender: this, senderFrame: this.mainFrame }),
      },
    };
    const origin = new URL(url).protocol === 'app:' ? 'app://slipway' : new URL(url).origin;
    const window = {
      location: { origin },
      postMessage(data: unknown, target: string, ports: MessagePort[] = []) {
        const event = { source: page, data, ports: ports as unknown as PortEnd[] };
        if (target === origin) for (const listener of listeners) listener(event);
      },
    };
    const require = (name: string) => (name === 'electron' ? electron : undefined);
    runInNewContext(this.preload, { require, window });
    const page: PageWindow = {
      ...world,
      addEventListener: (_type, listener) => void listeners.push(listener),
    };
    page.slipway?.listen((said) => this.heard.push(said));
    this.window = page;
  }

  /** From the main process: a port goes to the preload, as it does in Electron. */
  postMessage(channel: string, _message: unknown, transfer: readonly PortDouble[]): void {
    const ports = transfer.map(({ real }) => real);
    this.ports.push(...ports);
    this.inner.emit(channel, { ports });
  }

  send(channel: string, ...given: unknown[]): void {
    this.inner.emit(channel, {}, ...given);
  }

  setWindowOpenHandler(asked: (details: { url: string }) => { action: string }): void {
    this.wantsWindow = asked;
  }

  getURL = () => this.mainFrame.url;
  reload(): void {
    this.reloads += 1;
    this.load(this.mainFrame.url);
  }

  end(): void {
    for (const port of this.ports.splice(0)) port.close();
    this.emit('destroyed');
  }
}
