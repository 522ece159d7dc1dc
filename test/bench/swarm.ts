import { appImage, appPort, type Version } from './app.ts';
import { docker } from './command.ts';
import type { Contender } from './contender.ts';

const network = 'slipway-bench';
const reached =
  "from a container on its network, by the tasks' addresses (dnsrr), looked up for every request: no IPVS mesh here";

/** Monitor 1 s: with 0 the command waits its own default of 5 s. */
const tuned = ['--update-order=start-first', '--update-parallelism=2', '--update-monitor=1s', '--update-delay=0s'];

/** Two swarm services of two tasks, one with the update settings as they come, one tuned to be quick. */
export async function swarmContenders(after: AsyncDisposableStack): Promise<Contender[]> {
  await docker('swarm', 'init', '--advertise-addr', '172.29.0.1');
  after.defer(async () => void (await docker('swarm', 'leave', '--force').catch(() => {})));
  await docker('network', 'create', '--driver', 'overlay', '--attachable', network);
  const probe = `${network}-probe`;
  await docker('run', '--detach', '--name', probe, '--network', network, appImage('v1'));
  const pid = (await docker('inspect', '--format', '{{.State.Pid}}', probe)).trim();
  const enter = ['nsenter', `--net=/proc/${pid}/ns/net`];
  return [
    await service('swarm', 'Swarm update, default', [], enter),
    await service('swarm-tuned', 'Swarm update, tuned', tuned, enter),
  ];
}

async function service(
  name: string,
  title: string,
  settings: readonly string[],
  enter: readonly string[],
): Promise<Contender> {
  const create = ['--no-resolve-image', '--quiet', '--name', name, '--network', network, '--endpoint-mode', 'dnsrr'];
  await docker('service', 'create', ...create, '--replicas', '2', ...settings, appImage('v1'));
  return {
    name: title,
    service: name,
    reached,
    aim: { kind: 'name', path: '/', name, port: appPort, enter },
    replace: async (to: Version) =>
      void (await docker('service', 'update', '--no-resolve-image', '--quiet', '--image', appImage(to), name)),
  };
}
