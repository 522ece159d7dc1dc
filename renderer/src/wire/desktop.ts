import { type DesktopShell, portMessage } from '#contract/desktop';
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
  page.addEventListener('message', ({ source, data, ports: [end] }) => {
    if (source !== page || data !== portMessage || !end) return;
    // The newest is to the core that runs: one that nobody took leads to a core that is gone.
    unused?.close();
    unused = wanted ? null : end;
    wanted?.(end);
    wanted = null;
  });
  return port(() => {
    const end = unused;
    unused = null;
    if (end) return Promise.resolve(end);
    return new Promise((resolve) => {
      wanted = resolve;
      slipway.connect();
    });
  });
}
