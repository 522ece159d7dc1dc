import type { ServerResponse } from 'node:http';
import { type LocalServer, serve } from '../local-server.ts';
import type { Routes, Transcript } from './transcripts.ts';

type Whole = { readonly status: number; readonly body: unknown; readonly headers: Record<string, string> };

/** A server on this machine that answers as a transcript says, to GET only. */
export function play({ routes, nowhere = 404 }: Pick<Transcript, 'routes' | 'nowhere'>): Promise<LocalServer> {
  return serve((request, response) => {
    const found = request.method === 'GET' ? (routes as Routes)[request.url ?? ''] : undefined;
    say(response, found ?? nowhere);
  });
}

function say(response: ServerResponse, told: unknown): void {
  const { status, body, headers } = wholeOf(told);
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, {
    'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
    ...headers,
  });
  response.end(text);
}

function wholeOf(told: unknown): Whole {
  if (typeof told === 'number') return { status: told, body: '', headers: {} };
  if (typeof told === 'object' && told !== null && 'answers' in told) return told.answers as Whole;
  return { status: 200, body: told, headers: {} };
}
