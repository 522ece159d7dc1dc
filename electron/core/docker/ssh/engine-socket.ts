import type { ClientChannel, SshClient } from './driver.ts';
import { noWay } from './failure.ts';
import type { Session } from './session.ts';

/** How the engine of a machine is reached there: its socket, or, where sshd forwards none, the docker command. */
export type EngineWay =
  | { readonly by: 'socket'; readonly path: string }
  | { readonly by: 'command'; readonly command: string };

const usual = '/var/run/docker.sock';

/** Says of each place where an engine may listen whether there is a socket, and whether this user may use it. */
const places = `for it in "$0" /var/run/docker.sock "\${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/docker.sock" \
"$HOME/.docker/run/docker.sock" /run/podman/podman.sock "\${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/podman/podman.sock"; do \
if [ -S "$it" ]; then if [ -r "$it" ] && [ -w "$it" ]; then echo "may $it"; else echo "no $it"; fi; fi; done`;

/** Finds the engine: where it is named, else at its usual socket, else wherever this user has one. HOST_UNREACHABLE. */
export async function findEngineSocket(session: Session, named: string | null, patience: number): Promise<EngineWay> {
  const first = named ?? usual;
  if (await takes(session.client, first)) return { by: 'socket', path: first };
  const found = await lookAround(session, named);
  for (const path of found.may.filter((it) => it !== first))
    if (named === null && (await takes(session.client, path))) return { by: 'socket', path };
  // One that is named and not there is tried all the same, so that the command says why.
  const socket = found.may[0] ?? (found.no.length > 0 ? null : named);
  return throughCommand(session, { socket, forbidden: found.no[0], patience });
}

/** Opens a channel to the engine. Rejects with the driver's own error. */
export function openWay(client: SshClient, way: EngineWay): Promise<ClientChannel> {
  return way.by === 'socket' ? openSocket(client, way.path) : execute(client, way.command);
}

type Places = { readonly may: readonly string[]; readonly no: readonly string[] };

async function lookAround({ client, at }: Session, named: string | null): Promise<Places> {
  const channel = await execute(client, `sh -c '${places}' ${named ?? usual}`).catch((error: Error) => {
    throw noWay(
      `${at} neither forwards to ${named ?? usual} nor runs a command: ${error.message}`,
      'Allow this user either in its sshd_config: AllowStreamLocalForwarding yes.',
      { cause: error },
    );
  });
  const lines = (await outputOf(channel)).split('\n').map((line) => line.split(' '));
  const of = (word: string) => [...new Set(lines.flatMap(([first, path]) => (first === word && path ? [path] : [])))];
  const only = (paths: string[]) => (named === null ? paths : paths.filter((it) => it === named));
  return { may: only(of('may')), no: only(of('no')) };
}

type Wanted = { readonly socket: string | null; readonly forbidden: string | undefined; readonly patience: number };

async function throughCommand({ client, at }: Session, { socket, forbidden, patience }: Wanted): Promise<EngineWay> {
  if (socket === null && forbidden !== undefined) {
    throw noWay(
      `This user may not use the engine's socket ${forbidden} on ${at}`,
      `Add it to the group "docker" there, and connect anew.`,
      { refused: true },
    );
  }
  if (socket === null) {
    throw noWay(
      `There is no Docker engine on ${at}: this user sees no socket of one`,
      'Install or start Docker there, or name its socket: ssh://user@host/path/of/docker.sock.',
    );
  }
  const command = `docker -H unix://${socket} system dial-stdio`;
  // Before the whole attempt ends, so that what the command says is heard.
  const said = await answerOf(await execute(client, command), patience * 0.75);
  if (said.answered) return { by: 'command', command };
  throw noWay(
    `The engine's socket ${socket} on ${at} takes no connections, and the docker command there has none either: ${said.text}`,
    'Start Docker there; where it runs, let sshd forward to its socket (AllowStreamLocalForwarding yes).',
  );
}

/** All that a command says; a channel of the driver's is at its end when it is closed, and only then. */
function outputOf(channel: ClientChannel): Promise<string> {
  const parts: Buffer[] = [];
  channel.on('data', (it: Buffer) => void parts.push(it));
  channel.stderr.resume();
  return new Promise((resolve) => channel.on('close', () => resolve(Buffer.concat(parts).toString('utf8'))));
}

/** Whether what a command forwards to answers as an engine does, or what the command says instead. */
async function answerOf(channel: ClientChannel, patience: number): Promise<{ answered: boolean; text: string }> {
  const { promise, resolve } = Promise.withResolvers<{ answered: boolean; text: string }>();
  let said = '';
  let complains = '';
  const refused = () => {
    const text = `${complains} ${said}`.trim().slice(0, 300);
    resolve({ answered: false, text: text || 'it says nothing' });
  };
  const timer = setTimeout(refused, patience);
  channel.on('data', (bytes: Buffer) => {
    said += bytes.toString('utf8');
    // The command goes on for as long as its input is open: its end would be waited for in vain.
    if (said.startsWith('HTTP/1.')) resolve({ answered: true, text: said });
  });
  channel.stderr.on('data', (bytes: Buffer) => {
    complains += bytes.toString('utf8');
  });
  channel.on('close', refused);
  channel.write('GET /_ping HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n');
  return promise.finally(() => {
    clearTimeout(timer);
    channel.destroy();
  });
}

async function takes(client: SshClient, path: string): Promise<boolean> {
  try {
    (await openSocket(client, path)).destroy();
    return true;
  } catch {
    return false;
  }
}

function openSocket(client: SshClient, path: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.openssh_forwardOutStreamLocal(path, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}

function execute(client: SshClient, command: string): Promise<ClientChannel> {
  return new Promise((resolve, reject) => {
    client.exec(command, (error, channel) => (error ? reject(error) : resolve(channel)));
  });
}
