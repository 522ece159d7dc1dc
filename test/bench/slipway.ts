import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Deployment, DeploymentEvent } from '#contract/deployment';
import { type Client, openCore } from '#core/core';
import { appImage, appPort, type Version } from './app.ts';
import { docker, run } from './command.ts';
import type { Contender } from './contender.ts';
import type { BenchEngine } from './engine.ts';
import { type Aim, now } from './load.ts';

const service = `bench-${process.pid}`;
const cli = fileURLToPath(new URL('../../electron/cli/main.mjs', import.meta.url));

/** One act through the core: when it was asked for and when it was over (Unix ms), its record and its journal. */
export type Act = {
  readonly from: number;
  readonly to: number;
  readonly deployment: Deployment;
  readonly events: readonly DeploymentEvent[];
};

export type Slipway = {
  readonly client: Client;
  readonly service: string;
  readonly aim: Aim;
  deploy(to: Version): Promise<Act>;
  contenders(): readonly Contender[];
};

/** Two replicas behind a gateway of ours, deployed once, with a data folder that goes with the run. */
export async function slipway(engine: BenchEngine, after: AsyncDisposableStack): Promise<Slipway> {
  const home = join(engine.folder, 'home');
  after.defer(removeTraces);
  const core = after.use(await openCore({ home, operator: 'bench', console: 'bench' }));
  after.defer(async () => void (await act(core.client, { kind: 'retire', service }).catch(() => {})));
  const deploy = (to: Version) => act(core.client, { kind: 'deploy', file: { name: fileOf(to), text: text(to) } });
  const fileOf = (to: Version) => join(engine.folder, `${to}.yaml`);
  for (const to of ['v1', 'v2'] as const) writeFileSync(fileOf(to), text(to));
  await deploy('v1');
  const { services } = await core.client.service.status({ service });
  const targets = [services.find((it) => it.service === service)?.address ?? ''];
  const aim = { kind: 'ports', path: '/', enter: engine.enter, targets } as const;
  const reached = 'through its gateway, one address';
  return {
    client: core.client,
    service,
    aim,
    deploy,
    contenders: () => [
      { name: 'Slipway, the act', service, reached, aim, replace: async (to) => void (await deploy(to)) },
      {
        name: 'Slipway, the command',
        service,
        reached,
        aim,
        replace: async (to) =>
          void (await run(process.execPath, [cli, 'deploy', '-f', fileOf(to), '--json'], { SLIPWAY_HOME: home })),
      },
    ],
  };
}

async function act(client: Client, asked: Parameters<Client['deployment']['start']>[0]['act']): Promise<Act> {
  const from = now();
  const { id } = await client.deployment.start({ act: asked, options: {} });
  const events: DeploymentEvent[] = [];
  for (;;) {
    const follow = await client.deployment.next({ id, after: events.at(-1)?.n ?? 0 });
    events.push(...follow.events);
    if (!follow.ended) continue;
    const to = now();
    const { deployment, problem } = follow.ended;
    if (problem) throw new Error(`${asked.kind}: ${problem.message}`);
    return { from, to, deployment, events };
  }
}

/** Retiring keeps the volume with the record and the images that are a way back: here nobody wants them. */
async function removeTraces(): Promise<void> {
  const ours = `label=io.slipway.service=${service}`;
  const tags = await docker('images', '--format', '{{.Repository}}:{{.Tag}}', `slipway/${service}`).catch(() => '');
  const volumes = await docker('volume', 'ls', '--quiet', '--filter', ours).catch(() => '');
  if (tags.trim()) await docker('rmi', ...tags.trim().split('\n')).catch(() => {});
  if (volumes.trim()) await docker('volume', 'rm', ...volumes.trim().split('\n')).catch(() => {});
}

const text = (version: Version) => `service: ${service}
model:
  image: ${appImage(version)}
  protocol: http
  port: ${appPort}
golden:
  - name: says its version
    request: { method: GET, path: / }
    expect: { status: 200, contains: ${version} }
scale: { replicas: 2 }
strategy: { watch: 0s }
reliability: { stopGrace: 10s }
`;
