import { once } from 'node:events';
import { Problem } from '#contract/problem';
import { type OpenConsole, type Opening, openConsole } from '#wire/open';
import { type PortLike, servePort } from '#wire/port';
import { keepSettled } from '#wire/settling';
import { watchDeployments } from './ended.ts';
import type { FromCore, ToCore } from './messages.ts';

/** The main process, as the core's sees it. */
export type Parent = {
  on(
    event: 'message',
    listener: (message: { readonly data: ToCore; readonly ports: readonly PortLike[] }) => void,
  ): unknown;
  postMessage(message: FromCore): void;
};

export type Wanted = {
  readonly parent: Parent;
  readonly birth: Opening['birth'];
  /** Told of what goes wrong and is no expected failure. */
  readonly log: (text: string) => void;
};

/** Opens the data folder and answers every page whose port comes, until it is told to end. */
export async function serveCore({ parent, birth, log }: Wanted): Promise<void> {
  const end = new AbortController();
  const waiting: PortLike[] = [];
  let serve = (port: PortLike): void => void waiting.push(port);
  parent.on('message', ({ data, ports }) => {
    switch (data.kind) {
      case 'page':
        for (const port of ports) serve(port);
        return;
      case 'end':
        return end.abort();
    }
  });
  const opened = await opening({ birth, need: 'writes', signal: end.signal }, parent);
  if (!opened) return;
  await using console = opened;
  parent.postMessage({ kind: 'open', as: console.as === 'owner' ? 'owner' : 'attached' });
  serve = (port) => void servePort(port, console.client, (thrown, call) => log(`${call} failed: ${stackOf(thrown)}`));
  for (const port of waiting.splice(0)) serve(port);
  void keepSettled(console.client, end.signal, log);
  const tell = (message: FromCore) => parent.postMessage(message);
  await watchDeployments(console, tell, end.signal, log);
}

async function opening(wanted: Opening, parent: Parent): Promise<OpenConsole | null> {
  try {
    return await openConsole(wanted);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (wanted.signal.aborted) return null;
    parent.postMessage({ kind: 'refused', problem: error.toJSON() });
    // A process that ends at once may take its last message with it.
    await once(wanted.signal, 'abort');
    return null;
  }
}

const stackOf = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));
