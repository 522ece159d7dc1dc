import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import Docker from 'dockerode';
import { connect } from '#core/docker/connect';
import { localUrl } from '#core/docker/local';
import { imageFor } from '#support/images';
import { freshName } from '#support/names';

/** A container on a network of its own, and what it is answered there: a status, or why there was none. */
export type Neighbour = AsyncDisposable & {
  calls(address: string, key?: string): Promise<string>;
  /** The host as it is reached from there: to it, this is another machine. */
  host(): Promise<string>;
};

export async function neighbourOn(network: string): Promise<Neighbour> {
  const engine = await connect(localUrl(process.env));
  const container = await new Docker().createContainer({
    name: freshName(),
    Image: imageFor('1.0.0'),
    Entrypoint: ['/bin/node', '-e', 'setInterval(() => {}, 1000)'],
    HostConfig: { NetworkMode: network },
  });
  await container.start();
  return {
    async calls(address, key) {
      const headers = JSON.stringify(key === undefined ? {} : { 'x-api-key': key });
      const script = `fetch('http://${address}/v2/models/digits', { headers: ${headers} }).then((answer) => console.log(answer.status), (error) => console.log(error.cause.code))`;
      return (await engine.exec(container.id, ['/bin/node', '-e', script])).stdout.trim();
    },
    async host() {
      const { NetworkSettings } = await container.inspect();
      return NetworkSettings.Networks[network]?.Gateway ?? '';
    },
    async [Symbol.asyncDispose]() {
      await container.remove({ force: true });
      engine.close();
    },
  };
}

export type Secure = { readonly status: number | undefined; readonly from: string; readonly version: string | null };

/** What somebody is answered who trusts that authority alone: the status, and whose certificate it was. */
export function secureStatus(address: string, ca: Buffer, key?: string): Promise<Secure> {
  const [host, port] = address.split(':');
  const headers = key === undefined ? {} : { 'x-api-key': key };
  return new Promise((resolve, reject) => {
    const asked = request({ host, port, ca, headers, agent: false, path: '/v2/models/digits' }, (answer) => {
      const socket = answer.socket as TLSSocket;
      const from = String(socket.getPeerCertificate().subject.CN);
      const version = socket.getProtocol();
      answer.resume().on('end', () => resolve({ status: answer.statusCode, from, version }));
    });
    asked.on('error', reject).end();
  });
}
