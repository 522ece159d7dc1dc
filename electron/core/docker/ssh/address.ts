import { Problem } from '#contract/problem';

/** What an address says itself; the rest is the SSH configuration's. `socket` is the engine's on that machine. */
export type SshAddress = {
  readonly host: string;
  readonly user: string | null;
  readonly port: number | null;
  readonly socket: string | null;
};

const form = /^ssh:\/\/(?:([^@/]*)@)?(\[[^\]/]+\]|[^:/@]+)(?::(\d{1,5}))?(\/.*)?$/;
/** None of them can be read as an option, a second word or a pattern by whatever they are handed to. */
const plainHost = /^[a-z0-9_.:%][a-z0-9_.:%-]{0,254}$/i;
const plainUser = /^[a-z0-9_.+\\@][a-z0-9_.+\\@-]{0,63}\$?$/i;
const plainPath = /^\/[a-z0-9_./@+-]{1,200}$/i;

/** Pure: `ssh://[user@]host[:port][/path/of/the/socket]`. BAD_COMMAND. */
export function sshAddress(url: string): SshAddress {
  const [, user = null, written = '', port, path = ''] = form.exec(url) ?? bad(url, 'it has no host in it');
  if (user?.includes(':')) bad(url.replace(/:[^@]*@/, ':…@'), 'a password has no place in an address');
  const host = written.replace(/^\[(.*)\]$/, '$1');
  if (!plainHost.test(host)) bad(url, `"${host}" is no name of a host`);
  if (user !== null && !plainUser.test(user)) bad(url, `"${user}" is no name of a user`);
  if (port !== undefined && !isPort(Number(port))) bad(url, `${port} is no port`);
  const socket = path === '' || path === '/' ? null : path;
  if (socket !== null && !plainPath.test(socket)) bad(url, `"${socket}" is no path of a socket`);
  return { host, user, port: port === undefined ? null : Number(port), socket };
}

/** Pure: one machine to jump over, as ProxyJump names it: `[user@]host[:port]` or a whole `ssh://` address. BAD_COMMAND. */
export function jumpAddress(written: string): SshAddress {
  return sshAddress(written.startsWith('ssh://') ? written : `ssh://${written}`);
}

export const isPort = (port: number): boolean => Number.isInteger(port) && port > 0 && port < 65_536;

function bad(url: string, why: string): never {
  throw new Problem('BAD_COMMAND', `"${url}" is not an address that can be reached by SSH: ${why}`, {
    hint: 'Write ssh://user@host, with :port and /path/of/docker.sock where they are not the usual ones.',
  });
}
