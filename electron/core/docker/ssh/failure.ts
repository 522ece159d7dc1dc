import { Problem } from '#contract/problem';

/** The cause of a refusal that asking again does not change; asking often may get a user or an address locked out. */
export class Refused extends Error {
  override name = 'Refused';
}

/** Why there is no way to a machine: what happened, and what to do. `refused` where a machine said no to us. */
export function noWay(message: string, hint: string, details: { cause?: unknown; refused?: true } = {}): Problem {
  const cause = details.refused ? new Refused(message, { cause: details.cause }) : details.cause;
  return new Problem('HOST_UNREACHABLE', message, { hint, cause });
}

type SocketError = Error & { readonly code?: string | number; readonly level?: string };

/** Pure: why a TCP connection to a machine could not be made. */
export function unconnected(at: string, error: SocketError): Problem {
  const { code } = error;
  const cause = error;
  switch (code) {
    case 'ECONNREFUSED':
      return noWay(`Nothing listens at ${at} (connection refused)`, 'Is its sshd running, and is the port right?', {
        cause,
      });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return noWay(`The name of ${at} is not known (${code})`, 'Check how it is written, and the name server or VPN.', {
        cause,
      });
    case 'ECONNRESET':
    case 'EPIPE':
      return noWay(
        `${at} closed the connection at once`,
        "Look into its sshd's log; it may take no connections from here.",
        {
          cause,
        },
      );
    default:
      return noWay(
        `There is no way to ${at} (${code ?? error.message})`,
        'Check the network, VPN and firewall to it.',
        {
          cause,
        },
      );
  }
}

/** Pure: why SSH with a machine that answers did not come about, but for keys and users. */
export function unspoken(at: string, error: SocketError): Problem {
  if (error.code === 2 || /too many authentication failures/i.test(error.message))
    return noWay(
      `${at} closed the connection: too many keys were offered`,
      'Name the right one in ~/.ssh/config: IdentityFile, and IdentitiesOnly yes.',
      { cause: error, refused: true },
    );
  if (/before handshake|Invalid identification|Protocol version/i.test(error.message))
    return noWay(
      `What answers at ${at} does not speak SSH`,
      'Check the port: sshd listens at 22 unless it was told otherwise.',
      {
        cause: error,
      },
    );
  if (error.level === 'handshake')
    return noWay(
      `${at} and Slipway found no common way to encrypt: ${error.message}`,
      'Update sshd there; SHA-1 signatures and DSA keys are not taken.',
      { cause: error },
    );
  if (error.level === 'client-timeout')
    return noWay(`${at} does not answer any more`, 'Check the network to it.', { cause: error });
  if (typeof error.code === 'string') return unconnected(at, error);
  return noWay(`SSH with ${at} failed: ${error.message}`, "Look into its sshd's log.", { cause: error });
}

/** A connection that was there and is not any more; read as such by whoever has a stream over it. */
export function lost(at: string): Error {
  return Object.assign(new Error(`the SSH connection to ${at} was lost`), { code: 'ECONNRESET' });
}
