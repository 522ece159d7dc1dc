import { describe, expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import type { Alive } from '#core/model/alive';
import { closedPort, serve, serveRoutes } from './local-server.ts';
import { failure, fine, oipServer, openaiRoutes, short, wait } from './waiting.ts';

const second = { within: '1s', every: '20ms' };

describe('what fails', () => {
  test('a server that says nothing within the time, with the question', async () => {
    await using server = await serve(() => undefined);
    const problem = await failure({ ports: [server.port], model: { protocol: 'oip-v2', name: 'm', ready: short } });
    expect(problem.code).toBe('NOT_READY');
    expect(problem.message).toBe(
      `No model was ready within 300 ms. Asked last: /v2/models/m/ready on port ${server.port}: no answer yet.`,
    );
    await expect.poll(() => server.open()).toBe(0);
  });

  test('a server that is never ready, with its last answer cut to 500 characters', async () => {
    await using server = await serve((_request, response) => void response.writeHead(500).end('x'.repeat(9_000)));
    const problem = await failure({ ports: [server.port], model: { ready: second } });
    expect(problem.message).toContain(`answered 500 ${'x'.repeat(500)}.`);
    expect(problem.cause).toMatchObject({ asked: [{ port: server.port, status: 500, body: 'x'.repeat(500) }] });
  });

  test('a server that was answering until just now, with what it answered last', async () => {
    // Within less than what counts as just asked.
    let answers = 0;
    await using server = await serve((_request, response) => {
      answers += 1;
      if (answers <= 3) response.writeHead(503).end('loading');
    });
    const problem = await failure({ ports: [server.port], model: { ready: { within: '700ms', every: '20ms' } } });
    expect(problem.message).toContain('answered 503 loading.');
  });

  test('a wrong port, in words that say so', async () => {
    const port = await closedPort();
    const problem = await failure({ ports: [], model: { port, ready: short } });
    expect(problem.message).toContain(`on port ${port}: GET /v2: nothing listens there`);
    expect(problem.hint).toContain('check model.port');
  });

  test('no port at all', async () => {
    expect((await failure({ ports: [] })).hint).toBe('Write model.port.');
  });

  test('several models and no name', async () => {
    await using server = await oipServer(['one', 'two']);
    const problem = await failure({ ports: [server.port] });
    expect([problem.code, problem.message]).toEqual(['NOT_READY', 'The server serves 2 models: one, two.']);
    await using openai = await serveRoutes(openaiRoutes(['a', 'b', 'c']));
    expect((await failure({ ports: [openai.port] })).message).toBe('The server serves 3 models: a, b, c.');
  });

  test.each(['oip-v2', 'openai'])('a name that a server of %s does not have', async (protocol) => {
    await using server = await (protocol === 'openai' ? serveRoutes(openaiRoutes(['digits'])) : oipServer(['digits']));
    const model = { protocol, name: 'digts', ready: { within: '1s', every: '20ms' } };
    const problem = await failure({ ports: [server.port], model });
    expect(problem.message).toBe('The server has no model named digts; it lists digits.');
    expect(problem.hint).toBe('Write model.name: digits, or leave it out.');
  });

  test('a container that has ended, with its code and its last lines', async () => {
    const port = await closedPort();
    const logs = `${Array.from({ length: 40 }, (_, n) => `line ${n}`).join('\n')}\nImportError: no module\n`;
    const states: Alive[] = [fine, { running: false, exitCode: 3, restarts: 0, logs }];
    const problem = await failure({ ports: [port], alive: async () => states.shift() ?? expect.fail('asked again') });
    expect(problem.code).toBe('NOT_READY');
    expect(problem.message).toMatch(
      /^The container exited with code 3 before its model was ready. Its last lines:\nline 31\n/,
    );
    expect(problem.message).toContain('ImportError: no module');
  });

  test('a container that keeps ending, counted from where the waiting began', async () => {
    const port = await closedPort();
    let restarts = 7;
    const alive = async () => {
      const state = { running: true, exitCode: restarts > 7 ? 137 : 0, restarts, logs: '' };
      restarts += 1;
      return state;
    };
    const problem = await failure({ ports: [port], alive });
    expect(problem.message).toBe(
      'The container keeps ending: restarted 2 times, last exit code 137 before its model was ready. It wrote no log.',
    );
  });

  test('one restart is forgiven', async () => {
    await using server = await oipServer(['digits'], () => server.asked.length > 40);
    let restarts = 0;
    const alive = async () => ({ ...fine, restarts: Math.min(1, restarts++) });
    expect((await wait({ ports: [server.port], alive })).model).toBe('digits');
  });

  test('a container that cannot be looked at', async () => {
    const gone = new Problem('ENGINE_NOT_FOUND', 'No such container.', { hint: 'Look.' });
    expect(await failure({ ports: [await closedPort()], alive: () => Promise.reject(gone) })).toBe(gone);
  });

  test('an abort, with its own reason', async () => {
    const controller = new AbortController();
    await using server = await serve(() => undefined);
    const waiting = failure({ ports: [server.port], signal: controller.signal });
    await expect.poll(() => server.open()).toBe(1);
    controller.abort(new Error('enough'));
    expect((await waiting).message).toBe('enough');
  });
});
