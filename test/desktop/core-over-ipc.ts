import { EventEmitter } from 'node:events';
import type { ToCore } from '#desktop/messages';
import { serveCore } from '#desktop/serve-core';
import type { PortLike } from '#wire/port';

/** From who started it: what the main process says, the ports that come with it as numbers, and what pages say on those. */
export type Down =
  | { readonly data: ToCore; readonly ports: readonly number[] }
  | { readonly port: number; readonly text: unknown };
/** To who started it. */
export type Up = { readonly said: unknown } | { readonly port: number; readonly text: string };

/** The core in a process of its own, as Electron runs it, over Node's channel between processes. */
const [home = ''] = process.argv.slice(2);
const pages = new Map<number, EventEmitter>();
const up = (it: Up) => void process.send?.(it);

function port(n: number): PortLike {
  const page = new EventEmitter();
  pages.set(n, page);
  return Object.assign(page, {
    postMessage: (text: string) => up({ port: n, text }),
    close: () => void pages.delete(n),
  });
}

await serveCore({
  parent: {
    on: (_event, listener) =>
      process.on('message', (it: Down) => {
        if ('data' in it) listener({ data: it.data, ports: it.ports.map(port) });
        else pages.get(it.port)?.emit('message', it.text);
      }),
    postMessage: (said) => up({ said }),
  },
  birth: { home, operator: 'ada@desk', console: 'slipway 1.2.3 (desktop)' },
  log: (text) => console.error(text),
});
process.exit(0);
