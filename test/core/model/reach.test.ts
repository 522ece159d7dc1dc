import { spawn } from 'node:child_process';
import { Duplex, duplexPair } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Problem } from '#contract/problem';
import { noAnswerCause } from '#core/model/no-answer';
import { type Dial, dialTcp, type Reach, reachThrough, withHeaders } from '#core/model/reach';
import { body, closedPort, listenTcp, never, serve } from './local-server.ts';

const get = (path = '/', deadline = 5_000) => ({ method: 'GET', path, deadline });
const failure = (reach: Reach, request = get(), signal = never) =>
  reach(request, signal).then(
    () => expect.fail('it answered'),
    (error: unknown) => error as Problem,
  );

/** Counts what is dialled and keeps every stream. */
function counted(dial: Dial) {
  const streams: Duplex[] = [];
  const counting: Dial = async (signal) => {
    const stream = await dial(signal);
    streams.push(stream);
    return stream;
  };
  return { dial: counting, streams, alive: () => streams.filter((stream) => !stream.destroyed).length };
}

test('an answer has its status, headers, body and times', async () => {
  await using server = await serve(async (request, response) => {
    response.writeHead(201, { 'x-one': 'a', 'content-type': 'text/plain' });
    response.flushHeaders();
    response.write(`${request.headers['x-slipway-replica']} `);
    await sleep(30);
    response.end(await body(request));
  });
  const reach = withHeaders(server.reach, { 'X-Slipway-Replica': 'digits-r1-1:8080' });
  const answer = await reach({ method: 'POST', path: '/x', body: 'zwölf', deadline: 5_000 }, never);
  expect(answer).toMatchObject({ status: 201, body: 'digits-r1-1:8080 zwölf', cut: false });
  expect(answer.headers).toMatchObject({ 'x-one': 'a', 'content-type': 'text/plain' });
  expect(answer.firstByteMs).toBeLessThan(answer.ms);
});

test('two hundred probes use one connection, and none is left after closing', async () => {
  await using server = await serve((_request, response) => void response.end('ok'));
  const { dial, streams, alive } = counted(dialTcp('127.0.0.1', server.port));
  {
    await using reach = reachThrough(dial);
    for (let n = 0; n < 200; n += 1) await reach(get(), never);
    expect([streams.length, alive(), server.accepted()]).toEqual([1, 1, 1]);
  }
  expect(alive()).toBe(0);
  await expect.poll(() => server.open()).toBe(0);
});

test('three hundred probes that fail leave nothing behind', async () => {
  let asked = 0;
  await using server = await serve((_request, response) => {
    asked += 1;
    if (asked % 3 === 0) response.destroy();
    else if (asked % 3 === 1) response.writeHead(500, { connection: 'close' }).end('x');
    else response.end('ok');
  });
  const { dial, alive } = counted(dialTcp('127.0.0.1', server.port));
  await using reach = reachThrough(dial);
  for (let n = 0; n < 300; n += 1) await reach(get(), never).catch(() => undefined);
  expect(alive()).toBeLessThanOrEqual(1);
  await expect.poll(() => server.open()).toBeLessThanOrEqual(1);
});

test('requests side by side get connections of their own, and few of them are kept', async () => {
  await using server = await serve(async (_request, response) => {
    await sleep(20);
    response.end('ok');
  });
  const { dial, streams, alive } = counted(dialTcp('127.0.0.1', server.port));
  await using reach = reachThrough(dial);
  const answers = await Promise.all(Array.from({ length: 20 }, () => reach(get(), never)));
  expect(answers.every((answer) => answer.body === 'ok')).toBe(true);
  expect(streams.length).toBe(20);
  expect(alive()).toBeLessThanOrEqual(4);
});

