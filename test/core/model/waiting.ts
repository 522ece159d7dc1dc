import { expect } from 'vitest';
import type { Problem } from '#contract/problem';
import type { Alive } from '#core/model/alive';
import type { Guess } from '#core/model/fingerprint-image';
import { dialTcp, type Reach, reachThrough } from '#core/model/reach';
import { awaitServed } from '#core/model/ready';
import { serviceFileSchema } from '#core/service/schema';
import { never, serve } from './local-server.ts';

export const fine: Alive = { running: true, exitCode: null, restarts: 0, logs: '' };

export type Waiting = {
  ports: number[];
  model?: object;
  alive?: () => Promise<Alive>;
  image?: Guess;
  signal?: AbortSignal;
};

/** Waits over TCP connections that are closed at the end, and tells how many were still open just before. */
export async function wait({ ports, model = {}, alive = async () => fine, image, signal = never }: Waiting) {
  const reaches: (Reach & AsyncDisposable)[] = [];
  const reachPort = (port: number) => {
    const reach = reachThrough(dialTcp('127.0.0.1', port));
    reaches.push(reach);
    return reach;
  };
  const ready = { within: '5s', every: '20ms' };
  const file = serviceFileSchema.parse({ service: 'digits', model: { image: 'x', ready, ...model } });
  try {
    return await awaitServed({ reachPort, model: file.model, ports, alive, image: image ?? null, signal });
  } finally {
    for (const reach of reaches) await reach[Symbol.asyncDispose]();
  }
}
export const failure = (waiting: Waiting) =>
  wait(waiting).then(
    (served) => expect.fail(`it serves ${JSON.stringify(served)}`),
    (error: unknown) => error as Problem,
  );
export const short = { within: '300ms', every: '20ms' };

/** An inference server of which the process is up at once and each model when `loaded` says so. */
export const oipServer = (
  models: readonly string[],
  loaded: (name: string) => boolean = () => true,
  listed = true,
  port = 0,
) =>
  serve((request, response) => {
    const answer = (status: number, body: object = {}) => response.writeHead(status).end(JSON.stringify(body));
    const url = request.url ?? '';
    const name = /^\/v2\/models\/([^/]+)\/ready$/.exec(url)?.[1];
    if (url === '/v2') return void answer(200, { name: 'test', version: '1', extensions: [] });
    if (url === '/v2/health/live') return void answer(200);
    if (url === '/v2/health/ready') return void answer(models.every(loaded) ? 200 : 503);
    if (url === '/v2/models' && listed) return void answer(200, { models });
    if (name && models.includes(name))
      return void answer(loaded(name) ? 200 : 503, loaded(name) ? {} : { error: 'loading' });
    answer(404, { error: 'not found' });
  }, port);
export const openaiRoutes = (ids: readonly string[]) => ({
  'GET /v1/models': { object: 'list', data: ids.map((id) => ({ id })) },
  'POST /v1/completions': 400,
});
export const ready = (path: string, contains: string | null = null) => ({ path, least: 200, most: 299, contains });
