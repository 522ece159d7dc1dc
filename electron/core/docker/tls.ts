import { existsSync } from 'node:fs';
import { Agent } from 'node:https';
import type { Duplex } from 'node:stream';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import type { TlsFiles } from '#contract/host';
import { Problem } from '#contract/problem';
import { tlsProblem, unencrypted } from './tls-failure.ts';
import { endsSoon, readTlsFiles, type TlsMaterial, usualTlsFiles } from './tls-files.ts';

/** A way to an engine that shows a certificate and wants one. `remarks` are what will be wrong soon. */
export type TlsWay = {
  readonly host: string;
  readonly port: number;
  readonly agent: Agent;
  remarks(): readonly string[];
};

/**
 * Opens `tcp://host[:port]` with mutual TLS and nothing else: by the files that are named, else by those that the docker
 * command would use. `patience` is milliseconds for connection and handshake. BAD_COMMAND, or HOST_UNREACHABLE for what is wrong with the files.
 */
export async function openTls(
  url: string,
  files: TlsFiles | null,
  env: NodeJS.ProcessEnv,
  patience: number,
): Promise<TlsWay> {
  const { hostname, port } = placeOf(url);
  const used = files ?? usualTlsFiles(env);
  // Nobody named them and there are none: then nobody meant TLS.
  if (!files && !env.DOCKER_CERT_PATH && !existsSync(used.ca)) throw unencrypted(url);
  const material = await readTlsFiles(used);
  const shown = { validTo: null as string | null };
  const agent = new TlsAgent(material, url, { shown, patience });
  const theirs = () => (shown.validTo === null ? [] : endsSoon(shown.validTo, `the certificate of ${hostname}`));
  return { host: hostname, port, agent, remarks: () => [...material.remarks, ...theirs()] };
}

function placeOf(url: string): { hostname: string; port: number } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed?.hostname)
    throw new Problem('BAD_COMMAND', `"${url}" is not an address`, { hint: 'Write tcp://host:2376.' });
  if (parsed.protocol === 'http:') throw unencrypted(url);
  return { hostname: parsed.hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(parsed.port || 2376) };
}

type Told = (error: Error | null, stream: Duplex) => void;

class TlsAgent extends Agent {
  readonly #material: TlsMaterial;
  readonly #url: string;
  readonly #shown: { validTo: string | null };
  readonly #patience: number;

  constructor(material: TlsMaterial, url: string, besides: { shown: { validTo: string | null }; patience: number }) {
    super({ keepAlive: true });
    this.#material = material;
    this.#url = url;
    this.#shown = besides.shown;
    this.#patience = besides.patience;
  }

  override createConnection(options: { host?: string | null; port?: string | number | null }, told: Told): undefined {
    const { ca, cert, key } = this.#material;
    const host = options.host ?? '';
    const socket: TLSSocket = connectTls({ host, port: Number(options.port), ca, cert, key, minVersion: 'TLSv1.2' });
    socket.setNoDelay(true);
    const timer = setTimeout(() => socket.destroy(tooLate(host, Number(options.port), this.#patience)), this.#patience);
    const failed = (error: Error) => {
      clearTimeout(timer);
      told(tlsProblem(this.#url, error) ?? error, socket);
    };
    socket.once('error', failed);
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      socket.off('error', failed);
      this.#shown.validTo = socket.getPeerCertificate().valid_to;
      told(null, socket);
    });
  }
}

function tooLate(host: string, port: number, patience: number): Problem {
  return new Problem('HOST_UNREACHABLE', `${host}:${port} did not answer within ${patience / 1000} s`, {
    hint: 'Check the network, VPN and firewall to it.',
  });
}
