import type { Carrying } from './carrier.ts';

/** The server's close code for a session that is over; as 401 when a token is asked for. */
const sessionOver = 4401;
/** Milliseconds between two times that the server is told that somebody looks at this page. */
const stillHere = 60_000;

/** A WebSocket to the server that this page came from. Each is opened with a token that is asked for first. */
export const socket: Carrying = (heard) => {
  const end = new AbortController();
  let made: WebSocket | undefined;
  const open = (token: string) => {
    made = new WebSocket(new URL('/wire', location.href.replace(/^http/, 'ws')), ['slipway', token]);
    const here = () => {
      if (document.visibilityState === 'visible' && made?.readyState === WebSocket.OPEN) made.send('{"here":true}');
    };
    const often = setInterval(here, stillHere);
    document.addEventListener('visibilitychange', here, { signal: end.signal });
    made.addEventListener('open', () => {
      heard.opened();
      here();
    });
    made.addEventListener('message', ({ data }) => heard.said(String(data)));
    made.addEventListener('close', ({ code }) => {
      clearInterval(often);
      end.abort();
      heard.closed(code === sessionOver ? 'refused' : 'dropped');
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
      if (made) made.close();
      else end.abort();
    },
  };
};

/** Undefined where the server does not know this browser any more. */
async function askToken(signal: AbortSignal): Promise<string | undefined> {
  const given = await fetch('/token', { method: 'POST', headers: { 'x-slipway': 'page' }, signal });
  if (given.status === 401) return undefined;
  if (!given.ok) throw new Error(`the server answers ${given.status}`);
  const { token } = (await given.json()) as { readonly token: string };
  return token;
}
