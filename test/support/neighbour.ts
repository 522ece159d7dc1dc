import Docker from 'dockerode';
import { connect } from '#core/docker/connect';
import { localUrl } from '#core/docker/local';
import { imageFor } from './images.ts';
import { freshName } from './names.ts';

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
