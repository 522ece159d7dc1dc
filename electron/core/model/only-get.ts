import type { Reach } from './reach.ts';

/** A way to a stranger's server: GET goes through, anything else is answered as a server without such a route would. */
export function onlyGet(reach: Reach): Reach {
  return async (request, signal) => {
    if (request.method === 'GET') return reach(request, signal);
    return { status: 405, headers: {}, body: '', ms: 0, firstByteMs: 0, cut: false };
  };
}
