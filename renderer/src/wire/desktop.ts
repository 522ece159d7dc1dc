import { type DesktopShell, goneMessage, portMessage } from '#contract/desktop';
import type { Carrying } from './carrier.ts';
import { type PortEnd, port } from './port.ts';

declare global {
  interface Window {
    readonly slipway?: DesktopShell;
  }
}

/** What of the page's window this needs. */
export type PageWindow = {
  readonly slipway?: DesktopShell;
  addEventListener(type: 'message', listener: (event: PortEvent) => void): void;
};
export type PortEvent = { readonly source: unknown; readonly data: unknown; readonly ports: readonly PortEnd[] };

/** The core over ports that the desktop hands to this page; null in a browser. */
export function desktop(page: PageWindow): Carrying | null {
  const { slipway } = page;
  if (!slipway) return null;
  let unused: PortEnd | null = null;
  let wanted: ((end: PortEnd) => void) | null = null;
  let drop = () => {};
  // A port does not tell in every Chromium that its other end is gone: the desktop says so, or hands over a newer one.
  const droppable = (end: PortEnd): PortEnd => ({
    postMessage: (text) => end.postMessage(text),
    addEventListener(type, listener) {
      end.addEventListener(type, listener);
      if (type !== 'close') return;
      drop = () => {
        end.close();
        listener({});
      };
    },
    start: () => end.start(),
    close: () => end.close(),
  });
  page.addEventListener('message', ({ source, data, ports: [end] }) => {
    if (source !== page || (data !== goneMessage && data !== portMessage)) return;
    unused?.close();
    unused = null;
    if (end && wanted) {
      wanted(droppable(end));
      wanted = null;
      return;
    }
    unused = end ?? null;
    drop();
  });
  return port(() => {
    const end = unused;
    unused = null;
    if (end) return Promise.resolve(droppable(end));
    return new Promise((resolve) => {
      wanted = resolve;
      slipway.connect();
    });
  });
}