test('the other end hanging up between two requests is noticed', async () => {
  await using server = await serve((request, response) => {
    response.end('ok');
    setTimeout(() => request.socket.end(), 10);
  });
  const { dial, streams, alive } = counted(dialTcp('127.0.0.1', server.port));
  await using reach = reachThrough(dial);
  await reach(get(), never);
  await expect.poll(alive).toBe(0);
  await reach(get(), never);
  expect(streams.length).toBe(2);
});

/** Answers the first request of each connection and breaks the connection at the second. */
const fickle = () => {
  const served = new WeakSet<object>();
  return serve((request, response) => {
    if (served.has(request.socket)) return void request.socket.destroy();
    served.add(request.socket);
    response.end('ok');
  });
};

test('a reused connection that turns out dead is replaced once, for a request that may be repeated', async () => {
  await using server = await fickle();
  await server.reach(get('/1'), never);
  expect((await server.reach(get('/2'), never)).body).toBe('ok');
  expect(server.asked).toEqual(['GET /1', 'GET /2', 'GET /2']);
  const golden = { method: 'POST', path: '/3', body: '{}', repeatable: true, deadline: 5_000 };
  expect((await server.reach(golden, never)).body).toBe('ok');
});

test('a request that may not be repeated gets a connection of its own and is sent once', async () => {
  await using server = await serve((request, response) => {
    if (request.method === 'POST') request.socket.destroy();
    else response.end('ok');
  });
  await server.reach(get(), never);
  const problem = await failure(server.reach, { method: 'POST', path: '/pay', deadline: 5_000 });
  expect(problem.code).toBe('NO_ANSWER');
  expect(server.asked).toEqual(['GET /', 'POST /pay']);
  expect(server.accepted()).toBe(2);
});

test('a connection that closes before an answer is no answer, but no closed port', async () => {
  await using server = await serve((_request, response) => void response.destroy());
  const problem = await failure(server.reach);
  expect(problem.message).toBe('GET /: the connection closed before an answer came');
  expect(noAnswerCause(problem)).toMatchObject({ refused: false, late: false, status: null });
  expect(server.asked.length).toBe(1);
});

test('an answer that breaks off says how far it came', async () => {
  await using server = await serve((_request, response) => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  });
  const problem = await failure(server.reach);
  expect(problem.message).toBe('GET /: the answer 200 broke off after 4 bytes');
  expect(noAnswerCause(problem)).toMatchObject({ refused: false, status: 200 });
});

test('a hanging server is no answer within the deadline, and its connection is closed', async () => {
  await using server = await serve(() => undefined);
  const problem = await failure(server.reach, get('/slow', 80));
  expect(problem.message).toBe('GET /slow: no answer within 80 ms');
  expect(noAnswerCause(problem)).toMatchObject({ late: true, refused: false });
  await expect.poll(() => server.open()).toBe(0);
});

test('an answer that never ends is told apart from none', async () => {
  await using server = await serve((_request, response) => {
    response.writeHead(200);
    response.write('data: 1\n');
  });
  const problem = await failure(server.reach, get('/stream', 80));
  expect(problem.message).toBe('GET /stream: the answer 200 began (8 bytes) but did not end within 80 ms');
  await expect.poll(() => server.open()).toBe(0);
});

test('an abort ends the request with its own reason and closes the connection', async () => {
  await using server = await serve(() => undefined);
  const controller = new AbortController();
  const asked = failure(server.reach, get(), controller.signal);
  await expect.poll(() => server.open()).toBe(1);
  controller.abort(new Error('enough'));
  expect((await asked).message).toBe('enough');
  expect((await failure(server.reach, get(), controller.signal)).message).toBe('enough');
  await expect.poll(() => server.open()).toBe(0);
});

test('a body bomb is cut at 8 MiB and let go', async () => {
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  await using server = await serve((_request, response) => {
    const more = () => !response.destroyed && response.write(megabyte, more);
    more();
  });
  const answer = await server.reach(get(), never);
  expect([answer.status, answer.body.length, answer.cut]).toEqual([200, 8 * 1024 * 1024, true]);
  await expect.poll(() => server.open()).toBe(0);
});

