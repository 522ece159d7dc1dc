import { join, resolve } from 'node:path';

type Machine = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  /** The account's own folder. */
  readonly account: string;
  readonly cwd: string;
};

/** The data folder, as a full path: SLIPWAY_HOME, or the platform's own place. */
export function homeFolder({ env, platform, account, cwd }: Machine): string {
  const moved = env.SLIPWAY_HOME;
  // As for files: under npm the operator stands elsewhere than the process.
  if (moved) return resolve(env.INIT_CWD || cwd, moved);
  switch (platform) {
    case 'darwin':
      return join(account, 'Library', 'Application Support', 'Slipway');
    case 'win32':
      return join(env.LOCALAPPDATA || join(account, 'AppData', 'Local'), 'Slipway');
    default: {
      // A relative XDG path is to be ignored (XDG Base Directory Specification).
      const data = env.XDG_DATA_HOME;
      return join(data?.startsWith('/') ? data : join(account, '.local', 'share'), 'slipway');
    }
  }
}
