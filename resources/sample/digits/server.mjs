// A small Open Inference Protocol (v2) server for the digits model. Settings are environment variables, see README.md.
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { applyFaults, childWithMemory, readFaults, takeMemory } from './faults.mjs';
import { createMetrics } from './metrics.mjs';
import { loadModel } from './model.mjs';
import { INPUTS, OUTPUTS, Refusal, readRequest, writeOutputs } from './tensors.mjs';

const MAX_BODY = 8 * 1024 * 1024;
const env = process.env;
const faults = readFaults(env.FAULT);
const metrics = createMetrics();
let model = null;
let stopping = false;

const server = createServer({ keepAliveTimeout: 75_000 }, (request, response) => {
  serve(request, response).catch((error) => log('error', 'request failed', { error: error.stack }));
});
server.on('clientError', (_error, socket) => {
  if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
});
server.listen(Number(env.PORT ?? 8080), () => log('info', 'listening', { port: server.address().port }));
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop(signal));
if (faults.crashMs !== null) setTimeout(() => process.exit(1), faults.crashMs);
load().catch((error) => {
  log('error', 'the model cannot be loaded', { error: error.message });
  process.exit(1);
});

async function load() {
  const started = performance.now();
  const loaded = await loadModel(weightsPath());
  await sleep(Number(env.DELAY_READY_MS ?? 0));
  await takeMemory(faults.memory);
  if (faults.memoryChild > 0) {
    const child = await childWithMemory(faults.memoryChild, (code, signal) => {
      model = null;
      log('error', 'a child ended', { code, signal });
    });
    log('info', 'a child serves', { pid: child.pid });
  }
  if (faults.notReady) return;
  model = loaded;
  log('info', 'model ready', { version: model.version, kind: model.kind, ms: round(performance.now() - started) });
}

/** WEIGHTS, else what stands beside this file in an image, else this checkout's weights by MODEL (v1 or v2). */
function weightsPath() {
  const beside = fileURLToPath(new URL('weights.json', import.meta.url));
  if (env.WEIGHTS) return env.WEIGHTS;
  return existsSync(beside) ? beside : fileURLToPath(new URL(`weights/${env.MODEL ?? 'v1'}.json`, import.meta.url));
}

async function serve(request, response) {
  const started = performance.now();
  const asked = request.headers['x-request-id'];
  const id = /^[\x21-\x7e]{1,128}$/.test(asked ?? '') ? asked : randomUUID();
  const path = request.url.split('?', 1)[0];
  metrics.begin();
  let answer;
  let route = 'other';
  response.once('close', () => {
    const ms = performance.now() - started;
    const code = response.writableFinished ? response.statusCode : 499;
    metrics.end({ route, code, ms, answered: answer?.rows ?? 0 });
    const level = code >= 500 && route === 'infer' ? 'error' : route === 'infer' || code === 404 ? 'info' : 'debug';
    log(level, 'request', {
      requestId: id,
      method: request.method,
      path,
      status: code,
      ms: round(ms),
      ...(answer?.rows ? { rows: answer.rows } : {}),
      ...(answer?.body?.error ? { error: answer.body.error } : {}),
    });
  });
  try {
    const found = find(path);
    route = found.route;
    answer = await found.answer(request);
  } catch (error) {
    const { status = 500, headers = {} } = error instanceof Refusal ? error : {};
    answer = { status, headers, body: { error: error.message } };
  }
  // What is left of a refused body is not read: the connection ends with the answer.
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers;
  const close = stopping || (!request.complete && (length !== '0' || coding !== undefined));
  const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
  response.writeHead(answer.status ?? 200, {
    'content-type': typeof answer.body === 'string' ? 'text/plain; version=0.0.4' : 'application/json',
    'content-length': Buffer.byteLength(text),
    'x-request-id': id,
    ...(close ? { connection: 'close' } : {}),
    ...answer.headers,
  });
  response.end(text);
}

