import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';
import type { Paths } from '#contract/doctor';
import { resourcesFolder } from './resources.ts';

/** Where things are kept below a data folder; `resources` is what is shipped with the console. */
export function pathsOf(home: string, resources: string = resourcesFolder()): Paths {
  const { join } = pathsFor(process.platform);
  return {
    home,
    database: join(home, 'slipway.db'),
    key: join(home, 'key'),
    knownHosts: join(home, 'known_hosts'),
    logs: join(home, 'logs'),
    schema: join(resources, 'service.schema.json'),
  };
}

/**
 * The data folder, absolute: SLIPWAY_HOME (relative to where npm was called), else the platform's own place. On Linux
 * an XDG_DATA_HOME that is not absolute is ignored, as the XDG Base Directory Specification asks for. On Windows it is
 * the local profile: a roaming one is copied at each log-on, and half a database with it.
 */
export function homeOf(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, user: string = homedir()): string {
  const { join, isAbsolute, resolve } = pathsFor(platform);
  if (env.SLIPWAY_HOME) return resolve(env.INIT_CWD ?? '', env.SLIPWAY_HOME);
  switch (platform) {
    case 'win32':
      return join(env.LOCALAPPDATA || join(user, 'AppData', 'Local'), 'Slipway');
    case 'darwin':
      return join(user, 'Library', 'Application Support', 'Slipway');
    default:
      return isAbsolute(env.XDG_DATA_HOME ?? '')
        ? join(env.XDG_DATA_HOME ?? '', 'slipway')
        : join(user, '.local', 'share', 'slipway');
  }
}

const pathsFor = (platform: NodeJS.Platform) => (platform === 'win32' ? win32 : posix);
