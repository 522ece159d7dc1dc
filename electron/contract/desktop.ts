import type { CommandId } from './menu.ts';

/** What the desktop tells its page to do: something of the menu, or to show what was opened from outside. */
export type FromShell =
  | { readonly do: 'command'; readonly id: CommandId }
  | { readonly do: 'show'; readonly what: 'service'; readonly host: string; readonly service: string }
  | { readonly do: 'show'; readonly what: 'deployment'; readonly id: string }
  /** `file` is the absolute path of a record file. */
  | { readonly do: 'show'; readonly what: 'record'; readonly file: string };

/** The `data` of the message event that brings a port to the core, `ports[0]`: after `connect`, and again after the core was restarted. */
export const portMessage = 'slipway:port';
/** The `data` of one that says that the core is gone, and with it what the last port led to. */
export const goneMessage = 'slipway:gone';

/** What the preload offers the page as `window.slipway`; absent in the browser. */
export type DesktopShell = {
  /** Hears all that the desktop says to this page, in its order; one listener at a time. */
  listen(listener: (said: FromShell) => void): void;
  /** Says that the page is there, and asks for a port to the core. Listen for `portMessage` first. */
  connect(): void;
};
