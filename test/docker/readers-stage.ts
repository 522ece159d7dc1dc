import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from '#core/docker/connect';
import { label, labelsOf, names } from '#core/docker/labels';
import { localUrl } from '#core/docker/local';
import { noAccess } from '#core/gateway/access';
import { renderConfig } from '#core/gateway/config';
import { createGateway } from '#core/gateway/gateway';
import { keptName } from '#core/gateway/state';
import { keepFile, look, performSwitch } from '#core/gateway/switch';
import { openHosts } from '#core/host/hosts';
import { gatewayImageThere } from '#core/model/beside';
import type { Release, Served } from '#core/release/release';
import { parseServiceFile } from '#core/service/parse';
import { frontOf, policyOf, runOf } from '#core/service/split';
import { openStore } from '#core/store/open';

export const sampleImage = 'slipway-sample/digits:1.0.0';
const sampleFile = new URL('../../resources/sample/digits/v1.yaml', import.meta.url);
export const served: Served = {
  protocol: 'oip-v2',
  port: 8080,
  model: 'digits',
  ready: { path: '/v2/models/digits/ready', least: 200, most: 299, contains: null },
  generated: [],
};

/** One service as a deployment leaves it, put together by hand, with a record and hosts to read it by. */
export async function openReadersStage() {
  const engine = await connect(localUrl(process.env));
  const folder = mkdtempSync(join(tmpdir(), 'slipway-readers-'));
  const store = openStore({ file: join(folder, 'slipway.db') });
  const hosts = openHosts(store, process.env);
  const service = `readers-${randomBytes(3).toString('hex')}`;
  const image = await gatewayImageThere(engine, null);
  if (!image) throw new Error('No gateway image: run "node resources/setup/images.mjs gateway"');
  const signal = new AbortController().signal;
  const containers: string[] = [];
  const port = await freePort();
  await engine.createNetwork({ name: names.network(service), labels: labelsOf(service, 'network') });
  const gateway = await createGateway(engine, { service, image, address: { host: '127.0.0.1', port } }, signal);
  containers.push(gateway);
  const release = sampleRelease();
  let epoch = 0;

  return {
    engine,
    store,
    hosts,
    service,
    gateway,
    port,
    folder,
    release,
    async replica(index: number): Promise<string> {
      const name = names.replica(service, 1, index);
      const id = await engine.createContainer({
        name,
        Image: sampleImage,
        Labels: labelsOf(service, 'replica', { [label.release]: '1', [label.deployment]: 'A' }),
        HostConfig: { NetworkMode: names.network(service) },
        NetworkingConfig: { EndpointsConfig: { [names.network(service)]: { Aliases: [name] } } },
      });
      containers.push(id);
      await engine.startContainer(id);
      return id;
    },
    /** Admits replicas by their index and waits until each is up. */
    async admit(...indexes: number[]): Promise<void> {
      epoch += 1;
      const content = JSON.stringify(release);
      await keepFile(engine, gateway, { epoch, name: keptName.release(1), content }, signal);
      const replicas = indexes.map((index) => ({
        name: names.replica(service, 1, index),
        release: 1,
        weight: 100,
        port: served.port,
        ready: served.ready,
      }));
      const input = {
        service,
        epoch,
        release: 1,
        front: release.with.front,
        access: noAccess,
        frontHash: 'f',
        drain: 1000,
        replicas,
      };
      await performSwitch(engine, gateway, renderConfig(input), epoch, signal);
      await until(async () => (await look(engine, gateway)).servers.every(({ up }) => up));
    },
    /** A container that is nobody's service. */
    async stranger(name: string, command?: string[]): Promise<string> {
      const id = await engine.createContainer({
        name: `${service}-${name}`,
        Image: sampleImage,
        ...(command ? { Entrypoint: command, Cmd: [] } : {}),
      });
      containers.push(id);
      await engine.startContainer(id);
      return id;
    },
    /** What a question left beside a container. */
    async probesBeside(target: string): Promise<string[]> {
      const probes = await engine.listContainers([`${label.role}=probe`]);
      const details = await Promise.all(probes.map(({ id }) => engine.inspectContainer(id)));
      return details.flatMap((it) => (it?.HostConfig.NetworkMode === `container:${target}` ? [it.Id] : []));
    },
    async close() {
      for (const id of containers) await engine.removeContainer(id);
      await engine.removeNetwork(names.network(service));
      await engine.removeVolume(names.state(service));
      hosts.close();
      store.close();
      engine.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function sampleRelease(): Release {
  const file = parseServiceFile({ name: 'v1.yaml', text: readFileSync(sampleFile, 'utf8') });
  const front = frontOf(file);
  return {
    number: 1,
    version: '1.0.0',
    digest: 'sha256:1',
    image: sampleImage,
    identity: 'i',
    run: runOf(file),
    golden: file.golden,
    with: { front, policy: policyOf(file), declared: null, replicas: 2 },
    served,
    createdAt: '2030-01-01T00:00:00.000Z',
    deployment: 'A',
  };
}

export async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (await holds()) return;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  throw new Error('It did not come to that within 30 s');
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
