import { readFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { total } from './tar.mjs';

/** Where the engine is asked for: DOCKER_HOST, else the platform's own socket. The same choice as the console's. */
export function engineUrl() {
  if (process.env.DOCKER_HOST) return process.env.DOCKER_HOST;
  return process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';
}

/** Null when an engine answers there, else the error that says why not. */
export async function engineTrouble() {
  try {
    const { status } = await ask('GET', '/_ping', { timeout: 5000 });
    return status === 200 ? null : new Error(`status ${status}`);
  } catch (error) {
    return error;
  }
}

/**
 * One call to the engine's API, without the docker client, which a host need not have. `body` is a list of Buffers.
 * Resolves with `{ status, body }`, body parsed where it is one JSON value and text otherwise; rejects when the engine
 * cannot be reached or says nothing for `timeout` ms (default 10 minutes: an engine is silent while it unpacks).
 */
export function ask(method, path, { body, type = 'application/x-tar', timeout = 600_000 } = {}) {
  return new Promise((resolve, reject) => {
    const { send, options } = target();
    const headers = body === undefined ? {} : { 'content-type': type, 'content-length': total(body) };
    const request = send({ ...options, method, path, headers, timeout }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(parts).toString('utf8');
        resolve({ status: response.statusCode, body: parsed(text) });
      });
    });
    request.on('error', reject);
    request.on('timeout', () => request.destroy(new Error(`the engine said nothing for ${timeout} ms`)));
    if (body === undefined) request.end();
    else Readable.from(body).pipe(request);
  });
}

/** As `ask`; throws the engine's own words when it refuses, also where a progress stream ends with an error. */
export async function must(method, path, options) {
  const { status, body } = await ask(method, path, options);
  const streamed = typeof body === 'string' ? /"error":("(?:[^"\\]|\\.)*")/.exec(body)?.[1] : undefined;
  const failure = streamed ? JSON.parse(streamed) : body?.error;
  if (status >= 400 || failure)
    throw new Error(`${method} ${path.split('?', 1)[0]}: ${failure ?? body?.message ?? body}`);
  return body;
}

function target() {
  const url = engineUrl();
  if (url.startsWith('unix://') || url.startsWith('npipe://'))
    return { send: httpRequest, options: { socketPath: url.slice(url.indexOf('://') + 3) } };
  if (!url.startsWith('tcp://')) throw new Error('set-up speaks to unix://, npipe:// and tcp:// only');
  const { hostname, port } = new URL(url);
  if (!process.env.DOCKER_TLS_VERIFY && port !== '2376')
    return { send: httpRequest, options: { host: hostname, port: port || 2375 } };
  const folder = process.env.DOCKER_CERT_PATH ?? join(homedir(), '.docker');
  const file = (name) => readFileSync(join(folder, name));
  const tls = { ca: file('ca.pem'), cert: file('cert.pem'), key: file('key.pem') };
  return { send: httpsRequest, options: { host: hostname, port: port || 2376, ...tls } };
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
