import { describe, expect, test } from 'vitest';
import { jumpAddress, sshAddress } from '#core/docker/ssh/address';

describe('an address by SSH', () => {
  test.each([
    ['ssh://box', { host: 'box', user: null, port: null, socket: null }],
    ['ssh://ops@box', { host: 'box', user: 'ops', port: null, socket: null }],
    ['ssh://ops@box:2222', { host: 'box', user: 'ops', port: 2222, socket: null }],
    ['ssh://ops@box/', { host: 'box', user: 'ops', port: null, socket: null }],
    [
      'ssh://box/run/user/1000/docker.sock',
      { host: 'box', user: null, port: null, socket: '/run/user/1000/docker.sock' },
    ],
    ['ssh://ops@[fe80::1]:22', { host: 'fe80::1', user: 'ops', port: 22, socket: null }],
  ])('%s', (url, expected) => expect(sshAddress(url)).toEqual(expected));

  test.each([
    'ssh://',
    'ssh://@',
    'ssh://-oProxyCommand=x',
    'ssh://-l@box',
    'ssh://box:0',
    'ssh://box:70000',
    'ssh://box:x',
    'ssh://b ox',
    'ssh://$(id)@box',
    'ssh://box/a socket',
    "ssh://box/'; id; '.sock",
    'ssh://box\nssh://other',
  ])('%j is refused', (url) => {
    expect(() => sshAddress(url)).toThrow(expect.objectContaining({ code: 'BAD_COMMAND' }));
  });

  test('a password in it is refused without being shown', () => {
    const problem = expect.objectContaining({ message: expect.not.stringContaining('hunter2') });
    expect(() => sshAddress('ssh://ops:hunter2@box')).toThrow(problem);
  });

  test('a machine to jump over is written with or without the scheme', () => {
    expect(jumpAddress('ops@gate:2222')).toEqual(jumpAddress('ssh://ops@gate:2222'));
  });
});