test('what is not HTTP is said to be so', async () => {
  await using server = await listenTcp((socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n'));
  await using reach = reachThrough(dialTcp('127.0.0.1', server.port));
  expect((await failure(reach)).message).toBe('GET /: what came back is not HTTP/1.1');
});

test('a switch of protocols is no answer', async () => {
  await using server = await listenTcp((socket) => {
    socket.once(
      'data',
      () => void socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    );
  });
  await using reach = reachThrough(dialTcp('127.0.0.1', server.port));
  expect((await failure(reach)).code).toBe('NO_ANSWER');
});

test('HTTP/1.0 answers that end with their connection are read whole', async () => {
  await using server = await listenTcp((socket) => {
    socket.once('data', () => void socket.end('HTTP/1.0 200 OK\r\n\r\nto the end'));
  });
  const { dial, alive } = counted(dialTcp('127.0.0.1', server.port));
  await using reach = reachThrough(dial);
  expect((await reach(get(), never)).body).toBe('to the end');
  expect((await reach(get(), never)).body).toBe('to the end');
  expect(alive()).toBe(0);
});

test('nothing listening is refused, in words and in the cause', async () => {
  await using reach = reachThrough(dialTcp('127.0.0.1', await closedPort()));
  const problem = await failure(reach);
  expect(problem.message).toBe('GET /: nothing listens there (ECONNREFUSED)');
  expect(problem.hint).toContain('model.port');
  expect(noAnswerCause(problem)).toMatchObject({ refused: true });
});

test.each(['unresolved', 'refused'])('the gateway saying "%s" means that nothing listens there', async (word) => {
  await using server = await serve(
    (_request, response) => void response.writeHead(503, { 'x-slipway-reach': word }).end(),
  );
  const problem = await failure(server.reach);
  expect([problem.code, noAnswerCause(problem)?.refused]).toEqual(['NO_ANSWER', true]);
});

test("the engine's own failure to dial is passed on as it is", async () => {
  const down = new Problem('HOST_UNREACHABLE', 'The engine is gone.', { hint: 'Look.' });
  await using reach = reachThrough(() => Promise.reject(down));
  expect(await failure(reach)).toBe(down);
});

test('a dial that does not heed its signal delays nobody, and its stream is destroyed when it comes', async () => {
  const [here] = duplexPair();
  const { promise, resolve } = Promise.withResolvers<Duplex>();
  await using reach = reachThrough(() => promise);
  expect((await failure(reach, get('/', 50))).message).toBe('GET /: no answer within 50 ms');
  resolve(here);
  await expect.poll(() => here.destroyed).toBe(true);
});

test('closing ends what still runs', async () => {
  await using server = await serve(() => undefined);
  const { dial, alive } = counted(dialTcp('127.0.0.1', server.port));
  const reach = reachThrough(dial);
  const running = failure(reach);
  await expect.poll(() => server.open()).toBe(1);
  await reach[Symbol.asyncDispose]();
  expect([(await running).code, alive()]).toEqual(['NO_ANSWER', 0]);
  expect((await failure(reach)).code).toBe('NO_ANSWER');
});

test('it speaks over the two pipes of a process, as over an exec inside the gateway', async () => {
  await using server = await serve((request, response) => void response.end(request.url));
  const relay = `const s=require('node:net').connect(${server.port},'127.0.0.1');process.stdin.pipe(s).pipe(process.stdout)`;
  const { dial, streams } = counted(async () => {
    const child = spawn(process.execPath, ['-e', relay], { stdio: ['pipe', 'pipe', 'inherit'] });
    const stream = Duplex.from({ readable: child.stdout, writable: child.stdin });
    stream.once('close', () => child.kill());
    return stream;
  });
  await using reach = reachThrough(dial);
  for (const path of ['/a', '/b', '/c']) expect((await reach(get(path), never)).body).toBe(path);
  expect(streams.length).toBe(1);
});
