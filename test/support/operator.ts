import type { Act, Deployment } from '#contract/deployment';
import { Problem } from '#contract/problem';
import type { ServiceStatus } from '#contract/service';
import { connect } from '#core/docker/connect';
import { names } from '#core/docker/labels';
import { localUrl } from '#core/docker/local';
import type { ContainerDetails, Engine } from '#core/docker/types';
import { readState } from '#core/gateway/switch';
import type { GatewayState } from '#core/gateway/types';
import { carryOut, type Ended, type Options } from './carry-out.ts';
import type { Written } from './service-file.ts';
import { type TemporaryCore, temporaryCore } from './temporary-core.ts';

/** Somebody at a console with an empty data folder, and the engine to see what became of it. */
export type Operator = TemporaryCore & {
  readonly engine: Engine;
  act(act: Act, options?: Options): Promise<Ended>;
  deploy(file: Written, options?: Options): Promise<Ended>;
  rollback(service: string, to?: string): Promise<Ended>;
  /** As `deploy`, and fails the test unless it succeeded. */
  put(file: Written, options?: Options): Promise<Deployment>;
  /** Asked again for half a minute while it is unknown: a busy host may not answer in time. */
  status(service: string): Promise<ServiceStatus>;
  address(service: string): Promise<string>;
  /** The ids of the replicas that get requests, sorted: equal ids, same containers. */
  ids(service: string): Promise<string[]>;
  containers(service: string): Promise<ContainerDetails[]>;
  /** What the gateway's volume holds. */
  kept(service: string): Promise<GatewayState>;
  /** Nothing there is done: a test that failed before anything was must not end with this instead of its own reason. */
  retire(...services: string[]): Promise<void>;
};

export async function openOperator(name = 'ada'): Promise<Operator> {
  const core = await temporaryCore(name);
  const engine = await connect(localUrl(process.env));
  const act = (wanted: Act, options?: Options) => carryOut(core.client, wanted, options);
  const deploy = (file: Written, options?: Options) =>
    act({ kind: 'deploy', file: { name: 'slipway.yaml', text: JSON.stringify(file) } }, options);
  const read = async (service: string) => {
    const { services } = await core.client.service.status({ service });
    return one(services, `status of ${service}`);
  };
  const status = async (service: string) => {
    const end = performance.now() + 30_000;
    for (;;) {
      const now = await read(service);
      if (now.state !== 'unknown' || performance.now() > end) return now;
    }
  };
  const admitted = async (service: string) => (await status(service)).replicas.filter((replica) => replica.admitted);
  return {
    client: core.client,
    home: core.home,
    engine,
    act,
    deploy,
    rollback: (service, to) => act({ kind: 'rollback', service, exact: false, ...(to ? { to } : {}) }),
    put: async (file, options) => succeeded(await deploy(file, options)),
    status,
    address: async (service) => one([(await status(service)).address], 'address') ?? '',
    ids: async (service) => (await admitted(service)).map(({ id }) => id).sort(),
    containers: async (service) => {
      const found = await Promise.all((await admitted(service)).map(({ id }) => engine.inspectContainer(id)));
      return found.filter((it) => it !== null);
    },
    kept: async (service) => {
      const state = await readState(engine, names.gateway(service));
      if (!state) throw new Error(`The gateway of ${service} keeps nothing`);
      return state;
    },
    retire: async (...services) => {
      for (const service of services) {
        try {
          succeeded(await act({ kind: 'retire', service }));
        } catch (error) {
          if (!(error instanceof Problem && error.code === 'UNKNOWN_SERVICE')) throw error;
        }
      }
    },
    async [Symbol.asyncDispose]() {
      await core[Symbol.asyncDispose]();
      engine.close();
    },
  };
}

/** The deployment, if it succeeded; else the test fails with what the operator would have read. */
export function succeeded({ deployment, problem }: Ended): Deployment {
  if (deployment.state === 'succeeded') return deployment;
  throw new Error(`The ${deployment.kind} ended as ${deployment.state}: ${problem?.message}\n${problem?.hint}`);
}

function one<T>(all: readonly T[], what: string): T {
  const [first] = all;
  if (first === undefined || all.length > 1) throw new Error(`${all.length} instead of one: ${what}`);
  return first;
}
