import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { jumpAddress, type SshAddress } from './address.ts';
import { type Directive, readConfig } from './config-file.ts';
import { noWay } from './failure.ts';
import { type Here, type SshSettings, settingsFor } from './settings.ts';

/** Machines to jump over; more is a configuration that names itself. */
const longest = 8;

/** The nearest machine first, the one that is meant last. */
export type Route = readonly [SshSettings, ...SshSettings[]];

/** The machines on the way to an address, the last one being it, as the operator's SSH configuration has it. HOST_UNREACHABLE. */
export async function routeTo(address: SshAddress, env: NodeJS.ProcessEnv): Promise<Route> {
  const here = hereBy(env);
  return routeBy(address, await configOf(here), here);
}

/** Pure: the same, of a configuration that was read. A jump of several machines names them all, the nearest first. */
export function routeBy(address: SshAddress, config: readonly Directive[], here: Here, seen = 0): Route {
  if (seen > longest)
    throw noWay(
      `ProxyJump for ${address.host} leads over more than ${longest} machines`,
      'It may name itself: mend it in ~/.ssh/config.',
    );
  const target = settingsFor(address, config, here);
  const [nearest, ...others] = target.jumps.map(jumpAddress);
  if (nearest === undefined) return [target];
  // The nearest may itself be behind others; those after it are reached over the one before.
  return [...routeBy(nearest, config, here, seen + 1), ...others.map((it) => settingsFor(it, config, here)), target];
}

/** Both configurations, the operator's before the machine's. */
export async function configOf({ home }: Here): Promise<Directive[]> {
  const folder = join(home, '.ssh');
  const [own, machine] = await Promise.all([
    readConfig(join(folder, 'config'), { folder, home }),
    readConfig('/etc/ssh/ssh_config', { folder: '/etc/ssh', home }),
  ]);
  return [...own, ...machine];
}

export function hereBy(env: NodeJS.ProcessEnv): Here {
  return { home: env.HOME || homedir(), user: env.USER || env.USERNAME || userInfo().username, env };
}
