import * as z from 'zod';
import { commandId } from './menu.ts';

/** What the desktop tells its page to do: something of the menu, or to show what was opened from outside. */
export const fromShell = z.discriminatedUnion('do', [
  z.object({ do: z.literal('command'), id: commandId }),
  z.object({ do: z.literal('show'), what: z.literal('service'), host: z.string(), service: z.string() }),
  z.object({ do: z.literal('show'), what: z.literal('deployment'), id: z.string() }),
  /** `file` is the absolute path of a record file. */
  z.object({ do: z.literal('show'), what: z.literal('record'), file: z.string() }),
]);
export type FromShell = z.infer<typeof fromShell>;

/** The `data` of the message event that brings a port to the core, `ports[0]`: after `connect`, and again after the core was restarted. */
export const portMessage = 'slipway:port';

/** What the preload offers the page as `window.slipway`; absent in the browser. */
export type DesktopShell = {
  /** Hears what the desktop says to this page, from `connect` on. */
  listen(listener: (said: FromShell) => void): void;
  /** Says that the page is there, and asks for a port to the core. Listen, also for `portMessage`, first. */
  connect(): void;
};
