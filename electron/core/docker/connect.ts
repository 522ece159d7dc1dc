import { Agent } from 'node:http';
import { inspect } from 'node:util';
import Dockerode, { type DockerOptions } from 'dockerode';
import type { TlsFiles } from '#contract/host';
import { Problem } from '#contract/problem';
import { openEngine } from './engine.ts';
import { calling, type Deadlines, deadlines } from './failure.ts';
import { ChannelAgent } from './ssh/agent.ts';
import { openKeyring } from './ssh/keyring.ts';
import { openLine } from './ssh/line.ts';
import type { Means } from './ssh/session.ts';
import { openTls } from './tls.ts';
import type { Engine } from './types.ts';

/** The range of the engine's API that this code was written for, as minor numbers of version 1. */
const oldest = 41;
const newest = 51;

/** `tls` are the files for a `tcp://` address, `means` what an `ssh://` one may use. */
export type ConnectOptions = {
  readonly signal?: AbortSignal | undefined;
  readonly deadlines?: Deadlines;
  readonly tls?: TlsFiles | null | undefined;
  readonly means?: Means;
};

/**
 * Opens an engine at `unix://`, `npipe://`, `ssh://` or `tcp://` (always with TLS, both sides showing a certificate) and agrees on the newest API version that both sides know.
 * Fails with NOT_SUPPORTED, BAD_COMMAND, HOST_UNREACHABLE or TIMED_OUT.
 */
export async function connect(
  url: string,
  env: NodeJS.ProcessEnv = process.env,
  given: ConnectOptions = {},
): Promise<Engine> {
  const limits = given.deadlines ?? deadlines;
  const { options, remarks } = await wayTo(url, env, given, limits.read);
  try {
    const asking = new Dockerode(options);
    const calls = { url, deadline: limits.read, signal: given.signal };
    const version = agreedVersion(url, await calling('version', calls, () => asking.version()));
    const driver = new Dockerode({ ...options, version: `v${version}` });
    const close = () => options.agent.destroy();
    return openEngine({ driver, url, api: version, deadlines: limits, close, ...(remarks ? { remarks } : {}) });
  } catch (error) {
    options.agent.destroy();
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

type Way = { readonly options: DockerOptions & { agent: Agent }; readonly remarks?: () => readonly string[] };

async function wayTo(url: string, env: NodeJS.ProcessEnv, given: ConnectOptions, read: number): Promise<Way> {
  const { tls = null, means } = given;
  // Less than a call's own deadline: why there is no way says more than that it took too long.
  const patience = read * 0.8;
  switch (/^([a-z]+):/.exec(url)?.[1]) {
    case 'unix':
    case 'npipe':
      return {
        options: { socketPath: url.replace(/^[a-z]+:\/\//, ''), agent: quiet(new Agent({ keepAlive: true })) },
      };
    case 'ssh': {
      const line = openLine(
        url,
        env,
        means ?? { trust: { file: null, accepts: [] }, keyring: openKeyring() },
        patience,
      );
      // The driver would speak SSH itself if it saw the address; what it asks travels over the agent's channels.
      return { options: { host: 'docker', port: 80, protocol: 'http', agent: quiet(new ChannelAgent(line)) } };
    }
    case 'tcp':
    case 'http':
    case 'https': {
      const { host, port, agent, remarks } = await openTls(url, tls, env, patience);
      return { options: { host, port, protocol: 'https', agent: quiet(agent) }, remarks };
    }
    case 'context':
      throw new Problem('HOST_UNREACHABLE', `There is no Docker context ${url.slice('context:'.length)}`, {
        hint: '"docker context ls" lists them; DOCKER_CONFIG says in which folder.',
      });
    default:
      throw new Problem('NOT_SUPPORTED', `"${url}" is not an address this version can reach`, {
        hint: 'Use unix:///path/to/docker.sock, npipe:////./pipe/docker_engine, ssh://user@host or tcp://host:2376.',
      });
  }
}

/** The driver formats its options, agent and all, for a debug line on every call: this keeps that line short. */
function quiet<A extends Agent>(agent: A): A {
  return Object.assign(agent, { [inspect.custom]: () => 'agent' });
}
