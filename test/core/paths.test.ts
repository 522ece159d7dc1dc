import { expect, test } from 'vitest';
import { homeOf, pathsOf } from '#core/paths';

test.each([
  [
    'SLIPWAY_HOME goes before everything',
    { SLIPWAY_HOME: '/srv/slipway', XDG_DATA_HOME: '/x' },
    'linux',
    '/srv/slipway',
  ],
  [
    'a relative one is meant from where npm was called',
    { SLIPWAY_HOME: 'data', INIT_CWD: '/srv' },
    'linux',
    '/srv/data',
  ],
  ['without npm it is meant from the working directory', { SLIPWAY_HOME: 'data' }, 'linux', `${process.cwd()}/data`],
  ['Linux keeps it where XDG says', { XDG_DATA_HOME: '/data' }, 'linux', '/data/slipway'],
  ['Linux falls back to the usual place', {}, 'linux', '/home/ada/.local/share/slipway'],
  [
    'an XDG place that is not absolute is ignored',
    { XDG_DATA_HOME: 'data' },
    'linux',
    '/home/ada/.local/share/slipway',
  ],
  ['macOS has a place for it', {}, 'darwin', '/home/ada/Library/Application Support/Slipway'],
] as const)('%s', (_what, env, platform, home) => {
  expect(homeOf(env, platform, '/home/ada')).toBe(home);
});

test('Windows keeps it in the local profile', () => {
  expect(homeOf({ LOCALAPPDATA: 'D:\\ada' }, 'win32', 'C:\\Users\\ada')).toBe('D:\\ada\\Slipway');
  expect(homeOf({}, 'win32', 'C:\\Users\\ada')).toBe('C:\\Users\\ada\\AppData\\Local\\Slipway');
});

test('everything of a data folder lies below it, and the schema beside the program', () => {
  expect(pathsOf('/srv/slipway', '/opt/slipway/resources')).toEqual({
    home: '/srv/slipway',
    database: '/srv/slipway/slipway.db',
    key: '/srv/slipway/key',
    knownHosts: '/srv/slipway/known_hosts',
    logs: '/srv/slipway/logs',
    schema: '/opt/slipway/resources/service.schema.json',
  });
});
