import { describe, expect, test } from 'vitest';
import { homeFolder } from '../../electron/cli/home.ts';

const linux = { env: {}, platform: 'linux', account: '/home/ann', cwd: '/work' } as const;

describe('the data folder', () => {
  test.each([
    ["is the platform's own place", linux, '/home/ann/.local/share/slipway'],
    ['follows XDG_DATA_HOME', { ...linux, env: { XDG_DATA_HOME: '/data' } }, '/data/slipway'],
    [
      'ignores a relative XDG_DATA_HOME',
      { ...linux, env: { XDG_DATA_HOME: 'data' } },
      '/home/ann/.local/share/slipway',
    ],
    ['is elsewhere on macOS', { ...linux, platform: 'darwin' }, '/home/ann/Library/Application Support/Slipway'],
    ['moves with SLIPWAY_HOME', { ...linux, env: { SLIPWAY_HOME: '/x', XDG_DATA_HOME: '/data' } }, '/x'],
    [
      'is relative to where the operator stands',
      { ...linux, env: { SLIPWAY_HOME: 'x', INIT_CWD: '/here' } },
      '/here/x',
    ],
  ] as const)('%s', (_, machine, folder) => {
    expect(homeFolder(machine)).toBe(folder);
  });
});
