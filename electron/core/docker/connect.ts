import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import Dockerode, { type DockerOptions } from 'dockerode';
import { Problem } from '#contract/problem';
import { openEngine } from './engine.ts';
import { calling, type Deadlines, deadlines } from './failure.ts';
import type { Engine } from './types.ts';

/** The range of the engine's API that this code was written for, as minor numbers of version 1. */
const oldest = 41;
const newest = 51;

export type ConnectOptions = { readonly signal?: AbortSignal | undefined; readonly deadlines?: Deadlines };

/** Where the local engine listens: DOCKER_HOST, else the platform's default socket. */
export function localUrl(env: NodeJS.ProcessEnv): string {
  if (env.DOCKER_HOST) return env.DOCKER_HOST;
  return process.platform === 'win32' ? 'npipe:////./pipe/docker_engine' : 'unix:///var/run/docker.sock';
}

/**
 * Opens an engine at `unix://`, `npipe://` or `tcp://` (with the certificates in DOCKER_CERT_PATH when DOCKER_TLS_VERIFY
 * is set or the port is 2376) and agrees on the newest API version that both sides know.
 * Fails with NOT_SUPPORTED, BAD_COMMAND, HOST_UNREACHABLE or TIMED_OUT.
 */
export async function connect(
  url: string,
  env: NodeJS.ProcessEnv = process.env,
  given: ConnectOptions = {},
): Promise<Engine> {
  const options = await optionsFor(url, env);
  const limits = given.deadlines ?? deadlines;
  try {
    const asking = new Dockerode(options);
    const calls = { url, deadline: limits.read, signal: given.signal };
    const version = agreedVersion(url, await calling('version', calls, () => asking.version()));
    const driver = new Dockerode({ ...options, version: `v${version}` });
    return openEngine({ driver, url, api: version, deadlines: limits, close: () => options.agent?.destroy() });
  } catch (error) {
    options.agent?.destroy();
    throw error;
  }
}

/** Pure: the newest API version that both sides speak. Engines since 29 refuse versions below one of their own. */
function agreedVersion(url: string, engine: { ApiVersion?: string; MinAPIVersion?: string }): string {
  const [most, least] = [minorOf(engine.ApiVersion), minorOf(engine.MinAPIVersion) ?? 0];
  if (most === null) {
    throw new Problem('HOST_UNREACHABLE', `What answers at ${url} is not a Docker engine`, {
      hint: 'Check the address: it answers, but does not say which API version it speaks.',
    });
  }
  if (most < oldest) {
    throw new Problem('NOT_SUPPORTED', `The engine at ${url} speaks API ${engine.ApiVersion}`, {
      hint: `Slipway needs API 1.${oldest} (Docker 20.10) or newer: update Docker on that host.`,
    });
  }
  if (least > newest) {
    throw new Problem('NOT_SUPPORTED', `The engine at ${url} speaks API ${engine.MinAPIVersion} or newer only`, {
      hint: `This Slipway knows the API up to 1.${newest}: update Slipway.`,
    });
  }
  return `1.${Math.min(most, newest)}`;
}

function minorOf(version: string | undefined): number | null {
  const minor = /^1\.(\d+)$/.exec(version ?? '')?.[1];
  return minor === undefined ? null : Number(minor);
}

type Options = DockerOptions & { agent?: Agent };

async function optionsFor(url: string, env: NodeJS.ProcessEnv): Promise<Options> {
  if (url.startsWith('unix://'))
    return { socketPath: url.slice('unix://'.length), agent: quiet(new Agent({ keepAlive: true })) };
  if (url.startsWith('npipe://'))
    return { socketPath: url.slice('npipe://'.length), agent: quiet(new Agent({ keepAlive: true })) };
  if (url.startsWith('tcp://') || url.startsWith('https://') || url.startsWith('http://')) return tcpOptions(url, env);
  throw new Problem('NOT_SUPPORTED', `"${url}" is not an address this version can reach`, {
    hint: 'Use unix:///path/to/docker.sock, npipe:////./pipe/docker_engine or tcp://host:2376.',
  });
}

async function tcpOptions(url: string, env: NodeJS.ProcessEnv): Promise<Options> {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed?.hostname)
    throw new Problem('BAD_COMMAND', `"${url}" is not an address`, { hint: 'Write tcp://host:2376.' });
  const secure = env.DOCKER_TLS_VERIFY || parsed.port === '2376' || parsed.protocol === 'https:';
  const port = Number(parsed.port || (secure ? 2376 : 2375));
  if (!secure) return { host: parsed.hostname, port, protocol: 'http', agent: quiet(new Agent({ keepAlive: true })) };
  const folder = env.DOCKER_CERT_PATH ?? join(homedir(), '.docker');
  const [ca, cert, key] = await Promise.all(
    ['ca.pem', 'cert.pem', 'key.pem'].map((name) => certificate(join(folder, name))),
  );
  const agent = quiet(
    new TlsAgent({ keepAlive: true, ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) }),
  );
  return { host: parsed.hostname, port, protocol: 'https', agent };
}

async function certificate(path: string): Promise<Buffer> {
  return readFile(path).catch((error: unknown) => {
    throw new Problem('HOST_UNREACHABLE', `Cannot read ${path}`, {
      hint: 'Set DOCKER_CERT_PATH to the folder with ca.pem, cert.pem and key.pem.',
      cause: error,
    });
  });
}

/** The driver formats its options, agent and all, for a debug line on every call: this keeps that line short. */
function quiet<A extends Agent>(agent: A): A {
  return Object.assign(agent, { [inspect.custom]: () => 'agent' });
}
