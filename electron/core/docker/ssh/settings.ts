import { join } from 'node:path';
import { Problem } from '#contract/problem';
import { isPort, type SshAddress } from './address.ts';
import type { Directive } from './config-file.ts';
import { matchesList } from './patterns.ts';

/** Who asks, and from where: what OpenSSH's tokens and defaults stand for. */
export type Here = {
  readonly home: string;
  readonly user: string;
  readonly env: Readonly<Record<string, string | undefined>>;
};

/** All that is needed to reach one machine. `alias` is its name in known_hosts where that is another. */
export type SshSettings = {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly alias: string | null;
  readonly identities: readonly string[];
  /** Whether somebody named the keys, so that one that is missing is worth a word. */
  readonly identitiesNamed: boolean;
  readonly identitiesOnly: boolean;
  /** The agent's socket; null where there is none. */
  readonly agent: string | null;
  readonly jumps: readonly string[];
  readonly knownHosts: readonly string[];
  /** False where the configuration says that a key that is not known must not even be asked about. */
  readonly mayAsk: boolean;
};

const usualKeys = ['id_ed25519', 'id_ecdsa', 'id_rsa'];
const systemKnownHosts = ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2'];

/** Pure: what the configuration says for an address; of each keyword the first value counts, as in ssh_config(5). */
export function settingsFor(address: SshAddress, config: readonly Directive[], here: Here): SshSettings {
  const said = new Map<string, Directive[]>();
  collect(config, { host: address.host, user: address.user ?? here.user, localUser: here.user, said }, true);
  const first = (keyword: string): Directive | undefined => said.get(keyword)?.[0];
  const word = (keyword: string): string | null => first(keyword)?.values[0] ?? null;
  refuseCommand(first('proxycommand'), first('proxyjump'));

  const host = word('hostname')?.replaceAll('%h', address.host).replaceAll('%%', '%') ?? address.host;
  const port = address.port ?? portOf(first('port')) ?? 22;
  const user = address.user ?? word('user') ?? here.user;
  const expand = (written: string) => expanded(written, { host, port, user, original: address.host }, here);
  const named = (said.get('identityfile') ?? []).map(({ values }) => values[0] ?? '').filter((it) => it !== '');
  const jump = word('proxyjump') ?? 'none';
  const agent = word('identityagent') ?? 'SSH_AUTH_SOCK';
  return {
    host,
    port,
    user,
    alias: word('hostkeyalias'),
    identities: named.length > 0 ? named.filter((it) => it !== 'none').map(expand) : usualKeys.map(keyAt(here)),
    identitiesNamed: named.length > 0,
    identitiesOnly: word('identitiesonly')?.toLowerCase() === 'yes',
    agent: agent === 'none' ? null : agentAt(agent, expand, here),
    jumps: jump.toLowerCase() === 'none' ? [] : jump.split(','),
    knownHosts: [
      ...(first('userknownhostsfile')?.values ?? ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']),
      ...(first('globalknownhostsfile')?.values ?? systemKnownHosts),
    ].flatMap((it) => (it === 'none' ? [] : [expand(it)])),
    mayAsk: word('stricthostkeychecking')?.toLowerCase() !== 'yes',
  };
}

type Asked = {
  readonly host: string;
  readonly user: string;
  readonly localUser: string;
  readonly said: Map<string, Directive[]>;
};

function collect(config: readonly Directive[], asked: Asked, within: boolean): void {
  let applies = within;
  for (const it of config) {
    if (it.keyword === 'host') applies = within && matchesList(it.values, asked.host);
    else if (it.keyword === 'match') applies = within && isMatch(it.values, asked);
    else if (it.keyword === 'include') collect(it.included, asked, applies);
    else if (applies) asked.said.set(it.keyword, [...(asked.said.get(it.keyword) ?? []), it]);
  }
}

/** A condition that would run a program, or that is not known, is not met: nothing is run for a configuration. */
function isMatch(values: readonly string[], asked: Asked): boolean {
  const words = [...values];
  while (words.length > 0) {
    const condition = words.shift()?.toLowerCase() ?? '';
    if (condition === 'all') continue;
    const patterns = (words.shift() ?? '').split(',');
    const known: Readonly<Record<string, string>> = {
      host: hostNameSoFar(asked),
      originalhost: asked.host,
      user: asked.user,
      localuser: asked.localUser,
    };
    const value = known[condition];
    if (value === undefined || !matchesList(patterns, value)) return false;
  }
  return values.length > 0;
}

const hostNameSoFar = ({ said, host }: Asked): string => said.get('hostname')?.[0]?.values[0] ?? host;

function refuseCommand(command: Directive | undefined, jump: Directive | undefined): void {
  if (command === undefined || jump !== undefined || command.values[0]?.toLowerCase() === 'none') return;
  throw new Problem('HOST_UNREACHABLE', `${command.file}:${command.line} reaches this host by ProxyCommand`, {
    hint: 'Slipway runs no programs of a configuration. Where it only jumps over a machine, write ProxyJump instead.',
  });
}

function portOf(directive: Directive | undefined): number | null {
  if (directive === undefined) return null;
  const port = Number(directive.values[0]);
  if (isPort(port)) return port;
  throw new Problem('HOST_UNREACHABLE', `${directive.file}:${directive.line}: "${directive.values[0]}" is no port`, {
    hint: 'Mend that line.',
  });
}

const keyAt =
  ({ home }: Here) =>
  (name: string): string =>
    join(home, '.ssh', name);

function agentAt(written: string, expand: (text: string) => string, { env }: Here): string | null {
  if (written === 'SSH_AUTH_SOCK') return env.SSH_AUTH_SOCK || null;
  if (/^\$[a-z_][a-z0-9_]*$/i.test(written)) return env[written.slice(1)] || null;
  return expand(written);
}

type Names = { readonly host: string; readonly port: number; readonly user: string; readonly original: string };

function expanded(written: string, names: Names, { home, user, env }: Here): string {
  const tokens: Readonly<Record<string, string>> = {
    '%%': '%',
    '%d': home,
    '%h': names.host,
    '%n': names.original,
    '%p': String(names.port),
    '%r': names.user,
    '%u': user,
  };
  const text = written
    .replace(/%[%a-z]/gi, (token) => tokens[token] ?? token)
    .replace(/\$\{([a-z_][a-z0-9_]*)\}/gi, (_, name: string) => env[name] ?? '');
  return text === '~' || text.startsWith('~/') ? join(home, text.slice(1)) : text;
}
