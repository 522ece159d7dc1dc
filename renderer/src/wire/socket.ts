import type { Carrying } from './carrier.ts';
import { whenOperated } from './operated.ts';
import { watched } from './watched.ts';

/** A WebSocket to the server that this page came from. Each is opened with a token that is asked for first. */
const bare: Carrying = (heard) => {
  const end = new AbortController();
  let made: WebSocket | undefined;
  const open = (token: string) => {
    made = new WebSocket(new URL('/wire', location.href.replace(/^http/, 'ws')), ['slipway', token]);
    made.addEventListener('open', () => {
      heard.opened();
      whenOperated(document, () => made?.send('{"here":true}'), end.signal);
    });
    made.addEventListener('message', ({ data }) => heard.said(String(data)));
    made.addEventListener('close', () => {
      end.abort();
      // Where the session is over no token is given for the next one, unless this browser has a newer session.
      heard.closed('dropped');
    });
  };
  askToken(end.signal).then(
    (token) => {
      if (end.signal.aborted) return;
      if (token === undefined) heard.closed('refused');
      else open(token);
    },
    () => heard.closed('dropped'),
  );
  return {
    say: (text) => made?.send(text),
    close() {
      made?.close();
      end.abort();
    },
  };
};

export const socket: Carrying = watched(bare);

/** Undefined where the server does not know this browser any more. */
async function askToken(signal: AbortSignal): Promise<string | undefined> {
  const given = await fetch('/token', { method: 'POST', headers: { 'x-slipway': 'page' }, signal });
  if (given.status === 401) return undefined;
  if (!given.ok) throw new Error(`the server answers ${given.status}`);
  const { token } = (await given.json()) as { readonly token: string };
  return token;
}