function find(path) {
  if (path === '/v2') return get('metadata', serverMetadata);
  if (path === '/v2/health/live') return get('live', () => ({ body: { live: true } }));
  if (path === '/v2/health/ready') return get('ready', () => ready({ ready: isReady() }));
  if (path === '/v2/models') return get('metadata', () => ({ body: { models: ['digits'] } }));
  if (path === '/metrics') return get('metrics', () => ({ body: metricsText() }));
  const match = /^\/v2\/models\/([^/]+)(?:\/versions\/([^/]+))?(?:\/(ready|infer))?$/.exec(path);
  if (!match) throw new Refusal(404, `nothing at ${path}`);
  const [, name, version, verb] = match;
  if (name !== 'digits') throw new Refusal(404, `no model ${name}: this server has digits`);
  if (verb !== 'ready' && !isReady()) return unready(verb);
  if (model && version && version !== model.version)
    throw new Refusal(404, `no version ${version} of digits: this server has ${model.version}`);
  if (verb === 'ready') return get('ready', () => ready({ name: 'digits', ready: isReady() }));
  if (verb === 'infer') return method('infer', ['POST'], infer);
  return get('metadata', modelMetadata);
}

function get(route, answer) {
  return method(route, ['GET', 'HEAD'], answer);
}

function method(route, allowed, answer) {
  return {
    route,
    answer: (request) => {
      if (allowed.includes(request.method)) return answer(request);
      throw new Refusal(405, `${request.method} is not allowed here`, { allow: allowed.join(', ') });
    },
  };
}

function unready(verb) {
  const why = stopping ? 'the server is stopping' : 'the model is still loading';
  const answer = () => ({ status: 503, body: { error: why } });
  return verb === 'infer' ? method('infer', ['POST'], answer) : get('metadata', answer);
}

function isReady() {
  return model !== null && !stopping;
}

function ready(body) {
  return { status: body.ready ? 200 : 503, body };
}

function serverMetadata() {
  return { body: { name: 'slipway-digits', version: model?.version ?? 'loading', extensions: [] } };
}

function modelMetadata() {
  return {
    body: {
      name: 'digits',
      versions: [model.version],
      platform: `slipway_${model.kind}`,
      inputs: INPUTS,
      outputs: OUTPUTS,
    },
  };
}

function metricsText() {
  const { version = '', kind = '' } = model ?? {};
  return metrics.text({ name: 'digits', version, kind, ready: isReady() });
}

async function infer(request) {
  const { id, rows, outputs } = readRequest(await readBody(request));
  const answers = await applyFaults(faults, rows.map(model.predict));
  const body = { model_name: 'digits', model_version: model.version, ...(id === undefined ? {} : { id }) };
  return { rows: rows.length, body: { ...body, outputs: writeOutputs(answers, outputs) } };
}

async function readBody(request) {
  const tooLarge = () => new Refusal(413, `the body is larger than ${MAX_BODY} bytes`);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity') throw new Refusal(415, `content-encoding ${encoding} is not supported`);
  if (Number(request.headers['content-length']) > MAX_BODY) throw tooLarge();
  const parts = [];
  let size = 0;
  for await (const part of request.iterator({ destroyOnReturn: false })) {
    size += part.length;
    if (size > MAX_BODY) throw tooLarge();
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Not ready at once; requests under way are answered, idle connections closed; then the process ends with 0. */
function stop(signal) {
  if (faults.ignoreStop || stopping) return;
  stopping = true;
  log('info', 'stopping', { signal });
  server.close(() => {
    log('info', 'stopped');
    process.exit(0);
  });
  server.closeIdleConnections();
}

function log(level, message, fields = {}) {
  if (level === 'debug' && env.LOG_LEVEL !== 'debug') return;
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), level, message, ...fields })}\n`);
}

function round(ms) {
  return Math.round(ms * 1000) / 1000;
}
