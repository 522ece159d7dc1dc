import type { Carrying } from './carrier.ts';

/** A WebSocket to the server that this page came from. */
export const socket: Carrying = (heard) => {
  const to = new URL('/wire', location.href);
  to.protocol = to.protocol === 'https:' ? 'wss:' : 'ws:';
  const made = new WebSocket(to);
  made.addEventListener('open', () => heard.opened());
  made.addEventListener('message', ({ data }) => heard.said(String(data)));
  made.addEventListener('close', () => heard.closed('dropped'));
  return { say: (text) => made.send(text), close: () => made.close() };
};
