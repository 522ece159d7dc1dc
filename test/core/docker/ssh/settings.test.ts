import { describe, expect, test } from 'vitest';
import { sshAddress } from '#core/docker/ssh/address';
import { type Directive, directivesOf } from '#core/docker/ssh/config-file';
import { routeBy } from '#core/docker/ssh/route';
import { settingsFor } from '#core/docker/ssh/settings';

const here = { home: '/home/ada', user: 'ada', env: { SSH_AUTH_SOCK: '/run/agent', KEYS: '/keys/agent' } };
const config = (text: string): Directive[] => directivesOf(text, 'config').map((it) => ({ ...it, included: [] }));
const settings = (url: string, text: string) => settingsFor(sshAddress(url), config(text), here);

describe('the SSH configuration', () => {
  test('without one the usual user, port, keys, agent and known hosts are taken', () => {
    expect(settings('ssh://box', '')).toEqual({
      host: 'box',
      port: 22,
      user: 'ada',
      alias: null,
      identities: ['/home/ada/.ssh/id_ed25519', '/home/ada/.ssh/id_ecdsa', '/home/ada/.ssh/id_rsa'],
      identitiesNamed: false,
      identitiesOnly: false,
      agent: '/run/agent',
      jumps: [],
      knownHosts: [
        '/home/ada/.ssh/known_hosts',
        '/home/ada/.ssh/known_hosts2',
        '/etc/ssh/ssh_known_hosts',
        '/etc/ssh/ssh_known_hosts2',
      ],
      mayAsk: true,
    });
  });

  test('of each keyword the first that applies counts, and the address before all', () => {
    const text = `
      Host box
        HostName 10.0.0.7
        User ops
        Port 2222
      Host *
        User nobody
        Port 22
        IdentityFile ~/.ssh/%h_%r
        IdentityFile "/keys/of %u"`;
    expect(settings('ssh://box', text)).toMatchObject({ host: '10.0.0.7', port: 2222, user: 'ops' });
    expect(settings('ssh://root@box:23', text)).toMatchObject({ host: '10.0.0.7', port: 23, user: 'root' });
    expect(settings('ssh://box', text).identities).toEqual(['/home/ada/.ssh/10.0.0.7_ops', '/keys/of ada']);
  });

  test('patterns, exclusions, equals signs, comments and any case are understood', () => {
    const text = 'HOST gpu-* !gpu-9 # the new ones\n  hostname=%h.lab\n\tUSER = "ops"\n# Port 1\n';
    expect(settings('ssh://gpu-1', text)).toMatchObject({ host: 'gpu-1.lab', user: 'ops', port: 22 });
    expect(settings('ssh://gpu-9', text)).toMatchObject({ host: 'gpu-9', user: 'ada' });
  });

  test('Match is understood as far as nothing has to be run for it', () => {
    const text = 'Host box\n HostName box.lab\nMatch host *.lab user ada\n Port 2022\nMatch exec "true"\n User evil\n';
    expect(settings('ssh://box', text)).toMatchObject({ port: 2022, user: 'ada' });
    expect(settings('ssh://root@box', text)).toMatchObject({ port: 22 });
    expect(settings('ssh://any', 'Match all\n Port 7').port).toBe(7);
  });

  test('an agent may be another, or none', () => {
    expect(settings('ssh://box', 'IdentityAgent none').agent).toBeNull();
    expect(settings('ssh://box', 'IdentityAgent $KEYS').agent).toBe('/keys/agent');
    expect(settings('ssh://box', 'IdentityAgent "~/.1password/agent.sock"').agent).toBe(
      '/home/ada/.1password/agent.sock',
    );
  });

  test('a key is never accepted more easily than by asking', () => {
    for (const [word, mayAsk] of [
      ['yes', false],
      ['ask', true],
      ['no', true],
      ['accept-new', true],
      ['off', true],
    ] as const)
      expect(settings('ssh://box', `StrictHostKeyChecking ${word}`).mayAsk).toBe(mayAsk);
  });

  test('a ProxyCommand is not run: the line that names it is', () => {
    const problem = { code: 'HOST_UNREACHABLE', message: 'config:2 reaches this host by ProxyCommand' };
    expect(() => settings('ssh://box', 'Host box\n ProxyCommand nc %h %p')).toThrow(expect.objectContaining(problem));
    expect(settings('ssh://box', 'ProxyCommand none').host).toBe('box');
  });

  test('a port that is none is refused with its line', () => {
    const problem = { code: 'HOST_UNREACHABLE', message: 'config:1: "http" is no port' };
    expect(() => settings('ssh://box', 'Port http')).toThrow(expect.objectContaining(problem));
  });
});

describe('the way over other machines', () => {
  const route = (url: string, text: string) =>
    routeBy(sshAddress(url), config(text), here).map(({ host, port, user }) => `${user}@${host}:${port}`);

  test('leads over each that ProxyJump names, in order', () => {
    const text = 'Host box\n ProxyJump gate,ops@inner:2222\nHost gate\n HostName gate.example\n User jump';
    expect(route('ssh://box', text)).toEqual(['jump@gate.example:22', 'ops@inner:2222', 'ada@box:22']);
  });

  test('leads over those before the first one too', () => {
    const text = 'Host box\n ProxyJump inner\nHost inner\n ProxyJump outer';
    expect(route('ssh://box', text)).toEqual(['ada@outer:22', 'ada@inner:22', 'ada@box:22']);
  });

  test('that leads to itself is refused', () => {
    expect(() => route('ssh://box', 'Host *\n ProxyJump box')).toThrow(/leads over more than/);
  });
});
